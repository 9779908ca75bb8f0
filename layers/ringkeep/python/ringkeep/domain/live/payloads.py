"""The parts of RingCentral's notifications that matter here, read leniently.

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
from ringkeep.domain.live.codes import direction_word, party_code, presence_word

OLDER_ID = "session-"
"""Begins the id of a session that is known by its older id alone."""


def _code(value: object) -> str:
    return party_code(short_text(value))


def _status_object(value: object) -> object:
    return {"code": value} if isinstance(value, str) else object_of(value)


Code = Annotated[str, BeforeValidator(_code)]
PresenceWord = Annotated[str, BeforeValidator(lambda value: presence_word(short_text(value)))]
Direction = Annotated[str, BeforeValidator(lambda value: direction_word(short_text(value)))]


class End(Lenient):
    """One end of a call. A name comes on some plans only."""

    phone_number: ShortText = ""
    name: ShortText = ""
    extension_id: ShortText = ""


class RecordingPayload(Lenient):
    id: ShortText = ""
    active: Flag = False


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
    """What RingCentral's own phones show: for a queue's call its name, then the caller's."""

    primary: Annotated[_ShownLine, as_object] = _ShownLine()
    additional: Annotated[_ShownLine, as_object] = _ShownLine()

    def line(self, kind: str) -> str:
        """The value shown under a type, or an empty text."""
        return next((x.value for x in (self.primary, self.additional) if x.type == kind), "")


class _Attributes(Lenient):
    queue_call: Flag = False


class PartyPayload(Lenient):
    """What one event says of one party. Empty or None: it does not say."""

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
        """The party's id, or what else tells it from the session's others."""
        return self.id or (f"extension-{self.extension_id}" if self.extension_id else "")


class SessionPayload(Lenient):
    """A telephony session with some of its parties."""

    telephony_session_id: ShortText = ""
    session_id: ShortText = ""
    account_id: ShortText = ""
    sequence: Number = None
    parties: Annotated[tuple[PartyPayload, ...], as_objects] = ()

    @property
    def key(self) -> str:
        """The session's id; the older id where the newer is missing ("0" names no session)."""
        older = OLDER_ID + self.session_id if self.session_id not in ("", "0") else ""
        return self.telephony_session_id or older


class CallPayload(Lenient):
    """A call as presence lists it: numbers as plain texts, its own telephony status."""

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
    """The presence of one extension. Empty or None: it does not say."""

    extension_id: ShortText = ""
    telephony_status: PresenceWord = ""
    presence_status: PresenceWord = ""
    user_status: PresenceWord = ""
    dnd_status: PresenceWord = ""
    dnd_status_personal: PresenceWord = ""
    meeting_status: PresenceWord = ""
    active_calls: Annotated[tuple[CallPayload, ...], as_objects] | None = None
    sequence: Number = None
