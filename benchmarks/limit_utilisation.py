"""How much of RingCentral's Heavy limit becomes downloads, over a simulated hour, without a 429.

The real scheduler, limiter plan and recording rows in virtual time, against an independent count of
what a strict server sees: 10 requests in any 60 seconds. A back-fill of 2,500 recordings waits; the
poll and the hourly sweep take their requests meanwhile. A worker that is too early waits, and cold
starts come late; the network delays each request by up to 0.4 seconds, and each response as much
again. The same hour with three users must bring nearly three times as many.

    make bench
"""

from __future__ import annotations

import heapq
import json
import random
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from pydantic import SecretStr

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import HEAVY, RateReport
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings.import_recording import SHORT_WAIT
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ROOT = Path(__file__).resolve().parent.parent
HOUR = 3600.0
LIMIT, WINDOW = 10, 60.0
BACKLOG = 2500
USERS = 3
LEAST_SHARE, LEAST_GAIN = 0.97, 2.9
THREE = CONNECTION.model_copy(
    update={
        "users": tuple(
            Credentials(username=f"+1212555010{number}", password=SecretStr("p"))
            for number in range(USERS)
        )
    }
)
RESULT = ROOT / "benchmarks/results/limit_utilisation.json"


class StrictServer:
    """Counts arrivals over a sliding window, as RingCentral does, independently of the plan. It
    refuses no request; `refused` are those that it would have refused."""

    def __init__(self) -> None:
        self.arrivals: dict[str, list[float]] = {}

    def request(self, arrival: float, user: str = "") -> None:
        self.arrivals.setdefault(user, []).append(arrival)

    @property
    def refused(self) -> int:
        ordered = (sorted(arrivals) for arrivals in self.arrivals.values())
        return sum(
            last - first < WINDOW
            for arrivals in ordered
            for first, last in zip(arrivals, arrivals[LIMIT:], strict=False)
        )


class Hour:
    """Events in virtual time: schedules, polls, and workers that wake late."""

    def __init__(self, seed: int, connection: Connection = CONNECTION) -> None:
        self.connection = connection
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
        begins = datetime.fromisoformat(request.start_at).timestamp()
        self.at(begins + self._lateness(), lambda: self._download(row, request.slot))

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        raise AssertionError("the benchmark starts none")

    def _lateness(self) -> float:
        cold = self.chance.random() < 0.1
        return self.chance.uniform(2, 5) if cold else self.chance.uniform(0.05, 0.8)

    def _download(self, row: Recording, slot: Slot) -> None:
        again = self.limiter.admit(self.connection, slot)
        if again is not None:
            short = again.start_at - self.clock.now() <= SHORT_WAIT
            late = 0.0 if short else self._lateness()
            self.at(again.start_at + late, lambda: self._download(row, again))
            return
        self._send(slot)
        self.downloads += 1
        self.calls.put_recording(stored(row, AUDIO, self.clock.now()))

    def _schedule(self) -> None:
        self.scheduler.run(SERVICE, self.connection, "a1", {})
        self.at(self.clock.now() + 60, self._schedule)

    def _poll(self, every: float) -> None:
        slots = self.limiter.reserve(self.connection, "heavy", {Lane.POLLING: 1}, 240)
        for slot in slots:
            self.at(slot.start_at, partial(self._read_page, slot))
        self.at(self.clock.now() + every, lambda: self._poll(every))

    def _read_page(self, slot: Slot) -> None:
        again = self.limiter.admit(self.connection, slot)
        if again is not None:
            self.at(again.start_at, lambda: self._read_page(again))
            return
        self._send(slot)
        self.polls += 1

    def _send(self, slot: Slot) -> None:
        sent_at = self.clock.now()
        arrival = sent_at + self.chance.uniform(0.02, 0.4)
        self.server.request(arrival, slot.user)
        report = RateReport(
            group=HEAVY, limit=LIMIT, window=WINDOW, sent_at=sent_at, ticket=slot.ticket
        )
        answered = arrival + self.chance.uniform(0.02, 0.4)
        self.at(answered, lambda: self.limiter.observe(self.connection, slot.user, report))

    def run(self) -> None:
        self.at(NOW, self._schedule)
        self.at(NOW + 7, lambda: self._poll(300))
        self.at(NOW + 11, lambda: self._poll(3600))
        while self._events and self._events[0][0] < NOW + HOUR:
            moment, _, event = heapq.heappop(self._events)
            self.clock.advance(max(0.0, moment - self.clock.now()))
            event()


def measured(seed: int, connection: Connection) -> dict[str, float]:
    hour = Hour(seed, connection)
    hour.run()
    allowed = LIMIT * HOUR / WINDOW * len(connection.users)
    return {
        "seed": seed,
        "downloads": hour.downloads,
        "call_log_requests": hour.polls,
        "share_of_the_limit": round(hour.downloads / allowed, 4),
        "refused": hour.server.refused,
    }


def main() -> int:
    one = [measured(seed, CONNECTION) for seed in range(5)]
    three = [measured(seed, THREE) for seed in range(5)]
    gains = [
        round(more["downloads"] / hour["downloads"], 3)
        for hour, more in zip(one, three, strict=True)
    ]
    result = {"allowed": 600, "hours": one, "three_users": three, "times_one_user": gains}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    enough = all(hour["share_of_the_limit"] >= LEAST_SHARE for hour in one)
    unrefused = all(hour["refused"] == 0 for hour in (*one, *three))
    return 0 if enough and unrefused and min(gains) >= LEAST_GAIN else 1


if __name__ == "__main__":
    sys.exit(main())
