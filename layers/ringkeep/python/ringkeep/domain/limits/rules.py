"""The plan of requests under RingCentral's rate limits: pure functions of a state and a time.

Starts are handed out ahead (`reserve`) and looked at once more at the moment of sending (`admit`),
because workers come late and in bunches.

    reserve ──► planned start ──► admit ──► sent
                     ▲              │
                     └── WaitUntil ─┘
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.limits.plan import SlotPlan, behind, next_lane
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateReport, RateState, Start, prune

TOLERANCE: Final = 0.001
"""Starts are planned in whole milliseconds."""
_HIGHEST_LIMIT: Final = 1000
_LONGEST_WINDOW: Final = 3600.0


class Admitted(NamedTuple):
    """Send now; it is already counted."""


class WaitUntil(NamedTuple):
    time: float


Admission: TypeAlias = Admitted | WaitUntil


def reserve(
    state: RateState, lane: Lane, count: int, now: float, horizon: float
) -> tuple[RateState, list[Start]]:
    """Start times of one lane within `horizon` seconds; fewer than asked is normal."""
    return reserve_many(state, {lane: count}, now, horizon)


def reserve_many(
    state: RateState, demand: Mapping[Lane, int], now: float, horizon: float
) -> tuple[RateState, list[Start]]:
    """Start times for several lanes at once, shared by weight; what one leaves another gets."""
    states, starts = reserve_across({"": state}, demand, now, horizon)
    return states[""], [start for _, start in starts]


def reserve_across(
    states: Mapping[str, RateState], demand: Mapping[Lane, int], now: float, horizon: float
) -> tuple[dict[str, RateState], list[tuple[str, Start]]]:
    """The earliest start times over several users, each with limits of his own: (user, start).

    A lane that has starts ahead already stands behind one that has none.
    """
    sheets = {user: SlotPlan(prune(state, now), now) for user, state in states.items()}
    given = dict.fromkeys(Lane, 0)
    for start in (start for state in states.values() for start in state.planned):
        given[start.lane] += 1
    wanted = {lane: count for lane, count in demand.items() if count > 0}
    starts: list[tuple[str, Start]] = []
    while wanted and sheets:
        lane = next_lane(given, wanted)
        at, user = min((sheet.earliest(lane), user) for user, sheet in sheets.items())
        if at > now + horizon + TOLERANCE:
            del wanted[lane]
            continue
        starts.append((user, sheets[user].take(lane, at)))
        given[lane] += 1
        wanted = _less_one(wanted, lane)
    return {user: sheet.state for user, sheet in sheets.items()}, starts


def _less_one(wanted: Mapping[Lane, int], lane: Lane) -> dict[Lane, int]:
    rest = {**wanted, lane: wanted[lane] - 1}
    return {lane: count for lane, count in rest.items() if count > 0}


def admit(state: RateState, ticket: str, lane: Lane, now: float) -> tuple[RateState, Admission]:
    """The last look before a request is sent, which is counted when it is admitted.

    A ticket that is not planned (it came so late that it was forgotten) asks anew.
    """
    state = prune(state, now)
    place = next((i for i, start in enumerate(state.planned) if start.ticket == ticket), None)
    if place is None:
        return _admit_anew(state, ticket, lane, now)
    turn = state.planned[place].at
    not_before = max(now, state.closed_until, turn)
    free = behind(state.counted, state.limit, state.span, not_before)
    if free <= now + TOLERANCE:
        return _sent(state, place, now), Admitted()
    if turn > now + TOLERANCE:
        return state, WaitUntil(turn)
    return _wait_in_line(state, place, now)


def _admit_anew(
    state: RateState, ticket: str, lane: Lane, now: float
) -> tuple[RateState, Admission]:
    sheet = SlotPlan(state, now)
    at = sheet.earliest(lane)
    start = sheet.take(lane, at, ticket)
    if at <= now + TOLERANCE:
        return _sent(sheet.state, sheet.state.planned.index(start), now), Admitted()
    return sheet.state, WaitUntil(at)


def _sent(state: RateState, place: int, now: float) -> RateState:
    planned = (*state.planned[:place], *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned, "sent": tuple(sorted((*state.sent, now)))})


def _wait_in_line(state: RateState, place: int, now: float) -> tuple[RateState, Admission]:
    """Only those ahead in line count: those behind give way when their turn comes."""
    ahead = (start.at for start in state.planned[:place])
    busy = sorted((*state.counted, *ahead))
    at = behind(busy, state.limit, state.span, max(now, state.closed_until))
    waiting = state.planned[place].model_copy(update={"at": at})
    planned = (*state.planned[:place], waiting, *state.planned[place + 1 :])
    return state.model_copy(update={"planned": planned}), WaitUntil(at)


def cancel(state: RateState, ticket: str) -> RateState:
    """Gives a start back; an unknown ticket changes nothing."""
    planned = tuple(start for start in state.planned if start.ticket != ticket)
    return state.model_copy(update={"planned": planned}) if planned != state.planned else state


def close(state: RateState, until: float, now: float) -> RateState:
    """Nothing is sent before `until`; starts planned before it move behind it, in their order."""
    if until <= max(state.closed_until, now):
        return state
    return _planned_again(prune(state.model_copy(update={"closed_until": until}), now))


def learn(state: RateState, report: RateReport, now: float) -> RateState:
    """Takes over limit and window as told, and counts what somebody else has sent.

    Ours since the request's own window count in full, those on their way included: it is the
    smaller guess of what others sent, and a 429 corrects it.
    """
    told = _told(state, report)
    known = prune(told, now)
    if report.remaining is not None and report.limit == known.limit:
        since = (now if report.sent_at is None else report.sent_at) - known.span
        ours = sum(time > since for time in told.sent)
        others = max(0, min(known.limit, known.limit - report.remaining - ours))
        known = known.model_copy(update={"foreign": _foreign(known.foreign, others, now)})
    if (known.limit, known.window, known.foreign) == (state.limit, state.window, state.foreign):
        return state
    return _planned_again(known)


def _told(state: RateState, report: RateReport) -> RateState:
    changes: dict[str, float] = {}
    if report.limit is not None and 0 < report.limit <= _HIGHEST_LIMIT:
        changes["limit"] = report.limit
    if report.window is not None and 0 < report.window <= _LONGEST_WINDOW:
        changes["window"] = report.window
    return state.model_copy(update=changes)


def _foreign(known: tuple[float, ...], others: int, now: float) -> tuple[float, ...]:
    """The newest of those known stay; new ones may have been sent at any time up to now."""
    kept = known[len(known) - min(others, len(known)) :]
    return (*kept, *(now for _ in range(others - len(kept))))


def _planned_again(state: RateState) -> RateState:
    """Every planned start at its own time or the first that fits after it, in line."""
    busy = state.counted
    planned: list[Start] = []
    for start in state.planned:
        at = behind(busy, state.limit, state.span, max(start.at, state.closed_until))
        insort(busy, at)
        planned.append(start.model_copy(update={"at": at}))
    return state.model_copy(update={"planned": tuple(planned)})
