"""The presence of one extension, folded from events and snapshots.

A field that an event does not report keeps its earlier value. If two events report a field, the
higher sequence counts. RingCentral may restart the counter, and a snapshot has no sequence: then the
later time counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ringkeep.domain.live.codes import presence_phase
from ringkeep.domain.live.events import PresenceEvent
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.payloads import CallPayload, PresencePayload
from ringkeep.domain.model import Model

_CHANGES_KEPT: Final = 8
_COUNTER_MAY_RESTART: Final = 600.0
"""Seconds between two events after which their times count instead of their sequences."""
_TELEPHONY, _CALLS = "telephony_status", "active_calls"
_WORDS: Final = (
    _TELEPHONY,
    "presence_status",
    "user_status",
    "dnd_status",
    "dnd_status_personal",
    "meeting_status",
)


class FieldSource(NamedTuple):
    """The event that last reported a field. `sequence` is -1 in a snapshot, `at` in epoch seconds."""

    sequence: int
    at: float


class IdleChange(NamedTuple):
    """The status that presence gave a phone without calls from a time on."""

    at: float
    status: str


class Presence(Model):
    """`at`: the time of RingCentral's last report; `last_update_at`: its receipt by our own clock."""

    telephony_status: str = ""
    presence_status: str = ""
    user_status: str = ""
    dnd_status: str = ""
    dnd_status_personal: str = ""
    meeting_status: str = ""
    active_calls: tuple[CallPayload, ...] = ()
    marks: Mapping[str, FieldSource] = {}
    """The source of each field that was reported."""
    moments: tuple[IdleChange, ...] = ()
    at: float = 0.0
    last_update_at: float = 0.0

    @property
    def telephony_at(self) -> float | None:
        """When the telephony status was last reported; None if it never was."""
        source = self.marks.get(_TELEPHONY)
        return source.at if source else None

    @property
    def calls_at(self) -> float | None:
        """When the calls were last listed; None if they never were."""
        source = self.marks.get(_CALLS)
        return source.at if source else None

    @property
    def idle_status(self) -> Status:
        """The status of a user without calls.

        DoNotDisturb means that the user takes no call at all. A user who takes only queue calls, or
        all but queue calls, can be reached by some callers and is shown as their presence says. Busy
        because of a call does not count as Busy: the call has its own status.
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
        """When the idle status began; None if unknown."""
        since = None
        for change in reversed(self.moments):
            if change.status != self.idle_status:
                break
            since = change.at
        return since


_STATUSES: Final = {
    "Offline": Status.OFFLINE,
    "Busy": Status.BUSY,
    "Available": Status.AVAILABLE,
}


def presence_of(event: PresenceEvent) -> Presence:
    """Returns the presence as one event, or one record of a snapshot, reports it."""
    payload = event.presence
    sequence = -1 if payload.sequence is None else payload.sequence
    facts: dict[str, object] = {name: getattr(payload, name) for name in _WORDS}
    facts = {name: value for name, value in facts.items() if value}
    calls = _calls(payload)
    if calls is not None:
        facts[_CALLS] = calls
    presence = Presence(
        marks=dict.fromkeys(facts, FieldSource(sequence, event.clock_at)),
        at=event.clock_at,
        last_update_at=event.received_at,
        **facts,
    )
    if not (payload.presence_status or payload.user_status or payload.dnd_status):
        return presence
    change = IdleChange(event.clock_at, presence.idle_status)
    return presence.model_copy(update={"moments": (change,)})


def _calls(payload: PresencePayload) -> tuple[CallPayload, ...] | None:
    """Returns the calls that the event lists, or None if it says nothing about calls."""
    if payload.active_calls is None:
        return () if payload.telephony_status == "NoCall" else None
    return tuple(call for call in payload.active_calls if presence_phase(call.telephony_status))


def joined_presence(one: Presence, other: Presence) -> Presence:
    """Joins two states of the same extension's presence, in either order."""
    facts: dict[str, object] = {}
    marks = {**one.marks, **other.marks}
    for name in marks:
        source = other if _is_newer(other, one, name) else one
        facts[name] = getattr(source, name)
        marks[name] = source.marks[name]
    changes = sorted({*one.moments, *other.moments})
    return one.model_copy(
        update={
            **facts,
            "marks": marks,
            "moments": tuple(changes[-_CHANGES_KEPT:]),
            "at": max(one.at, other.at),
            "last_update_at": max(one.last_update_at, other.last_update_at),
        }
    )


def _is_newer(one: Presence, other: Presence, name: str) -> bool:
    """Whether the first reports a field, and its report is newer than the second's."""
    mine, theirs = one.marks.get(name), other.marks.get(name)
    if mine is None or theirs is None:
        return mine is not None
    if mine == theirs:
        return repr(getattr(one, name)) > repr(getattr(other, name))
    counted = min(mine.sequence, theirs.sequence) >= 0 and mine.sequence != theirs.sequence
    if counted and abs(mine.at - theirs.at) <= _COUNTER_MAY_RESTART:
        return mine.sequence > theirs.sequence
    return mine.at > theirs.at or (mine.at == theirs.at and mine.sequence > theirs.sequence)
