"""The parts of RingCentral's notifications that Ringkeep uses, read leniently and bounded: nothing that
an event holds makes a row too large.

Source: the API document (TelephonySessionsEventPartyInfo, ActiveCallInfo, AccountPresenceEventBody).
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from ringkeep.domain.json import object_of, text_of
from ringkeep.domain.lenient import (
    Flag,
    Lenient,
    Number,
    ShortText,
    Time,
    as_object,
    as_objects,
    short_text,
)
from ringkeep.domain.live.codes import direction_word, party_code, presence_word, recording_word

PARTIES_LIMIT: Final = 150
RECORDINGS_LIMIT: Final = 40
"""For each party of an event. The call log lists what goes beyond it."""
_CALLS_LIMIT: Final = 20
_ID_LIMIT: Final = 128
"""Bytes. Real ids have less than 60."""
_WORD_LIMIT: Final = 40
SESSION_ID_PREFIX = "session-"
"""Starts the key of a session that has only a `sessionId` and no `telephonySessionId`."""


def _id(value: object) -> str:
    """Returns an id, or an empty text if it is too long: a part of an id would be another id."""
    text = text_of(value)
    return text if len(text.encode()) <= _ID_LIMIT else ""


def _word(value: object) -> str:
    return short_text(value)[:_WORD_LIMIT]


def _first(limit: int) -> BeforeValidator:
    """Cuts a list before its items are read."""
    return BeforeValidator(
        lambda value: value[:limit] if isinstance(value, list | tuple) else value
    )


def _code(value: object) -> str:
    return party_code(_word(value))


def _status_object(value: object) -> object:
    return {"code": value} if isinstance(value, str) else object_of(value)


Id = Annotated[str, BeforeValidator(_id)]
Word = Annotated[str, BeforeValidator(_word)]
Code = Annotated[str, BeforeValidator(_code)]
PresenceWord = Annotated[str, BeforeValidator(lambda value: presence_word(_word(value)))]
RecordingWord = Annotated[str, BeforeValidator(lambda value: recording_word(_word(value)))]
Direction = Annotated[str, BeforeValidator(lambda value: direction_word(_word(value)))]


class End(Lenient):
    """One end of a call. RingCentral delivers the name only on some plans."""

    phone_number: ShortText = ""
    name: ShortText = ""
    extension_id: Id = ""


class RecordingPayload(Lenient):
    """`mode`: Automatic or OnDemand. `view`: whether it has one party's sound or the whole session's.
    RingCentral reports both since July 2026."""

    id: Id = ""
    active: Flag = False
    mode: RecordingWord = ""
    view: RecordingWord = ""


class _Peer(Lenient):
    session_id: Id = ""
    telephony_session_id: Id = ""


class _PartyStatus(Lenient):
    code: Code = ""
    reason: Word = ""
    peer_id: Annotated[_Peer, as_object] = _Peer()


class _ShownLine(Lenient):
    type: Word = ""
    value: ShortText = ""


class _ShownLines(Lenient):
    """The lines that RingCentral's own phones show: for a queue's call the queue's name, then the
    caller's."""

    primary: Annotated[_ShownLine, as_object] = _ShownLine()
    additional: Annotated[_ShownLine, as_object] = _ShownLine()

    def line(self, kind: str) -> str:
        """Returns the value of the line of this type, or an empty text."""
        return next((x.value for x in (self.primary, self.additional) if x.type == kind), "")


class _Attributes(Lenient):
    queue_call: Flag = False


class PartyPayload(Lenient):
    """One party in one event. A field is empty or None if the event does not report it."""

    id: Id = ""
    account_id: Id = ""
    extension_id: Id = ""
    direction: Direction = ""
    from_: Annotated[End, as_object, Field(alias="from")] = End()
    to: Annotated[End, as_object] = End()
    recordings: (
        Annotated[tuple[RecordingPayload, ...], as_objects, _first(RECORDINGS_LIMIT)] | None
    ) = None
    status: Annotated[_PartyStatus, BeforeValidator(_status_object)] = _PartyStatus()
    queue_call: Flag = False
    attributes: Annotated[_Attributes, as_object] = _Attributes()
    ui_call_info: Annotated[_ShownLines, as_object] = _ShownLines()

    @property
    def is_queue_call(self) -> bool:
        return self.queue_call or self.attributes.queue_call

    @property
    def key(self) -> str:
        """The party's id, or else an id made of its extension; empty if it has neither."""
        return self.id or (f"extension-{self.extension_id}" if self.extension_id else "")


class SessionPayload(Lenient):
    """A telephony session with some or all of its parties."""

    telephony_session_id: Id = ""
    session_id: Id = ""
    account_id: Id = ""
    sequence: Number = None
    parties: Annotated[tuple[PartyPayload, ...], as_objects, _first(PARTIES_LIMIT)] = ()

    @property
    def key(self) -> str:
        """The `telephonySessionId`, or a key made of the `sessionId` ("0" names no session)."""
        fallback = SESSION_ID_PREFIX + self.session_id if self.session_id not in ("", "0") else ""
        return self.telephony_session_id or fallback


class CallPayload(Lenient):
    """A call as presence lists it, with plain numbers and a telephony status."""

    telephony_session_id: Id = ""
    session_id: Id = ""
    direction: Direction = ""
    from_: Annotated[ShortText, Field(alias="from")] = ""
    from_name: ShortText = ""
    to: ShortText = ""
    to_name: ShortText = ""
    start_time: Time = None
    telephony_status: PresenceWord = ""
    termination_type: PresenceWord = ""
    queue_call: Flag = False
    call_info: Annotated[_ShownLines, as_object] = _ShownLines()


class PresencePayload(Lenient):
    """The presence of one extension. A field is empty or None if the event does not report it."""

    extension_id: Id = ""
    telephony_status: PresenceWord = ""
    presence_status: PresenceWord = ""
    user_status: PresenceWord = ""
    dnd_status: PresenceWord = ""
    dnd_status_personal: PresenceWord = ""
    meeting_status: PresenceWord = ""
    active_calls: Annotated[tuple[CallPayload, ...], as_objects, _first(_CALLS_LIMIT)] | None = None
    sequence: Number = None
