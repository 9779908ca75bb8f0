"""One party of a live call, folded from what its events say.

Two parties that know different events of the same party join into one that knows all of them. The
join is commutative, associative and idempotent, so events may come late, twice or in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.live.codes import ANSWERED, Phase, code_phase, goes_on
from ringkeep.domain.live.payloads import End, PartyPayload

MOMENTS_KEPT: Final = 12
_UNORDERED: Final = 1e12
"""Epoch seconds over this are below one: events without a sequence stand before all that have one,
in the order of their times."""


class Moment(NamedTuple):
    """A code that the party had. `order`: the sequence; `at` in epoch seconds; `continues_elsewhere`: the
    party ended because another party of the session has the call."""

    order: float
    at: float
    code: str
    continues_elsewhere: bool = False

    @property
    def rank(self) -> tuple[float, float, str, bool]:
        """Of one sequence told twice with different times, the earlier time is the event's own."""
        return (self.order, -self.at, self.code, self.continues_elsewhere)


def event_order(sequence: int | None, at: float) -> float:
    return float(sequence) if sequence is not None else at / _UNORDERED - 1


class Party(BaseModel):
    """A party as far as it is known. Times in epoch seconds."""

    model_config = ConfigDict(frozen=True)

    id: str
    moments: tuple[Moment, ...]
    """The latest codes, the highest sequence last."""
    began_at: float
    answered_at: float | None = None
    clock_at: float
    """The latest event's time, comparable with presence and with our own clock."""
    extension_id: str = ""
    direction: str = ""
    from_: End = End()
    to: End = End()
    queue_call: bool = False
    queue_name: str = ""
    caller_name: str = ""
    recording_now: tuple[str, ...] = ()
    """Recordings that run at this moment."""
    recordings: tuple[str, ...] = ()
    """Every recording that was ever named."""
    told_order: Mapping[str, float] = {}
    """Of which event each fact is; a fact that was never told has none."""

    @property
    def latest(self) -> Moment:
        return self.moments[-1] if self.moments else Moment(-2.0, self.began_at, "")

    @property
    def phase(self) -> Phase:
        return code_phase(self.latest.code, self.answered_at is not None)

    @property
    def phase_since(self) -> float:
        """When the phase of the moment began: a repeated code does not begin it anew."""
        return self._run_began(self.moments, self.phase, self.latest.at)

    def checked_since(self, phase: Phase, at: float) -> float:
        """When the checks (events without a sequence) began to show a phase they showed at a time."""
        return self._run_began([m for m in self.moments if m.order < 0], phase, at)

    def _run_began(self, moments: Sequence[Moment], phase: Phase, at: float) -> float:
        for moment in reversed(moments):
            if code_phase(moment.code, self.answered_at is not None) is not phase:
                break
            at = min(at, moment.at)
        return at


def party_of(told: PartyPayload, order: float, at: float, clock_at: float) -> Party:
    """What one event says of a party."""
    facts = _facts(told)
    status = told.status
    continues_elsewhere = goes_on(status.reason) and not status.peer_id.telephony_session_id
    return Party(
        id=told.key,
        moments=(Moment(order, at, status.code, continues_elsewhere),) if status.code else (),
        began_at=at,
        answered_at=at if status.code == ANSWERED else None,
        clock_at=clock_at,
        recordings=_ids(recording.id for recording in told.recordings or ()),
        told_order=dict.fromkeys(facts, order),
        **facts,
    )


def _facts(told: PartyPayload) -> dict[str, object]:
    """What the event tells; an absent field is not a fact."""
    running = None
    if told.recordings is not None:
        running = _ids(recording.id for recording in told.recordings if recording.active)
    facts: dict[str, object] = {
        "extension_id": told.extension_id,
        "direction": told.direction,
        "from_": told.from_ if told.from_ != End() else None,
        "to": told.to if told.to != End() else None,
        "queue_call": told.is_queue_call,
        "queue_name": told.ui_call_info.line("QueueName"),
        "caller_name": told.ui_call_info.line("CallerIdName"),
    }
    known = {name: value for name, value in facts.items() if value}
    return known if running is None else {**known, "recording_now": running}


def _ids(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({id_ for id_ in ids if id_}))


def joined_party(one: Party, other: Party) -> Party:
    """What both know of the same party."""
    moments = sorted({*one.moments, *other.moments}, key=lambda moment: moment.rank)
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
            "moments": tuple(moments[-MOMENTS_KEPT:]),
            "began_at": min(one.began_at, other.began_at),
            "answered_at": min(answers, default=None),
            "clock_at": max(one.clock_at, other.clock_at),
            "recordings": _ids((*one.recordings, *other.recordings)),
        }
    )


def _fact_rank(party: Party, name: str) -> tuple[float, str]:
    order = party.told_order.get(name)
    return (-2.0, "") if order is None else (order, repr(getattr(party, name)))
