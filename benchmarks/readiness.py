"""How late a recording is downloaded after it is ready, and how many Heavy requests that costs.

Calls end, their events announce recordings, and RingCentral has each recording ready 10 to 180 seconds
later: a long-tailed spread that changes by the hour. The real hints, scheduler, limiter plan, import
rules and learned delays run in virtual time, with late workers and an independent count of what a
strict server refuses. Nothing is known in advance: the first hour counts too.

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
from statistics import fmean, median, quantiles
from typing import Final

from benchmarks.limit_utilisation import StrictServer
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.recordings.hints import Hint
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import not_ready, stored
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.hint_recordings import RecordingHinter
from ringkeep.usecases.recordings.import_result import ImportResult, result_of
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.retry_soon import RetrySoon
from ringkeep.usecases.recordings.run_import import RunImport
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks/results/readiness.json"
HOUR: Final = 3600.0
HOURS: Final = 24
CALLS_AN_HOUR: Final = 80
SEEDS: Final = (1, 2, 3)
MOST_LATE: Final = 10.0
MOST_REQUESTS: Final = 1.3
Chance = random.Random
Spread = Callable[[Chance], float]


def tail_of(chance: Chance) -> Spread:
    """Ready after ten seconds at the earliest. The length of the tail changes by the hour."""
    length = chance.uniform(3, 12)
    return lambda each: 10 + length * each.lognormvariate(0, 0.8)


def queue_of(chance: Chance) -> Spread:
    """Ready after ten seconds and a wait in a queue that changes by the hour."""
    wait = chance.uniform(4, 16)
    return lambda each: 10 + each.expovariate(1 / wait)


def level_of(chance: Chance) -> Spread:
    """Ready around a level of the hour, and one in ten much later."""
    level = chance.choice((14, 18, 24, 30, 40))

    def ready(each: Chance) -> float:
        if each.random() < 0.1:
            return each.uniform(level, 180)
        return level * each.lognormvariate(0, 0.1)

    return ready


SPREADS: Final[dict[str, Callable[[Chance], Spread]]] = {
    "long tail": tail_of,
    "queue": queue_of,
    "level with outliers": level_of,
}


class Day:
    """Events in virtual time. `late` are the seconds from readiness to download."""

    def __init__(self, spread: Callable[[Chance], Spread], seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 # reproducible, no secret
        self.clock, self.calls = FakeClock(NOW), MemoryCallsTable()
        self.limiter, self.server = MemoryLimiter(self.clock), StrictServer()
        self.ready: dict[str, float] = {}
        self.late: list[float] = []
        self.requests = 0
        self._spread = spread
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        states, services, secrets = MemoryStateStore(), MemoryServiceDirectory(), MemorySecrets()
        services.put(SERVICE.model_copy(update={"secret_arn": secrets.put("default", CONNECTION)}))
        self.scheduler = ImportScheduler(self.calls, self.limiter, self, self.clock, DELAYS)
        self.hinter = RecordingHinter(
            self.calls, MemoryFoundCounts(), self.scheduler, self.clock, ONLY_EVERYONE
        )
        self.delays = FirstDelays(states, DELAYS)
        self.run_import = RunImport(
            services,
            ServiceCredentials(secrets),
            lambda _service, _connection: self,
            states,
            lambda _result: None,
            RetrySoon(self.calls, self.clock, DELAYS),
        )

    def at(self, moment: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), event))

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        self._later(request)

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        raise AssertionError("the benchmark starts none")

    def _later(self, request: ImportRequest) -> None:
        cold = self.chance.random() < 0.02
        late = self.chance.uniform(2, 4) if cold else self.chance.uniform(0.05, 0.8)
        self.at(request.slot.start_at + late, lambda: self._execute(request))

    def _execute(self, request: ImportRequest) -> None:
        result = self.run_import.run(request, self.clock.now() + 600)
        if result.next_request is not None:
            self._later(result.next_request)

    def run(self, request: ImportRequest, connection: Connection, deadline: float) -> ImportResult:
        """Imports a recording, as the Importer port does, without its bytes."""
        row = self.calls.recording(request.key)
        assert row is not None
        later = self.limiter.admit(connection, request.slot)
        if later is not None:
            following = request.model_copy(update={"slot": later})
            return result_of(row, "wait", next_request=following)
        now = self.clock.now()
        self.server.request(now + self.chance.uniform(0.02, 0.2))
        self.requests += 1
        age, is_ready = now - row.end_time, now >= self.ready[row.recording_id]
        if not is_ready:
            changed = self.calls.put_recording(not_ready(row, now, DELAYS))
            return result_of(changed, "not_ready", call_age=age)
        changed = self.calls.put_recording(stored(row, AUDIO, now))
        self.late.append(now - self.ready[row.recording_id])
        del self.calls.rows[row.key]
        return result_of(changed, "stored", call_age=age)

    def _schedule(self) -> None:
        self.scheduler.run(SERVICE, CONNECTION, "a1", {})
        self.at(self.clock.now() + 60, self._schedule)

    def _call_ends(self, name: str, ready_after: float) -> None:
        now = self.clock.now()
        self.ready[name] = now + ready_after
        hint = Hint(
            service=SERVICE.name,
            account_id="a1",
            recording_id=name,
            telephony_session_id=name,
            started_at=now - 60,
            ended_at=now,
        )
        self.hinter.announce(SERVICE, CONNECTION, [hint], self.delays.of(SERVICE, "a1"))

    def _plan_calls(self) -> None:
        for hour in range(HOURS):
            spread = self._spread(self.chance)
            for number in range(CALLS_AN_HOUR):
                moment = NOW + hour * HOUR + self.chance.uniform(0, HOUR)
                after = min(180.0, max(10.0, spread(self.chance)))
                name = f"r{hour}-{number}"
                self.at(moment, partial(self._call_ends, name, after))

    def play(self) -> dict[str, float]:
        self._plan_calls()
        self.at(NOW, self._schedule)
        while self._events and self._events[0][0] < NOW + HOURS * HOUR + 1800:
            moment, _, event = heapq.heappop(self._events)
            self.clock.advance(max(0.0, moment - self.clock.now()))
            event()
        return {
            "recordings": len(self.late),
            "median_seconds_late": round(median(self.late), 2),
            "mean_seconds_late": round(fmean(self.late), 2),
            "nine_in_ten_within_seconds": round(quantiles(self.late, n=10)[-1], 1),
            "heavy_requests_per_recording": round(self.requests / len(self.late), 3),
            "refused": self.server.refused,
        }


def is_good(day: dict[str, float]) -> bool:
    return (
        day["median_seconds_late"] < MOST_LATE
        and day["heavy_requests_per_recording"] <= MOST_REQUESTS
        and day["recordings"] == HOURS * CALLS_AN_HOUR
        and day["refused"] == 0
    )


def main() -> int:
    results = {
        name: [{"seed": seed, **Day(spread, seed).play()} for seed in SEEDS]
        for name, spread in SPREADS.items()
    }
    RESULT.write_text(json.dumps({"hours": HOURS, "spreads": results}, indent=2) + "\n")
    print(RESULT.read_text())
    return 0 if all(is_good(day) for days in results.values() for day in days) else 1


if __name__ == "__main__":
    sys.exit(main())
