"""Plans requests under RingCentral's rate limits, with pure functions of a state and a time.

`reserve` plans start times in advance. `admit` checks a start again at the moment of sending,
because workers arrive late and several at a time.

    reserve ──► planned start ──► admit ──► sent
                     ▲              │
                     └── WaitUntil ─┘
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.limits.penalties import open_at
from ringkeep.domain.limits.plan import SlotPlan, first_free_time, next_lane
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateState, Start, prune

TOLERANCE: Final = 0.001
"""Starts are planned in whole milliseconds."""


class Admitted(NamedTuple):
    """Send the request now; it is already counted as sent at `at`."""

    at: float


class WaitUntil(NamedTuple):
    time: float


Admission: TypeAlias = Admitted | WaitUntil


def reserve(
    state: RateState, lane: Lane, count: int, now: float, horizon: float
) -> tuple[RateState, list[Start]]:
    """Plans start times for one lane within `horizon` seconds, possibly fewer than `count`."""
    return reserve_many(state, {lane: count}, now, horizon)


def reserve_many(
    state: RateState, demand: Mapping[Lane, int], now: float, horizon: float
) -> tuple[RateState, list[Start]]:
    """Plans start times for several lanes by weight. What one lane does not use, the others may."""
    states, starts = reserve_across({"": state}, demand, now, horizon)
    return states[""], [start for _, start in starts]


def reserve_across(
    states: Mapping[str, RateState], demand: Mapping[Lane, int], now: float, horizon: float
) -> tuple[dict[str, RateState], list[tuple[str, Start]]]:
    """Plans the earliest start times over several users with separate limits: (user, start).

    A lane without planned starts comes before one that has some.
    """
    plans = {user: SlotPlan(prune(state, now), now) for user, state in states.items()}
    given = dict.fromkeys(Lane, 0)
    for start in (start for state in states.values() for start in state.planned):
        given[start.lane] += 1
    wanted = {lane: count for lane, count in demand.items() if count > 0}
    starts: list[tuple[str, Start]] = []
    while wanted and plans:
        lane = next_lane(given, wanted)
        at, user = min((plan.earliest(lane), user) for user, plan in plans.items())
        if at > now + horizon + TOLERANCE:
            del wanted[lane]
            continue
        starts.append((user, plans[user].take(lane, at)))
        given[lane] += 1
        wanted = _less_one(wanted, lane)
    return {user: plan.state for user, plan in plans.items()}, starts


def _less_one(wanted: Mapping[Lane, int], lane: Lane) -> dict[Lane, int]:
    rest = {**wanted, lane: wanted[lane] - 1}
    return {lane: count for lane, count in rest.items() if count > 0}


def admit(state: RateState, ticket: str, lane: Lane, now: float) -> tuple[RateState, Admission]:
    """Checks whether a request may be sent now, and counts it if it may.

    A ticket that is no longer planned, because it came too late, gets a new start.
    """
    state = prune(state, now)
    place = next((i for i, start in enumerate(state.planned) if start.ticket == ticket), None)
    if place is None:
        return _admit_unplanned(state, ticket, lane, now)
    start_at = state.planned[place].at
    not_before = max(open_at(state, now), start_at)
    free = first_free_time(state.counted, state.spans, not_before)
    if free <= now + TOLERANCE:
        return _sent(state, place, now), Admitted(now)
    if start_at > now + TOLERANCE:
        return state, WaitUntil(start_at)
    return _postpone(state, place, now)


def _admit_unplanned(
    state: RateState, ticket: str, lane: Lane, now: float
) -> tuple[RateState, Admission]:
    plan = SlotPlan(state, now)
    at = max(plan.earliest(lane), open_at(state, now))
    start = plan.take(lane, at, ticket)
    if at <= now + TOLERANCE:
        return _sent(plan.state, plan.state.planned.index(start), now), Admitted(now)
    return plan.state, WaitUntil(at)


def _sent(state: RateState, place: int, now: float) -> RateState:
    planned = (*state.planned[:place], *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned, "sent": tuple(sorted((*state.sent, now)))})


def _postpone(state: RateState, place: int, now: float) -> tuple[RateState, Admission]:
    """Considers only the starts ahead in the queue: those behind are postponed when they are due."""
    ahead = (start.at for start in state.planned[:place])
    busy = sorted((*state.counted, *ahead))
    at = first_free_time(busy, state.spans, open_at(state, now))
    waiting = state.planned[place].model_copy(update={"at": at})
    planned = (*state.planned[:place], waiting, *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned}), WaitUntil(at)


def cancel(state: RateState, ticket: str) -> RateState:
    """Releases a planned start. An unknown ticket changes nothing."""
    planned = tuple(start for start in state.planned if start.ticket != ticket)
    return state.model_copy(update={"planned": planned}) if planned != state.planned else state
