"""The parts of RingCentral's notifications that Ringkeep uses, read leniently.

Source: the API document (TelephonySessionsEventPartyInfo, ActiveCallInfo, AccountPresenceEventBody).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from ringkeep.domain.json import object_of
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

SESSION_ID_PREFIX = "session-"
"""Starts the key of a session that has only a `sessionId` and no `telephonySessionId`."""


def _code(value: object) -> str:
    return party_code(short_text(value))


def _status_object(value: object) -> object:
    return {"code": value} if isinstance(value, str) else object_of(value)


Code = Annotated[str, BeforeValidator(_code)]
PresenceWord = Annotated[str, BeforeValidator(lambda value: presence_word(short_text(value)))]
RecordingWord = Annotated[str, BeforeValidator(lambda value: recording_word(short_text(value)))]
Direction = Annotated[str, BeforeValidator(lambda value: direction_word(short_text(value)))]


class End(Lenient):
    """One end of a call. RingCentral delivers the name only on some plans."""

    phone_number: ShortText = ""
    name: ShortText = ""
    extension_id: ShortText = ""


class RecordingPayload(Lenient):
    """`mode`: Automatic or OnDemand. `view`: whether it has one party's sound or the whole session's.
    RingCentral reports both since July 2026."""

    id: ShortText = ""
    active: Flag = False
    mode: RecordingWord = ""
    view: RecordingWord = ""


class _Peer(Lenient):
    session_id: ShortText = ""
    telephony_session_id: ShortText = ""


class _PartyStatus(Lenient):
    code: Code = ""
    reason: ShortText = ""
    peer_id: Annotated[_Peer, as_object] = _Peer()


class _ShownLine(Lenient):
    type: ShortText = ""
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

    id: ShortText = ""
    account_id: ShortText = ""
    extension_id: ShortText = ""
    direction: Direction = ""
    from_: Annotated[End, as_object, Field(alias="from")] = End()
    to: Annotated[End, as_object] = End()
    recordings: Annotated[tuple[RecordingPayload, ...], as_objects] | None = None
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

    telephony_session_id: ShortText = ""
    session_id: ShortText = ""
    account_id: ShortText = ""
    sequence: Number = None
    parties: Annotated[tuple[PartyPayload, ...], as_objects] = ()

    @property
    def key(self) -> str:
        """The `telephonySessionId`, or a key made of the `sessionId` ("0" names no session)."""
        fallback = SESSION_ID_PREFIX + self.session_id if self.session_id not in ("", "0") else ""
        return self.telephony_session_id or fallback


class CallPayload(Lenient):
    """A call as presence lists it, with plain numbers and a telephony status."""

    telephony_session_id: ShortText = ""
    session_id: ShortText = ""
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

    extension_id: ShortText = ""
    telephony_status: PresenceWord = ""
    presence_status: PresenceWord = ""
    user_status: PresenceWord = ""
    dnd_status: PresenceWord = ""
    dnd_status_personal: PresenceWord = ""
    meeting_status: PresenceWord = ""
    active_calls: Annotated[tuple[CallPayload, ...], as_objects] | None = None
    sequence: Number = None
