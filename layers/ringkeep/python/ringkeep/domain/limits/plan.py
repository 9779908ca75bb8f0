"""Finds the next start time for a request of a lane.

Lanes share the limit. Any lane may take a start within the release time. A later start is open only
to a lane that has not used up its share, so that a lane that asks later still finds a start within
two windows. This holds if the limit is at least the number of lanes.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateState, Span, Start

_SHARE_OF_BACKFILL: Final = 0.75
"""The share of a further window (an hour) that a back-fill may use up, so that new calls do not wait
for its end."""
WEIGHTS: Final[Mapping[Lane, int]] = {
    Lane.EXPIRING: 3,
    Lane.FRESH: 4,
    Lane.POLLING: 1,
    Lane.RETRY: 1,
    Lane.BACKFILL: 1,
}


def shares(limit: int) -> dict[Lane, int]:
    """Returns the guaranteed starts of each lane in a window: at least one, the rest by weight."""
    given = dict.fromkeys(WEIGHTS, 1)
    for _ in range(limit - len(given)):
        given[next_lane(given, given)] += 1
    return given


def next_lane(given: Mapping[Lane, int], lanes: Iterable[Lane]) -> Lane:
    """Returns the lane with the fewest starts relative to its weight."""
    return max(lanes, key=lambda lane: WEIGHTS[lane] / (given.get(lane, 0) + 1))


def whole_milliseconds(time: float) -> float:
    """Rounds up, so that the result is never earlier than `time`."""
    return ceil(time * 1000) / 1000


def first_free_time(times: Sequence[float], spans: Sequence[Span], not_before: float) -> float:
    """Returns the first time after all of the sorted `times` that keeps to all limits."""
    full = (span for span in spans if len(times) >= span.limit)
    free = max((times[-span.limit] + span.seconds for span in full), default=not_before)
    return whole_milliseconds(max(not_before, free))


def first_time_within_share(
    times: Sequence[float], share: int, span: float, not_before: float
) -> float:
    """Returns the first time that keeps to `share` in any span. It may lie between the sorted `times`.

    If a span holds `share` of the times already, no other time may fall into a span with all of
    them. These groups are checked in order of time.
    """
    time = not_before
    for first, last in zip(times, times[share - 1 :], strict=False):
        if last - span < time < first + span:
            time = whole_milliseconds(first + span)
    return time


class _PlannedTime(NamedTuple):
    """The time of a request. `latest` limits how far an earlier start may delay it."""

    at: float
    latest: float
    ticket: str = ""


class SlotPlan:
    """Plans further starts on a state.

    Requests are sent a little later than planned, which shifts the plan. A new start may therefore
    delay the starts after it by up to the state's slack. Otherwise the plan would be fragmented into
    gaps that are too short for a request.
    """

    def __init__(self, state: RateState, now: float) -> None:
        self._state = state
        self._now = now
        self._tickets = state.tickets
        self._shares = shares(state.limit)
        self._spans = state.spans
        self._highest = max(span.limit for span in self._spans)
        self._planned = {start.ticket: start for start in state.planned}
        sent = (_PlannedTime(time, time) for time in state.counted)
        self._times = sorted((*sent, *(self._planned_time(start) for start in state.planned)))

    def _planned_time(self, start: Start) -> _PlannedTime:
        latest = max(start.at, start.place + self._state.slack)
        return _PlannedTime(start.at, latest, start.ticket)

    @property
    def state(self) -> RateState:
        planned = sorted(self._planned.values(), key=lambda start: start.place)
        changes = {"planned": tuple(planned), "tickets": self._tickets}
        return self._state.model_copy(update=changes)

    def earliest(self, lane: Lane) -> float:
        """Returns the first time that fits; after the release time, only within the lane's share."""
        state, spans = self._state, self._spans_of(lane)
        at = self._fitting(max(self._now, state.closed_until), spans)
        if at <= self._now + state.release:
            return at
        own = sorted(start.at for start in self._planned.values() if start.lane is lane)
        share = self._shares[lane]
        while (allowed := first_time_within_share(own, share, state.span, at)) > at:
            at = self._fitting(allowed, spans)
        return at

    def _spans_of(self, lane: Lane) -> tuple[Span, ...]:
        if lane is not Lane.BACKFILL:
            return self._spans
        first, *further = self._spans
        return (first, *(Span(ceil(s.limit * _SHARE_OF_BACKFILL), s.seconds) for s in further))

    def _fitting(self, not_before: float, spans: tuple[Span, ...]) -> float:
        """Returns the first time that fits between the requests before it and after it."""
        times = [planned.at for planned in self._times]
        time = whole_milliseconds(not_before)
        for place in range(bisect_right(times, time), len(times)):
            time = first_free_time(times[max(0, place - self._highest) : place], spans, time)
            if time < times[place] and self._delayed(place, time) is not None:
                return time
            time = max(time, times[place])
        return first_free_time(times, spans, time)

    def _delayed(self, place: int, time: float) -> list[_PlannedTime] | None:
        """Returns the times from `place` on after a start at `time` is added before them, or None
        if this delays one of them past its latest time."""
        before = self._times[max(0, place - self._highest) : place]
        times = [*(planned.at for planned in before), time]
        delayed: list[_PlannedTime] = []
        for planned in self._times[place:]:
            at = first_free_time(times, self._spans, planned.at)
            if at > planned.latest and at > planned.at:
                return None
            delayed.append(planned._replace(at=at))
            times.append(at)
        return delayed

    def take(self, lane: Lane, at: float, ticket: str = "") -> Start:
        """Plans a start. `at` is the result of `earliest`."""
        if not ticket:
            self._tickets += 1
            ticket = str(self._tickets)
        place = bisect_right(self._times, at, key=lambda planned: planned.at)
        delayed = self._delayed(place, at) or []
        for later in (later for later in delayed if later.ticket):
            moved = self._planned[later.ticket].model_copy(update={"at": later.at})
            self._planned[later.ticket] = moved
        start = Start(ticket=ticket, at=at, place=at, lane=lane)
        self._planned[ticket] = start
        self._times[place:] = [self._planned_time(start), *delayed]
        return start


def replanned(state: RateState) -> RateState:
    """Moves each planned start, in order, to the first time that fits at or after its own."""
    busy = state.counted
    planned: list[Start] = []
    for start in state.planned:
        not_before = max(start.at, state.closed_until)
        at = first_free_time(busy, state.spans, not_before)
        insort(busy, at)
        planned.append(start.model_copy(update={"at": at}))
    return state.model_copy(update={"planned": tuple(planned)})
