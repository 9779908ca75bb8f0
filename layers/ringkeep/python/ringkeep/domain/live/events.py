"""RingCentral's notifications, read leniently: a telephony session, a presence, the extension list.

A missing field, another spelling or an odd date costs only itself. Source: the API document
(AccountTelephonySessionsEvent, AccountPresenceEvent, ExtensionListEvent, CallSessionObject).
"""

from __future__ import annotations

import re
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.json import JsonObject, nested, object_of, objects_of, parse_object, time_of
from ringkeep.domain.lenient import short_text
from ringkeep.domain.live.payloads import PartyPayload, PresencePayload, SessionPayload

_PARTIES_LIMIT = 150
_ACTIVE_CALLS_LIMIT = 20
_OLDEST_TRUSTED = 3600.0
_AHEAD_TRUSTED = 300.0
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PATH = re.compile(
    r"/account/(?P<account>[^/]+)"
    r"(?:/extension/(?P<extension>[^/]+))?"
    r"/(?P<kind>telephony/sessions(?:/[^/]*)?|presence)$",
    re.IGNORECASE,
)
_EXTENSIONS_PATH = re.compile(r"/account/(?P<account>[^/]+)/extension(?:/[^/]+)?$", re.IGNORECASE)


class _Event(BaseModel):
    """`account_id` is empty where the path says `~`. `told_at`: when RingCentral says it was, in
    epoch seconds; `clock_at`: the same, or the time of receipt where the difference is so large
    that RingCentral's times cannot be compared with one another."""

    model_config = ConfigDict(frozen=True)

    account_id: str = ""
    told_at: float
    clock_at: float
    received_at: float


class TelephonyEvent(_Event):
    """What one notification says of a telephony session; `sequence` counts over the session."""

    telephony_session_id: str
    session_id: str = ""
    sequence: int | None = None
    parties: tuple[PartyPayload, ...] = ()


class PresenceEvent(_Event):
    """`presence.sequence` counts over the extension; None in a snapshot."""

    presence: PresencePayload


class ExtensionsEvent(_Event):
    """The list of extensions changed: how many of them the event names."""

    changes: int = 0


class UnknownEvent(_Event):
    """A notification that is not ours to understand, such as a subscription's reminder."""

    path: str = ""


LiveEvent: TypeAlias = TelephonyEvent | PresenceEvent | ExtensionsEvent | UnknownEvent


def parse_event(text: str, received_at: float) -> LiveEvent:
    """Raises ValueError for what is no event, or names neither session nor extension.

    `received_at` in epoch seconds stands in for a time that is missing or impossible.
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
    """By what it holds, where an event does not name its path."""
    if path:
        return ""
    if body.get("parties") is not None:
        return "telephony"
    return "presence" if body.get("presenceStatus") or body.get("telephonyStatus") else ""


def _account(text: str) -> str:
    """An account id that can stand in a key; empty for `~` and for nonsense."""
    return text if _ACCOUNT.fullmatch(text) else ""


def _times(told: object, envelope: JsonObject, received_at: float) -> dict[str, float]:
    told_at = time_of(told) or time_of(envelope.get("timestamp")) or received_at
    if told_at > received_at + _AHEAD_TRUSTED:
        told_at = received_at
    trusted = told_at >= received_at - _OLDEST_TRUSTED
    return {
        "told_at": told_at,
        "clock_at": told_at if trusted else received_at,
        "received_at": received_at,
    }


def _telephony(
    envelope: JsonObject, body: JsonObject, match: re.Match[str] | None, received_at: float
) -> TelephonyEvent:
    told = SessionPayload.model_validate(body)
    if not told.key:
        raise ValueError("a telephony event names no session")
    parties = told.parties[:_PARTIES_LIMIT]
    account = _account(match["account"]) if match else ""
    others = (told.account_id, *(party.account_id for party in parties))
    account = account or next((_account(other) for other in others if _account(other)), "")
    extension = _extension(match)
    if extension and len(parties) == 1 and not parties[0].extension_id:
        parties = (parties[0].model_copy(update={"extension_id": extension}),)
    return TelephonyEvent(
        account_id=account,
        telephony_session_id=told.key,
        session_id=told.session_id,
        sequence=told.sequence,
        parties=parties,
        **_times(body.get("eventTime"), envelope, received_at),
    )


def _extension(match: re.Match[str] | None) -> str:
    extension = (match["extension"] if match else None) or ""
    return "" if extension == "~" else short_text(extension)


def _presence(
    envelope: JsonObject, body: JsonObject, match: re.Match[str] | None, received_at: float
) -> PresenceEvent:
    told = _presence_told(body)
    if not told.extension_id:
        told = told.model_copy(update={"extension_id": _extension(match)})
    if not told.extension_id:
        raise ValueError("a presence event names no extension")
    account = _account(match["account"]) if match else ""
    times = _times(None, envelope, received_at)
    return PresenceEvent(account_id=account, presence=told, **times)


def _presence_told(body: JsonObject) -> PresencePayload:
    told = PresencePayload.model_validate(body)
    calls = told.active_calls
    if calls is not None:
        told = told.model_copy(update={"active_calls": calls[:_ACTIVE_CALLS_LIMIT]})
    return told if told.extension_id != "~" else told.model_copy(update={"extension_id": ""})


def parse_presence_record(record: JsonObject, account_id: str, at: float) -> PresenceEvent:
    """A record of the account's presence listing, read at a time (epoch seconds).

    Raises ValueError for one that names no extension.
    """
    told = _presence_told(record)
    if not told.extension_id:
        told = told.model_copy(
            update={"extension_id": short_text(nested(record, "extension", "id"))}
        )
    if not told.extension_id:
        raise ValueError("a presence record names no extension")
    told = told.model_copy(update={"sequence": None})
    return PresenceEvent(
        account_id=account_id, presence=told, told_at=at, clock_at=at, received_at=at
    )


def parse_session_answer(answer: JsonObject) -> tuple[str, tuple[PartyPayload, ...]]:
    """The older session id and the parties of RingCentral's answer about one session.

    Raises ValueError for an answer that lists no parties.
    """
    told = SessionPayload.model_validate(object_of(answer.get("session")) or answer)
    if not told.parties:
        raise ValueError("the answer about a session lists no parties")
    return told.session_id, told.parties[:_PARTIES_LIMIT]
