"""Where in time the next request of a lane fits.

Lanes share the limit. A start within the release time goes to whoever asks; a later one only to a
lane that has not used up its share, so that a lane which asks late finds room within two windows.
That holds where the limit is at least the number of lanes.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Final

from ringkeep.domain.rate_state import RateState, Start
from ringkeep.domain.slots import Lane

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


def earliest(times: Sequence[float], limit: int, span: float, not_before: float) -> float:
    """The first time at which one more start leaves every span with at most `limit` of them.

    `times` are in order. A group of `limit` starts within a span forbids every start that would
    share a span with all of them; the groups come in the order of both their ends.
    """
    start = _whole_milliseconds(not_before)
    for first, last in zip(times, times[limit - 1 :], strict=False):
        if last - span < start < first + span:
            start = _whole_milliseconds(first + span)
    return start


def _whole_milliseconds(time: float) -> float:
    return ceil(time * 1000) / 1000


class Sheet:
    """A state being planned on."""

    def __init__(self, state: RateState, now: float) -> None:
        self._state = state
        self._now = now
        self._planned = list(state.planned)
        self._shares = shares(state.limit)
        self._tickets = state.tickets
        self._busy = sorted((*state.counted, *(start.at for start in state.planned)))
        self._lanes: dict[Lane, list[float]] = {lane: [] for lane in Lane}
        for start in state.planned:
            insort(self._lanes[start.lane], start.at)

    @property
    def state(self) -> RateState:
        return self._state.model_copy(
            update={"planned": tuple(self._planned), "tickets": self._tickets}
        )

    def earliest(self, lane: Lane) -> float:
        """Within the release time any start that fits; later only one within the lane's share."""
        state = self._state
        at = self._fitting(max(self._now, state.closed_until))
        while at > self._now + state.release:
            allowed = earliest(self._lanes[lane], self._shares[lane], state.span, at)
            if allowed <= at:
                break
            at = self._fitting(allowed)
        return at

    def _fitting(self, not_before: float) -> float:
        return earliest(self._busy, self._state.limit, self._state.span, not_before)

    def take(self, lane: Lane, at: float, ticket: str | None = None) -> Start:
        if ticket is None:
            self._tickets += 1
            ticket = str(self._tickets)
        start = Start(ticket=ticket, at=at, lane=lane)
        insort(self._busy, at)
        insort(self._lanes[lane], at)
        self._planned.insert(_place_in_line(self._planned, at), start)
        return start


def _place_in_line(planned: Sequence[Start], at: float) -> int:
    return next((index for index, other in enumerate(planned) if other.at > at), len(planned))
