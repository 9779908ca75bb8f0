"""Imports of the simulated account: parts that were not requested, recordings that vanish."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from ringkeep.audio.probe import SoundfileProbe
from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import HEAVY
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.imports import import_request
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import HOUR, RetryDelays
from ringkeep.ringcentral.http.limiter import Queue
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.recordings.import_recording import ImportRecording
from ringkeep.usecases.recordings.import_result import ImportResult
from simulator import scenarios
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Recording as SimulatedRecording
from simulator.testing import frozen_clock
from tests.contract.ringcentral.test_client_against_simulator import SharedClock, SimulatorSetup
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.content import FakeGate

DELAYS = RetryDelays()


class Import:
    """One found recording of the simulated account, and its import."""

    def __init__(self, setup: SimulatorSetup) -> None:
        self.setup = setup
        self.simulated: SimulatedRecording = setup.recording()
        self.table, self.archive = MemoryCallsTable(), MemoryArchive()
        setup.client.refresh_reach()
        raw = setup.client.call_record(self.simulated.call_id, setup.soon)
        call = parse_call(raw)
        part = next(each for each in recorded_parts(call) if each.reference.id == self.simulated.id)
        finding = lifecycle.Finding(
            service="acme",
            account_id=str(setup.account.id),
            call=call,
            part=part,
            source="nightly",
            now=setup.clock.now(),
        )
        row = self.table.put_recording(lifecycle.found(finding, Policy(), DELAYS))
        self.table.put_call(row.account, call)
        self._key = row.key

    @property
    def row(self) -> Recording:
        row = self.table.recording(self._key)
        assert row is not None
        return row

    def fail(self, kind: FaultKind, times: int = 1, retry_after: int | None = None) -> None:
        fault = Fault(kind, times, retry_after)
        self.setup.account.fail(self.simulated.id, fault)

    def run(self) -> ImportResult:
        """Waits until the row is due, and runs one execution."""
        setup = self.setup
        setup.clock.sleep(max(0.0, self.row.due_at - setup.clock.now()))
        now = setup.clock.now()
        claimed = self.table.put_recording(lifecycle.dispatched(self.row, now, now, DELAYS))
        queue = Queue(setup.limiter, setup.clock, setup.connection)
        slot = queue.acquire(HEAVY, Lane.FRESH, setup.soon)
        imports = ImportRecording(
            self.table,
            self.archive,
            FakeGate(),
            setup.client,
            SoundfileProbe(),
            setup.clock,
            DELAYS,
            10_000_000,
        )
        return imports.run(import_request(claimed, slot), setup.connection, setup.soon)

    def assert_whole(self) -> None:
        assert self.row.audio is not None
        assert self.row.audio.sha256 == hashlib.sha256(self.simulated.audio_bytes()).hexdigest()


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer(scenarios.many(30, clock=frozen_clock())) as server:
        yield server


@pytest.fixture
def importing(server: SimulatorServer) -> Iterator[Import]:
    transport = Transport(SharedClock(server.account), local=True)
    server.account.clock.advance(130)
    yield Import(SimulatorSetup(server, transport))
    transport.close()


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.TRUNCATED,
        FaultKind.UNASKED_PART,
        FaultKind.UNASKED_RANGES,
        FaultKind.SHORT_RANGE,
        FaultKind.WAV_PROMISES_MORE,
    ],
)
def test_a_part_is_asked_for_again_until_the_whole_comes(
    importing: Import, kind: FaultKind
) -> None:
    importing.fail(kind, times=2)
    for _ in range(2):
        result = importing.run()
        assert (result.outcome, result.reason) == ("bad_body", "body_truncated")
        assert importing.archive.objects == {}
    assert importing.run().outcome == "stored"
    importing.assert_whole()
    assert importing.row.doubts == ()


def test_a_short_mp3_is_stored_with_a_doubt(importing: Import) -> None:
    importing.fail(FaultKind.SHORT_MP3)
    assert importing.run().outcome == "stored"
    assert importing.row.doubts == ("shorter_than_call",)


def test_a_whole_recording_is_stored_without_a_doubt(importing: Import) -> None:
    assert importing.run().outcome == "stored"
    importing.assert_whole()
    assert importing.row.doubts == ()


def test_a_recording_that_vanishes_for_an_hour_is_stored_in_the_end(importing: Import) -> None:
    importing.fail(FaultKind.VANISHED, retry_after=int(HOUR))
    importing.run()
    assert importing.row.reason == "not_listed"
    assert importing.run().outcome == "stored"
    importing.assert_whole()


def test_a_recording_that_vanishes_for_ever_is_lost_after_two_looks(importing: Import) -> None:
    importing.fail(FaultKind.VANISHED)
    importing.run()
    assert importing.row.state is RecordingState.PENDING
    result = importing.run()
    assert (result.outcome, result.reason) == ("lost", "deleted_at_ringcentral")
    assert list(importing.archive.decision_keys())
