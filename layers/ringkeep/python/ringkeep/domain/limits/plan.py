"""Where in time the next request of a lane fits.

Lanes share the limit. A start within the release time goes to whoever asks; a later one only to a
lane that has not used up its share, so that a lane which asks late finds room within two windows.
That holds where the limit is at least the number of lanes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateState, Start

WEIGHTS: Final[Mapping[Lane, int]] = {
    Lane.EXPIRING: 3,
    Lane.FRESH: 4,
    Lane.POLLING: 1,
    Lane.RETRY: 1,
    Lane.BACKFILL: 1,
}


def shares(limit: int) -> dict[Lane, int]:
    """Starts in a window that each lane can count on: at least one, the rest by weight."""
    given = dict.fromkeys(WEIGHTS, 1)
    for _ in range(limit - len(given)):
        given[next_lane(given, given)] += 1
    return given


def next_lane(given: Mapping[Lane, int], lanes: Iterable[Lane]) -> Lane:
    """The lane that is furthest behind its weight."""
    return max(lanes, key=lambda lane: WEIGHTS[lane] / (given.get(lane, 0) + 1))


def whole_milliseconds(time: float) -> float:
    """Never earlier than `time`."""
    return ceil(time * 1000) / 1000


def behind(times: Sequence[float], limit: int, span: float, not_before: float) -> float:
    """The first time for one more after all of `times` (in order): at most `limit` in any span."""
    free = times[-limit] + span if len(times) >= limit else not_before
    return whole_milliseconds(max(not_before, free))


def within_share(times: Sequence[float], share: int, span: float, not_before: float) -> float:
    """The first time, among `times` too, that leaves every span with at most `share` of them.

    A group of `share` within a span forbids all that would share a span with the whole group; the
    groups come in the order of both their ends.
    """
    time = not_before
    for first, last in zip(times, times[share - 1 :], strict=False):
        if last - span < time < first + span:
            time = whole_milliseconds(first + span)
    return time


class _Turn(NamedTuple):
    """A request's time; `latest`: how far a start that is put before it may push it."""

    at: float
    latest: float
    ticket: str = ""


class SlotPlan:
    """A state being planned on.

    Requests are sent a little later than planned, and the plan drifts with them. So a new start may
    push those after it by the state's slack; without that the plan would tear into gaps too narrow
    for use.
    """

    def __init__(self, state: RateState, now: float) -> None:
        self._state = state
        self._now = now
        self._tickets = state.tickets
        self._shares = shares(state.limit)
        self._planned = {start.ticket: start for start in state.planned}
        sent = (_Turn(time, time) for time in state.counted)
        self._turns = sorted((*sent, *(self._turn(start) for start in state.planned)))

    def _turn(self, start: Start) -> _Turn:
        return _Turn(start.at, max(start.at, start.place + self._state.slack), start.ticket)

    @property
    def state(self) -> RateState:
        planned = sorted(self._planned.values(), key=lambda start: start.place)
        changes = {"planned": tuple(planned), "tickets": self._tickets}
        return self._state.model_copy(update=changes)

    def earliest(self, lane: Lane) -> float:
        """Within the release time any start that fits; later only one within the lane's share."""
        state = self._state
        at = self._fitting(max(self._now, state.closed_until))
        if at <= self._now + state.release:
            return at
        mine = sorted(start.at for start in self._planned.values() if start.lane is lane)
        while (allowed := within_share(mine, self._shares[lane], state.span, at)) > at:
            at = self._fitting(allowed)
        return at

    def _fitting(self, not_before: float) -> float:
        """The first time that the requests before it and after it leave room for."""
        times = [turn.at for turn in self._turns]
        limit, span = self._state.limit, self._state.span
        time = whole_milliseconds(not_before)
        for place in range(bisect_right(times, time), len(times)):
            time = behind(times[max(0, place - limit) : place], limit, span, time)
            if time < times[place] and self._pushed(place, time) is not None:
                return time
            time = max(time, times[place])
        return behind(times, limit, span, time)

    def _pushed(self, place: int, time: float) -> list[_Turn] | None:
        """The turns from `place` on when one more comes before them; None: too far for somebody."""
        limit, span = self._state.limit, self._state.span
        times = [*(turn.at for turn in self._turns[max(0, place - limit) : place]), time]
        pushed: list[_Turn] = []
        for turn in self._turns[place:]:
            at = behind(times, limit, span, turn.at)
            if at > turn.latest and at > turn.at:
                return None
            pushed.append(turn._replace(at=at))
            times.append(at)
        return pushed

    def take(self, lane: Lane, at: float, ticket: str = "") -> Start:
        """Plans a start, `at` being what `earliest` answered."""
        if not ticket:
            self._tickets += 1
            ticket = str(self._tickets)
        place = bisect_right(self._turns, at, key=lambda turn: turn.at)
        pushed = self._pushed(place, at) or []
        for turn in (turn for turn in pushed if turn.ticket):
            moved = self._planned[turn.ticket].model_copy(update={"at": turn.at})
            self._planned[turn.ticket] = moved
        start = Start(ticket=ticket, at=at, place=at, lane=lane)
        self._planned[ticket] = start
        self._turns[place:] = [self._turn(start), *pushed]
        return start
