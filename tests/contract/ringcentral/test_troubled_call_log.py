"""A poll of the simulated account over real HTTP, into tables like DynamoDB's, with each trouble of
the call log: it ends, and every recording gets a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.ringcentral.call_log import WalkedCallLog
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.recordings.poll_call_log import (
    CallLogPoller,
    PageWriter,
    PollResult,
    Target,
    read_until,
)
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from simulator import scenarios
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.recordings.odd_records import KINDS
from simulator.testing import NOON, frozen_clock, options_without_limits
from tests.contract.ringcentral.test_client_against_simulator import SharedClock, SimulatorSetup
from tests.contract.tables import calls_table
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore


class PollSetup:
    def __init__(self, server: SimulatorServer, transport: Transport) -> None:
        self.account = server.account
        self.factory = CallFactory(self.account)
        self.simulator = SimulatorSetup(server, transport)
        self.clock = SharedClock(self.account)
        self.places = MemoryStateStore()
        self.archive = MemoryArchive()
        dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        self.calls = DynamoCallsTable(dynamodb, calls_table(dynamodb))
        delays = RetryDelays()
        scheduler = ImportScheduler(
            self.calls,
            FixedLimiter(FakeClock(NOON.timestamp())),
            RecordedWorkflows(),
            self.clock,
            delays,
        )
        recorder = CallRecorder(self.calls, self.archive, delays, self.clock.now, ONLY_EVERYONE)
        writer = PageWriter(recorder, MemoryFoundCounts(), scheduler)
        self.poller = CallLogPoller(
            self.places, MemoryLeases(self.clock), writer, self.clock, delays
        )

    @property
    def target(self) -> Target:
        connection = self.simulator.connection
        service = Service(
            name="acme",
            server_url=connection.server_url,
            secret_arn="s",
            policy=Policy(minimum_duration_seconds=2),
        )
        return Target(service, connection, "1", WalkedCallLog(self.simulator.client))

    def add(self, minutes_ago: float, oddity: str = "") -> Call:
        person = next(iter(self.account.extensions.values()))
        start = NOON - timedelta(minutes=minutes_ago)
        plan = CallPlan(start, person, samples=("goodbye.mp3",), oddity=oddity)
        return self.account.add_call(self.factory.make(plan))

    def poll(self) -> PollResult:
        return self.poller.poll(self.target, "poll", self.clock.now() + 300)

    def row(self, call: Call) -> Recording | None:
        key = RecordingKey(service="acme", account_id="1", recording_id=call.recordings[0].id)
        return self.calls.recording(key)

    @property
    def set_aside(self) -> list[str]:
        return [key for key in self.archive.objects if key.startswith("set-aside/")]

    @property
    def watermark(self) -> float | None:
        return read_until(self.places, self.target.account)


@pytest.fixture
def setup() -> Iterator[PollSetup]:
    account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
    with SimulatorServer(account, seed=1) as server, mock_aws():
        transport = Transport(SharedClock(account), local=True)
        yield PollSetup(server, transport)
        transport.close()


@pytest.fixture
def listed(setup: PollSetup) -> PollSetup:
    setup.account.options.extract_sync = "not_found"
    return setup


@pytest.mark.parametrize("kind", ["empty_pages", "circle", "clamped"])
def test_a_list_without_an_end_is_read_and_ends(listed: PollSetup, kind: str) -> None:
    calls = [listed.add(10 + minute) for minute in range(5)]
    listed.account.options.call_log_end = kind
    result = listed.poll()
    assert (result.endless, result.finished, result.found) == (1, True, 5)
    assert all(listed.row(call) for call in calls)
    assert listed.watermark == NOON.timestamp()
    assert listed.account.statistics.operations["call-log"] <= 8


def test_the_list_takes_over_from_an_extract_that_does_not_move_on(setup: PollSetup) -> None:
    call = setup.add(10)
    setup.account.options.call_log_end = "unchanged_token"
    result = setup.poll()
    assert (result.endless, result.finished, result.used_extract_sync) == (1, True, False)
    assert setup.row(call)
    setup.account.clock.advance(300)
    later = setup.add(-3)
    setup.account.clock.advance(300)
    assert (setup.poll().endless, setup.row(later) is not None) == (0, True)


def _kept(row: Recording | None) -> bool:
    return row is not None and row.state.open


def _announced(row: Recording | None) -> bool:
    return row is not None and row.state is RecordingState.ANNOUNCED


EXPECTED: dict[str, Callable[[Recording | None], bool]] = {
    **dict.fromkeys(KINDS, _kept),
    "offline": _announced,
    "in_progress": _announced,
}
SET_ASIDE = {"huge_name", "huge_id", "huge_address", "deep"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_odd_record_stops_neither_its_recording_nor_the_others(
    setup: PollSetup, kind: str
) -> None:
    first, odd, last = setup.add(30), setup.add(20, kind), setup.add(10)
    result = setup.poll()
    assert result.finished
    assert _kept(setup.row(first))
    assert _kept(setup.row(last))
    assert EXPECTED[kind](setup.row(odd))
    assert (len(setup.set_aside), result.set_aside) == ((1, 1) if kind in SET_ASIDE else (0, 0))
    assert setup.watermark == NOON.timestamp()
