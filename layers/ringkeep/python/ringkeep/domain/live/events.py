"""Parses RingCentral's notifications: telephony sessions, presence and the extension list.

Parsing is lenient: a missing field, another spelling or an invalid date affects no other field.
Source: the API document (AccountTelephonySessionsEvent, AccountPresenceEvent, ExtensionListEvent,
CallSessionObject).
"""

from __future__ import annotations

import re
from typing import TypeAlias

from ringkeep.domain.json import (
    JsonObject,
    list_of,
    nested,
    object_of,
    objects_of,
    parse_object,
    time_of,
)
from ringkeep.domain.lenient import short_text
from ringkeep.domain.live.payloads import (
    PARTIES_LIMIT,
    RECORDINGS_LIMIT,
    PartyPayload,
    PresencePayload,
    SessionPayload,
)
from ringkeep.domain.model import Model

_OLDEST_TRUSTED = 3600.0
_AHEAD_TRUSTED = 300.0
_PATH = re.compile(
    r"/account/(?P<account>[^/]+)"
    r"(?:/extension/(?P<extension>[^/]+))?"
    r"/(?P<kind>telephony/sessions(?:/[^/]*)?|presence)$",
    re.IGNORECASE,
)
_EXTENSIONS_PATH = re.compile(r"/account/(?P<account>[^/]+)/extension(?:/[^/]+)?$", re.IGNORECASE)


class _Event(Model):
    """Times in epoch seconds.

    `account_id` is the account in the path, empty if the path contains `~` or is missing. `event_at`
    is the event's time according to RingCentral. `clock_at` is the same, or the time of receipt if the
    event is more than an hour old: its time could then not be compared with those of other events.
    """

    account_id: str = ""
    event_at: float
    clock_at: float
    received_at: float

    def is_of(self, account_id: str) -> bool:
        """Whether the event belongs to this account, as far as it says. One webhook serves one account,
        so an event of another account has no business there."""
        return self.account_id in ("", account_id)


class TelephonyEvent(_Event):
    """One notification about a telephony session. `sequence` counts within the session."""

    telephony_session_id: str
    session_id: str = ""
    sequence: int | None = None
    parties: tuple[PartyPayload, ...] = ()
    shortened: bool = False
    """Whether the event holds more parties or recordings than were read."""

    def is_of(self, account_id: str) -> bool:
        """An event whose parties all belong to other accounts is one of another account. A party of
        another account beside one of ours is the far end of our call."""
        accounts = {party.account_id for party in self.parties}
        return super().is_of(account_id) and (not accounts or bool(accounts & {"", account_id}))


class PresenceEvent(_Event):
    """One extension's presence. `presence.sequence` counts within the extension; None in a snapshot."""

    presence: PresencePayload


class ExtensionsEvent(_Event):
    """The list of extensions changed. `changes`: how many extensions the event names."""

    changes: int = 0


class UnknownEvent(_Event):
    """A notification that Ringkeep does not use, such as a subscription's reminder."""

    path: str = ""


LiveEvent: TypeAlias = TelephonyEvent | PresenceEvent | ExtensionsEvent | UnknownEvent


def parse_event(text: str, received_at: float) -> LiveEvent:
    """Parses a notification. Raises ValueError if it is not an event or names no session or extension.

    `received_at` (epoch seconds) replaces a time that is missing or more than five minutes ahead.
    """
    envelope = _object_of(text)
    path = short_text(envelope.get("event")).partition("?")[0].rstrip("/")
    body = object_of(envelope.get("body"))
    match = _PATH.search(path)
    kind = match["kind"].lower() if match else _kind_of(path, body)
    if kind.startswith("telephony"):
        return _telephony(envelope, body, match, received_at)
    if kind == "presence":
        return _presence(envelope, body, match, received_at)
    times = _times(None, envelope, received_at)
    extensions = _EXTENSIONS_PATH.search(path)
    if extensions:
        changes = len(objects_of(body.get("extensions")))
        return ExtensionsEvent(account_id=_account(extensions["account"]), changes=changes, **times)
    if not path and not body:
        raise ValueError("the event has neither a path nor a body")
    return UnknownEvent(path=path, **times)


def _object_of(text: str) -> JsonObject:
    try:
        return parse_object(text)
    except ValueError as problem:
        raise ValueError(f"the event is {problem}") from None


def _kind_of(path: str, body: JsonObject) -> str:
    """Returns the kind of an event without a path, judging by the body's fields."""
    if path:
        return ""
    if body.get("parties") is not None:
        return "telephony"
    return "presence" if body.get("presenceStatus") or body.get("telephonyStatus") else ""


def _account(text: str) -> str:
    """Returns the account id of a path, or an empty text for `~`."""
    return "" if text == "~" else text


def _times(stated: object, envelope: JsonObject, received_at: float) -> dict[str, float]:
    event_at = time_of(stated) or time_of(envelope.get("timestamp")) or received_at
    if event_at > received_at + _AHEAD_TRUSTED:
        event_at = received_at
    trusted = event_at >= received_at - _OLDEST_TRUSTED
    return {
        "event_at": event_at,
        "clock_at": event_at if trusted else received_at,
        "received_at": received_at,
    }


def _telephony(
    envelope: JsonObject, body: JsonObject, match: re.Match[str] | None, received_at: float
) -> TelephonyEvent:
    session = SessionPayload.model_validate(body)
    if not session.key:
        raise ValueError("a telephony event names no session")
    parties = session.parties
    account = _account(match["account"]) if match else ""
    extension = _extension(match)
    if extension and len(parties) == 1 and not parties[0].extension_id:
        parties = (parties[0].model_copy(update={"extension_id": extension}),)
    return TelephonyEvent(
        account_id=account or _account(session.account_id),
        telephony_session_id=session.key,
        session_id=session.session_id,
        sequence=session.sequence,
        parties=parties,
        shortened=_is_shortened(body),
        **_times(body.get("eventTime"), envelope, received_at),
    )


def _is_shortened(body: JsonObject) -> bool:
    parties = list_of(body.get("parties"))
    return len(parties) > PARTIES_LIMIT or any(
        len(list_of(object_of(party).get("recordings"))) > RECORDINGS_LIMIT for party in parties
    )


def _extension(match: re.Match[str] | None) -> str:
    extension = (match["extension"] if match else None) or ""
    return "" if extension == "~" else extension


def _presence(
    envelope: JsonObject, body: JsonObject, match: re.Match[str] | None, received_at: float
) -> PresenceEvent:
    presence = _presence_payload(body)
    if not presence.extension_id:
        presence = presence.model_copy(update={"extension_id": _extension(match)})
    if not presence.extension_id:
        raise ValueError("a presence event names no extension")
    account = _account(match["account"]) if match else ""
    times = _times(None, envelope, received_at)
    return PresenceEvent(account_id=account, presence=presence, **times)


def _presence_payload(body: JsonObject) -> PresencePayload:
    presence = PresencePayload.model_validate(body)
    return (
        presence
        if presence.extension_id != "~"
        else presence.model_copy(update={"extension_id": ""})
    )


def parse_presence_record(record: JsonObject, account_id: str, at: float) -> PresenceEvent:
    """Parses a record of the account's presence listing that was read at `at` (epoch seconds).

    Raises ValueError for a record that names no extension.
    """
    presence = _presence_payload(record)
    if not presence.extension_id:
        presence = presence.model_copy(
            update={"extension_id": short_text(nested(record, "extension", "id"))}
        )
    if not presence.extension_id:
        raise ValueError("a presence record names no extension")
    presence = presence.model_copy(update={"sequence": None})
    return PresenceEvent(
        account_id=account_id, presence=presence, event_at=at, clock_at=at, received_at=at
    )


def parse_session_answer(answer: JsonObject) -> tuple[str, tuple[PartyPayload, ...]]:
    """Returns the `sessionId` and the parties of RingCentral's answer about one session.

    Raises ValueError for an answer that lists no parties.
    """
    session = SessionPayload.model_validate(object_of(answer.get("session")) or answer)
    if not session.parties:
        raise ValueError("the answer about a session lists no parties")
    return session.session_id, session.parties
