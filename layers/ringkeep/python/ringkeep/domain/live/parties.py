"""One party of a live call, folded from its events.

Two values that hold different events of the same party join into one that holds all of them. The
join is commutative, associative and idempotent, so events may arrive late, twice or in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ringkeep.domain.live.codes import ANSWERED, Phase, call_continues, code_phase
from ringkeep.domain.live.payloads import End, PartyPayload
from ringkeep.domain.live.recording_kinds import RecordingKind, joined_kinds, kinds_of
from ringkeep.domain.model import Model

_CHANGES_KEPT: Final = 12
_RECORDINGS_KEPT: Final = 40
_UNORDERED: Final = 1e12
"""Divides epoch seconds to a number below one: events without a sequence sort before all events
that have one, in the order of their times."""


class CodeChange(NamedTuple):
    """A code that the party had. `order`: see `event_order`; `at` in epoch seconds;
    `continues_elsewhere`: the party ended because another party of the session took the call."""

    order: float
    at: float
    code: str
    continues_elsewhere: bool = False

    @property
    def rank(self) -> tuple[float, float, str, bool]:
        """The sort key. If one sequence arrives with two times, the earlier time is the event's own
        and sorts last."""
        return (self.order, -self.at, self.code, self.continues_elsewhere)


def event_order(sequence: int | None, at: float) -> float:
    """Returns the event's sequence, or a negative number made of its time if it has none."""
    return float(sequence) if sequence is not None else at / _UNORDERED - 1


class Party(Model):
    """All that the events so far say about a party. Times in epoch seconds."""

    id: str
    moments: tuple[CodeChange, ...]
    """The latest codes, the highest sequence last."""
    began_at: float
    answered_at: float | None = None
    clock_at: float
    """The time of the latest event, comparable with the times of presence and with our own clock."""
    extension_id: str = ""
    direction: str = ""
    from_: End = End()
    to: End = End()
    queue_call: bool = False
    queue_name: str = ""
    caller_name: str = ""
    recording_now: tuple[str, ...] = ()
    """Recordings that are running now."""
    recordings: tuple[str, ...] = ()
    """All recordings that any event named."""
    recording_kinds: Mapping[str, RecordingKind] = {}
    """The mode and view of the recordings, as far as an event reported them."""
    told_order: Mapping[str, float] = {}
    """The order of the event that last reported each field. Fields never reported have no entry."""

    @property
    def latest(self) -> CodeChange:
        return self.moments[-1] if self.moments else CodeChange(-2.0, self.began_at, "")

    @property
    def phase(self) -> Phase:
        return code_phase(self.latest.code, self.answered_at is not None)

    @property
    def phase_since(self) -> float:
        """When the current phase began. A repeated code does not restart it."""
        return self._phase_start(self.moments, self.phase, self.latest.at)

    def checked_since(self, phase: Phase, at: float) -> float:
        """When the phase that a check found at `at` began, judging only by checks (entries without
        a sequence)."""
        return self._phase_start([m for m in self.moments if m.order < 0], phase, at)

    def _phase_start(self, changes: Sequence[CodeChange], phase: Phase, at: float) -> float:
        for change in reversed(changes):
            if code_phase(change.code, self.answered_at is not None) is not phase:
                break
            at = min(at, change.at)
        return at


def party_of(payload: PartyPayload, order: float, at: float, clock_at: float) -> Party:
    """Returns the party as one event reports it."""
    facts = _facts(payload)
    status = payload.status
    continues_elsewhere = call_continues(status.reason) and not status.peer_id.telephony_session_id
    return Party(
        id=payload.key,
        moments=(CodeChange(order, at, status.code, continues_elsewhere),) if status.code else (),
        began_at=at,
        answered_at=at if status.code == ANSWERED else None,
        clock_at=clock_at,
        recordings=_ids(recording.id for recording in payload.recordings or ()),
        recording_kinds=kinds_of(payload.recordings or ()),
        told_order=dict.fromkeys(facts, order),
        **facts,
    )


def _facts(payload: PartyPayload) -> dict[str, object]:
    """Returns the fields that the event reports. A missing field keeps its earlier value."""
    running = None
    if payload.recordings is not None:
        running = _ids(recording.id for recording in payload.recordings if recording.active)
    facts: dict[str, object] = {
        "extension_id": payload.extension_id,
        "direction": payload.direction,
        "from_": payload.from_ if payload.from_ != End() else None,
        "to": payload.to if payload.to != End() else None,
        "queue_call": payload.is_queue_call,
        "queue_name": payload.ui_call_info.line("QueueName"),
        "caller_name": payload.ui_call_info.line("CallerIdName"),
    }
    reported = {name: value for name, value in facts.items() if value}
    return reported if running is None else {**reported, "recording_now": running}


def _ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Returns the ids in order, at most as many as fit in a row. Cutting after sorting gives the same
    ids whatever the order in which events arrive."""
    return tuple(sorted({id_ for id_ in ids if id_})[:_RECORDINGS_KEPT])


def joined_party(one: Party, other: Party) -> Party:
    """Joins two states of the same party."""
    changes = sorted({*one.moments, *other.moments}, key=lambda change: change.rank)
    orders = {**one.told_order, **other.told_order}
    facts: dict[str, object] = {}
    for name in orders:
        source = max((one, other), key=lambda party: _fact_rank(party, name))
        facts[name] = getattr(source, name)
        orders[name] = source.told_order[name]
    answers = [at for at in (one.answered_at, other.answered_at) if at is not None]
    return one.model_copy(
        update={
            **facts,
            "told_order": orders,
            "moments": tuple(changes[-_CHANGES_KEPT:]),
            "began_at": min(one.began_at, other.began_at),
            "answered_at": min(answers, default=None),
            "clock_at": max(one.clock_at, other.clock_at),
            "recordings": _ids((*one.recordings, *other.recordings)),
            "recording_kinds": joined_kinds(one.recording_kinds, other.recording_kinds),
        }
    )


def _fact_rank(party: Party, name: str) -> tuple[float, str]:
    order = party.told_order.get(name)
    return (-2.0, "") if order is None else (order, repr(getattr(party, name)))
