"""A poller with fakes, and records of calls for it."""

from __future__ import annotations

from datetime import UTC, datetime

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import RingkeepError, StorageFailed
from ringkeep.usecases.recordings.poll_call_log import (
    CallLogPoller,
    PageWriter,
    PollResult,
    Target,
)
from ringkeep.usecases.recordings.ports import Licensings
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import DELAYS, NOW
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ACCOUNT = AccountRef("default", "a1")
TIME_LIMIT = 3600.0


def call(number: int, age: float = 600.0, **fields: JsonValue) -> dict[str, JsonValue]:
    """Returns the record of a finished one-minute call with one recording, begun `age` seconds ago."""
    return {
        "id": f"c{number}",
        "sessionId": f"s{number}",
        "startTime": iso(NOW - age),
        "duration": 60,
        "result": "Accepted",
        "lastModifiedTime": iso(NOW - age + 90),
        "recording": {"id": f"r{number}", "type": "Automatic"},
        **fields,
    }


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


class FailingCallsTable(MemoryCallsTable):
    """Fails after a number of writes, as in a Lambda function that runs out of time."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_after: int | None = None

    def _maybe_fail(self) -> None:
        if self.fails_after is not None and self.writes >= self.fails_after:
            raise StorageFailed("killed")

    def put_recording(self, row: Recording) -> Recording:
        self._maybe_fail()
        return super().put_recording(row)

    def put_call(self, account: AccountRef, call: Call) -> bool:
        self._maybe_fail()
        return super().put_call(account, call)


class PollSetup:
    def __init__(
        self,
        log: FakeCallLog,
        calls: FailingCallsTable | None = None,
        licensings: Licensings = ONLY_EVERYONE,
    ) -> None:
        self.log = log
        self.service = SERVICE
        self.clock = FakeClock(NOW)
        self.calls = calls or FailingCallsTable()
        self.archive = MemoryArchive()
        self.places = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.workflows = RecordedWorkflows()
        self.found_counts = MemoryFoundCounts()
        self.limiter = FixedLimiter(self.clock)
        scheduler = ImportScheduler(self.calls, self.limiter, self.workflows, self.clock, DELAYS)
        recorder = CallRecorder(self.calls, self.archive, DELAYS, self.clock.now, licensings)
        writer = PageWriter(recorder, self.found_counts, scheduler)
        self.poller = CallLogPoller(self.places, self.leases, writer, self.clock, DELAYS)

    @property
    def target(self) -> Target:
        return Target(self.service, CONNECTION, "a1", self.log)

    def poll(self, source: DiscoverySource = "poll") -> PollResult:
        return self.poller.poll(self.target, source, self.clock.now() + TIME_LIMIT)

    def continue_sweep(self, source: DiscoverySource) -> PollResult | None:
        return self.poller.continue_sweep(self.target, source, self.clock.now() + TIME_LIMIT)

    def row(self, recording_id: str) -> Recording:
        return next(row for row in self.calls.rows.values() if row.recording_id == recording_id)

    @property
    def recordings(self) -> list[str]:
        return sorted(key.recording_id for key in self.calls.rows)


def calls_of(count: int) -> list[dict[str, JsonValue]]:
    return [call(number, age=600 + number * 60) for number in range(count)]


def names(count: int) -> list[str]:
    return sorted(f"r{number}" for number in range(count))


def extract_setup(*answers: FakeExtract | RingkeepError) -> PollSetup:
    return PollSetup(FakeCallLog(calls_of(3), extracts=list(answers)))
