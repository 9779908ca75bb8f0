"""Plans requests under RingCentral's rate limits, with pure functions of a state and a time.

`reserve` plans start times in advance. `admit` checks a start again at the moment of sending,
because workers arrive late and several at a time.

    reserve ──► planned start ──► admit ──► sent
                     ▲              │
                     └── WaitUntil ─┘
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.limits.plan import SlotPlan, first_free_time, next_lane
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateReport, RateState, Start, prune

TOLERANCE: Final = 0.001
"""Starts are planned in whole milliseconds."""
_HIGHEST_LIMIT: Final = 1000
_LONGEST_WINDOW: Final = 3600.0


class Admitted(NamedTuple):
    """Send the request now; it is already counted."""


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
    not_before = max(now, state.closed_until, start_at)
    free = first_free_time(state.counted, state.limit, state.span, not_before)
    if free <= now + TOLERANCE:
        return _sent(state, place, now), Admitted()
    if start_at > now + TOLERANCE:
        return state, WaitUntil(start_at)
    return _postpone(state, place, now)


def _admit_unplanned(
    state: RateState, ticket: str, lane: Lane, now: float
) -> tuple[RateState, Admission]:
    plan = SlotPlan(state, now)
    at = plan.earliest(lane)
    start = plan.take(lane, at, ticket)
    if at <= now + TOLERANCE:
        return _sent(plan.state, plan.state.planned.index(start), now), Admitted()
    return plan.state, WaitUntil(at)


def _sent(state: RateState, place: int, now: float) -> RateState:
    planned = (*state.planned[:place], *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned, "sent": tuple(sorted((*state.sent, now)))})


def _postpone(state: RateState, place: int, now: float) -> tuple[RateState, Admission]:
    """Considers only the starts ahead in the queue: those behind are postponed when they are due."""
    ahead = (start.at for start in state.planned[:place])
    busy = sorted((*state.counted, *ahead))
    at = first_free_time(busy, state.limit, state.span, max(now, state.closed_until))
    waiting = state.planned[place].model_copy(update={"at": at})
    planned = (*state.planned[:place], waiting, *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned}), WaitUntil(at)


def cancel(state: RateState, ticket: str) -> RateState:
    """Releases a planned start. An unknown ticket changes nothing."""
    planned = tuple(start for start in state.planned if start.ticket != ticket)
    return state.model_copy(update={"planned": planned}) if planned != state.planned else state


def close(state: RateState, until: float, now: float) -> RateState:
    """Blocks all requests before `until`. Earlier planned starts move after it and keep their order."""
    if until <= max(state.closed_until, now):
        return state
    return _replanned(prune(state.model_copy(update={"closed_until": until}), now))


def learn(state: RateState, report: RateReport, now: float) -> RateState:
    """Adopts the reported limit and window, and estimates the requests of other programs.

    All our requests since the start of the reported window are subtracted, including those that the
    server has not received yet. The estimate may be too low; a 429 corrects it.
    """
    reported = _with_reported_limit(state, report)
    pruned = prune(reported, now)
    if report.remaining is not None and report.limit == pruned.limit:
        since = (now if report.sent_at is None else report.sent_at) - pruned.span
        ours = sum(time > since for time in reported.sent)
        others = max(0, min(pruned.limit, pruned.limit - report.remaining - ours))
        pruned = pruned.model_copy(update={"foreign": _foreign(pruned.foreign, others, now)})
    if (pruned.limit, pruned.window, pruned.foreign) == (state.limit, state.window, state.foreign):
        return state
    return _replanned(pruned)


def _with_reported_limit(state: RateState, report: RateReport) -> RateState:
    changes: dict[str, float] = {}
    if report.limit is not None and 0 < report.limit <= _HIGHEST_LIMIT:
        changes["limit"] = report.limit
    if report.window is not None and 0 < report.window <= _LONGEST_WINDOW:
        changes["window"] = report.window
    return state.model_copy(update=changes)


def _foreign(previous: tuple[float, ...], others: int, now: float) -> tuple[float, ...]:
    """Keeps the newest of the previous times. Additional requests count as sent now."""
    kept = previous[len(previous) - min(others, len(previous)) :]
    return (*kept, *(now for _ in range(others - len(kept))))


def _replanned(state: RateState) -> RateState:
    """Moves each planned start, in order, to the first time that fits at or after its own."""
    busy = state.counted
    planned: list[Start] = []
    for start in state.planned:
        not_before = max(start.at, state.closed_until)
        at = first_free_time(busy, state.limit, state.span, not_before)
        insort(busy, at)
        planned.append(start.model_copy(update={"at": at}))
    return state.model_copy(update={"planned": tuple(planned)})
