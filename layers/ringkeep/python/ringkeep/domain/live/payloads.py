"""The parts of RingCentral's notifications that matter here, read leniently.

Source: the API document (TelephonySessionsEventPartyInfo, ActiveCallInfo, AccountPresenceEventBody).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from ringkeep.domain.live.codes import direction_word, party_code, presence_word
from ringkeep.domain.live.fields import (
    Flag,
    Lenient,
    Number,
    Text,
    Time,
    as_object,
    as_objects,
    plain_text,
)

OLDER_ID = "session-"
"""Begins the id of a session that is known by its older id alone."""


def _code(value: object) -> str:
    return party_code(plain_text(value))


def _status_object(value: object) -> object:
    return {"code": value} if isinstance(value, str) else as_object(value)


Code = Annotated[str, BeforeValidator(_code)]
PresenceWord = Annotated[str, BeforeValidator(lambda value: presence_word(plain_text(value)))]
Direction = Annotated[str, BeforeValidator(lambda value: direction_word(plain_text(value)))]


class End(Lenient):
    """One end of a call. A name comes on some plans only."""

    phone_number: Text = ""
    name: Text = ""
    extension_id: Text = ""


class RecordingPayload(Lenient):
    id: Text = ""
    active: Flag = False


class _Peer(Lenient):
    session_id: Text = ""
    telephony_session_id: Text = ""


class _PartyStatus(Lenient):
    code: Code = ""
    reason: Text = ""
    peer_id: Annotated[_Peer, BeforeValidator(as_object)] = _Peer()


class _ShownLine(Lenient):
    type: Text = ""
    value: Text = ""


class _ShownLines(Lenient):
    """What RingCentral's own phones show: for a queue's call its name, then the caller's."""

    primary: Annotated[_ShownLine, BeforeValidator(as_object)] = _ShownLine()
    additional: Annotated[_ShownLine, BeforeValidator(as_object)] = _ShownLine()

    def line(self, kind: str) -> str:
        """The value shown under a type, or an empty text."""
        return next((x.value for x in (self.primary, self.additional) if x.type == kind), "")


class _Attributes(Lenient):
    queue_call: Flag = False


class PartyPayload(Lenient):
    """What one event says of one party. Empty or None: it does not say."""

    id: Text = ""
    account_id: Text = ""
    extension_id: Text = ""
    direction: Direction = ""
    from_: Annotated[End, BeforeValidator(as_object), Field(alias="from")] = End()
    to: Annotated[End, BeforeValidator(as_object)] = End()
    recordings: Annotated[tuple[RecordingPayload, ...], BeforeValidator(as_objects)] | None = None
    status: Annotated[_PartyStatus, BeforeValidator(_status_object)] = _PartyStatus()
    queue_call: Flag = False
    attributes: Annotated[_Attributes, BeforeValidator(as_object)] = _Attributes()
    ui_call_info: Annotated[_ShownLines, BeforeValidator(as_object)] = _ShownLines()

    @property
    def is_queue_call(self) -> bool:
        return self.queue_call or self.attributes.queue_call

    @property
    def key(self) -> str:
        """The party's id, or what else tells it from the session's others."""
        return self.id or (f"extension-{self.extension_id}" if self.extension_id else "")


class SessionPayload(Lenient):
    """A telephony session with some of its parties."""

    telephony_session_id: Text = ""
    session_id: Text = ""
    account_id: Text = ""
    sequence: Number = None
    parties: Annotated[tuple[PartyPayload, ...], BeforeValidator(as_objects)] = ()

    @property
    def key(self) -> str:
        """The session's id; the older id where the newer is missing ("0" names no session)."""
        older = OLDER_ID + self.session_id if self.session_id not in ("", "0") else ""
        return self.telephony_session_id or older


class CallPayload(Lenient):
    """A call as presence lists it: numbers as plain texts, its own telephony status."""

    telephony_session_id: Text = ""
    session_id: Text = ""
    direction: Direction = ""
    from_: Annotated[Text, Field(alias="from")] = ""
    from_name: Text = ""
    to: Text = ""
    to_name: Text = ""
    start_time: Time = None
    telephony_status: PresenceWord = ""
    termination_type: PresenceWord = ""
    queue_call: Flag = False
    call_info: Annotated[_ShownLines, BeforeValidator(as_object)] = _ShownLines()


class PresencePayload(Lenient):
    """The presence of one extension. Empty or None: it does not say."""

    extension_id: Text = ""
    telephony_status: PresenceWord = ""
    presence_status: PresenceWord = ""
    user_status: PresenceWord = ""
    dnd_status: PresenceWord = ""
    dnd_status_personal: PresenceWord = ""
    meeting_status: PresenceWord = ""
    active_calls: Annotated[tuple[CallPayload, ...], BeforeValidator(as_objects)] | None = None
    sequence: Number = None
