"""How much of RingCentral's Heavy limit becomes downloads, over a simulated hour, without a 429.

The real scheduler, limiter plan and recording rows in virtual time, against an independent count of
what a strict server sees: 10 requests in any 60 seconds. A back-fill of 2,000 recordings waits; the
poll and the hourly sweep take their requests meanwhile; workers start late (cold starts) and the
network delays each request by up to 0.4 seconds.

    make bench
"""

from __future__ import annotations

import heapq
import json
import random
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ROOT = Path(__file__).resolve().parent.parent
HOUR = 3600.0
LIMIT, WINDOW = 10, 60.0
BACKLOG = 2000
RESULT = ROOT / "benchmarks/results/limit_utilisation.json"


class StrictServer:
    """Counts arrivals over a sliding window, as RingCentral does, independently of the plan."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []
        self.refused = 0

    def request(self, now: float) -> None:
        recent = sum(now - WINDOW < moment <= now for moment in self.arrivals)
        self.refused += recent >= LIMIT
        self.arrivals.append(now)


class Hour:
    """Events in virtual time: schedules, polls, and workers that wake late."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 # reproducible, no secret
        self.clock = FakeClock(NOW)
        self.limiter = MemoryLimiter(self.clock)
        self.calls = MemoryCallsTable()
        self.server = StrictServer()
        self.downloads = self.polls = 0
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self.scheduler = ImportScheduler(self.calls, self.limiter, self, self.clock, DELAYS)
        for number in range(BACKLOG):
            self.calls.put_recording(pending(recording_id=f"r{number}", lane=Lane.BACKFILL))

    def at(self, moment: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), event))

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        self.at(request.slot.start_at + self._lateness(), lambda: self._download(row, request.slot))

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        raise AssertionError("the benchmark starts none")

    def _lateness(self) -> float:
        cold = self.chance.random() < 0.1
        return self.chance.uniform(2, 5) if cold else self.chance.uniform(0.05, 0.8)

    def _download(self, row: Recording, slot: Slot) -> None:
        again = self.limiter.admit(CONNECTION, slot)
        if again is not None:
            self.at(again.start_at + self._lateness(), lambda: self._download(row, again))
            return
        self.server.request(self.clock.now() + self.chance.uniform(0.02, 0.4))
        self.downloads += 1
        self.calls.put_recording(stored(row, AUDIO, self.clock.now()))

    def _schedule(self) -> None:
        self.scheduler.run(SERVICE, CONNECTION, "a1", {})
        self.at(self.clock.now() + 60, self._schedule)

    def _poll(self, every: float) -> None:
        slots = self.limiter.reserve(CONNECTION, "heavy", {Lane.POLLING: 1}, 240)
        for slot in slots:
            self.at(slot.start_at, partial(self._read_page, slot))
        self.at(self.clock.now() + every, lambda: self._poll(every))

    def _read_page(self, slot: Slot) -> None:
        again = self.limiter.admit(CONNECTION, slot)
        if again is not None:
            self.at(again.start_at, lambda: self._read_page(again))
            return
        self.server.request(self.clock.now() + self.chance.uniform(0.02, 0.4))
        self.polls += 1

    def run(self) -> None:
        self.at(NOW, self._schedule)
        self.at(NOW + 7, lambda: self._poll(300))
        self.at(NOW + 11, lambda: self._poll(3600))
        while self._events and self._events[0][0] < NOW + HOUR:
            moment, _, event = heapq.heappop(self._events)
            self.clock.advance(max(0.0, moment - self.clock.now()))
            event()


def main() -> int:
    hours = []
    for seed in range(5):
        hour = Hour(seed)
        hour.run()
        allowed = LIMIT * HOUR / WINDOW
        hours.append(
            {
                "seed": seed,
                "downloads": hour.downloads,
                "call_log_requests": hour.polls,
                "share_of_the_limit": round(hour.downloads / allowed, 4),
                "refused": hour.server.refused,
            }
        )
    RESULT.write_text(json.dumps({"allowed": 600, "hours": hours}, indent=2) + "\n")
    print(RESULT.read_text())
    return 0 if all(hour["refused"] == 0 for hour in hours) else 1


if __name__ == "__main__":
    sys.exit(main())
