"""Workers that take turns in virtual time: exactly one runs, and each pause lets others run.

stage = Stage(now=0.0)
stage.start(0.0, worker)   # `worker` calls `stage.pause(seconds)`
stage.run(until=60.0)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from greenlet import getcurrent, greenlet

from simulator.clock import Clock

Body = Callable[[], None]


class Stage:
    """`now` is the true time, in seconds since the epoch. No worker's clock has to agree with it."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._numbers = count()
        self._events: list[tuple[float, int, greenlet]] = []
        self._hub = getcurrent()

    def start(self, at: float, body: Body) -> None:
        """Starts a worker at a time. It ends when `body` returns."""
        self._resume(at, greenlet(body))

    def pause(self, seconds: float) -> None:
        """Suspends the running worker."""
        self._resume(self.now + max(0.0, seconds), getcurrent())
        self._hub.switch()

    def run(self, until: float) -> None:
        """Raises what a worker raises."""
        while self._events and self._events[0][0] <= until:
            at, _, worker = heapq.heappop(self._events)
            self.now = max(self.now, at)
            worker.parent = self._hub
            worker.switch()
        self.now = max(self.now, until)

    def _resume(self, at: float, worker: greenlet) -> None:
        heapq.heappush(self._events, (at, next(self._numbers), worker))


class StageClock(Clock):
    """The simulated account's clock shows the true time."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._stage.now, UTC)
