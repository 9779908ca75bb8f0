"""The presence of one extension, folded from events and snapshots.

A field that an event does not tell stays as an earlier one told it; of two that tell it the higher
sequence counts. Counters may begin anew, and a snapshot has none: then the later time counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.live.codes import presence_phase
from ringkeep.domain.live.events import PresenceEvent
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.payloads import CallPayload, PresencePayload

MOMENTS_KEPT: Final = 8
_COUNTER_BEGINS_ANEW: Final = 600.0
"""Seconds between two events after which their times count, not their sequences."""
_TELEPHONY, _CALLS = "telephony_status", "active_calls"
_WORDS: Final = (
    _TELEPHONY,
    "presence_status",
    "user_status",
    "dnd_status",
    "dnd_status_personal",
    "meeting_status",
)


class Mark(NamedTuple):
    """Which event told a field. `sequence` is -1 in a snapshot, `at` in epoch seconds."""

    sequence: int
    at: float


class IdleMoment(NamedTuple):
    """What the presence said of a phone without calls, from a time on."""

    at: float
    status: str


class Presence(BaseModel):
    """`at`: when RingCentral told of it last; `last_update_at` the same by our own clock."""

    model_config = ConfigDict(frozen=True)

    telephony_status: str = ""
    presence_status: str = ""
    user_status: str = ""
    dnd_status: str = ""
    dnd_status_personal: str = ""
    meeting_status: str = ""
    active_calls: tuple[CallPayload, ...] = ()
    marks: Mapping[str, Mark] = {}
    moments: tuple[IdleMoment, ...] = ()
    at: float = 0.0
    last_update_at: float = 0.0

    @property
    def telephony_at(self) -> float | None:
        """When the telephony status was told; None if it never was."""
        mark = self.marks.get(_TELEPHONY)
        return mark.at if mark else None

    @property
    def calls_at(self) -> float | None:
        """When the calls were listed; None if they never were."""
        mark = self.marks.get(_CALLS)
        return mark.at if mark else None

    @property
    def idle_status(self) -> Status:
        """The status of the user while no call gives it.

        DoNotDisturb is who takes no call at all. Who takes calls of their queues only, or only
        calls past them, is reached by some callers and is shown as their presence says. Busy by a
        call is not Busy: the call has its own status.
        """
        if "DoNotAcceptAnyCalls" in (self.dnd_status, self.dnd_status_personal):
            return Status.DO_NOT_DISTURB
        shown = self.presence_status or self.user_status
        if shown == "Busy" and self.telephony_status not in ("", "NoCall"):
            shown = self.user_status
        if self.meeting_status == "Connected" and shown != "Offline":
            return Status.BUSY
        return _STATUSES.get(shown, Status.AVAILABLE)

    @property
    def idle_since(self) -> float | None:
        """When the idle status began, as far as it is known."""
        since = None
        for moment in reversed(self.moments):
            if moment.status != self.idle_status:
                break
            since = moment.at
        return since


_STATUSES: Final = {
    "Offline": Status.OFFLINE,
    "Busy": Status.BUSY,
    "Available": Status.AVAILABLE,
}


def presence_of(event: PresenceEvent) -> Presence:
    """What one event or record of a snapshot says."""
    told = event.presence
    sequence = -1 if told.sequence is None else told.sequence
    facts: dict[str, object] = {name: getattr(told, name) for name in _WORDS}
    facts = {name: value for name, value in facts.items() if value}
    calls = _calls(told)
    if calls is not None:
        facts[_CALLS] = calls
    presence = Presence(
        marks=dict.fromkeys(facts, Mark(sequence, event.clock_at)),
        at=event.clock_at,
        last_update_at=event.received_at,
        **facts,
    )
    if not (told.presence_status or told.user_status or told.dnd_status):
        return presence
    moment = IdleMoment(event.clock_at, presence.idle_status)
    return presence.model_copy(update={"moments": (moment,)})


def _calls(told: PresencePayload) -> tuple[CallPayload, ...] | None:
    """The calls that the event lists; None where it does not tell."""
    if told.active_calls is None:
        return () if told.telephony_status == "NoCall" else None
    return tuple(call for call in told.active_calls if presence_phase(call.telephony_status))


def joined_presence(one: Presence, other: Presence) -> Presence:
    """What both know of the same extension, whichever came first."""
    facts: dict[str, object] = {}
    marks = {**one.marks, **other.marks}
    for name in marks:
        source = other if _tells_later(other, one, name) else one
        facts[name] = getattr(source, name)
        marks[name] = source.marks[name]
    moments = sorted({*one.moments, *other.moments})
    return one.model_copy(
        update={
            **facts,
            "marks": marks,
            "moments": tuple(moments[-MOMENTS_KEPT:]),
            "at": max(one.at, other.at),
            "last_update_at": max(one.last_update_at, other.last_update_at),
        }
    )


def _tells_later(one: Presence, other: Presence, name: str) -> bool:
    """Whether the first tells a field, and later than the second."""
    mine, known = one.marks.get(name), other.marks.get(name)
    if mine is None or known is None:
        return mine is not None
    if mine == known:
        return repr(getattr(one, name)) > repr(getattr(other, name))
    counted = min(mine.sequence, known.sequence) >= 0 and mine.sequence != known.sequence
    if counted and abs(mine.at - known.at) <= _COUNTER_BEGINS_ANEW:
        return mine.sequence > known.sequence
    return mine.at > known.at or (mine.at == known.at and mine.sequence > known.sequence)
