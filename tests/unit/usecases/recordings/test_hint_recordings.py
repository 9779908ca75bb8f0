"""The end of a call makes its recordings rows at once; the log confirms them later."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.hints import Hint
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import Conflict
from ringkeep.usecases.recordings.hint_recordings import HintResult, RecordingHinter
from ringkeep.usecases.recordings.record_calls import CallRecorder, PageOrigin
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundLedger
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.unit.domain.recordings.rows import DELAYS, NOW, pending, raw_call
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

HINT = Hint(
    service="default",
    account_id="a1",
    recording_id="r1",
    telephony_session_id="s-1",
    started_at=NOW - 60,
    ended_at=NOW - 5,
)


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.calls = MemoryCallsTable()
        self.found_counts = MemoryFoundLedger()
        self.workflows = RecordedWorkflows()
        limiter = FixedLimiter(self.clock)
        scheduler = ImportScheduler(self.calls, limiter, self.workflows, self.clock, DELAYS)
        self.hinter = RecordingHinter(self.calls, self.found_counts, scheduler, self.clock)

    def announce(self, *hints: Hint) -> HintResult:
        return self.hinter.announce(SERVICE, CONNECTION, hints or (HINT,), 30.0)

    def confirm(self, policy: Policy | None = None, **fields: object) -> None:
        """The call log shows the record of the recording."""
        service = SERVICE.model_copy(update={"policy": policy or SERVICE.policy})
        recorder = CallRecorder(self.calls, MemoryArchive(), DELAYS, self.clock.now)
        origin = PageOrigin(service=service, account_id="a1", source="poll")
        recorder.record_page(origin, [raw_call(**fields)])  # type: ignore[arg-type]

    @property
    def row(self) -> Recording:
        (row,) = self.calls.rows.values()
        return row


def test_a_hint_becomes_a_row_that_is_imported_after_the_learned_delay() -> None:
    bench = Bench()
    assert bench.announce() == HintResult(found=1, started=1)
    assert (bench.row.state, bench.row.confirmed) == (RecordingState.IMPORTING, False)
    assert bench.workflows.imports[0].slot.start_at == HINT.ended_at + 30


def test_the_same_hint_twice_is_one_row_and_one_import() -> None:
    bench = Bench()
    bench.announce()
    assert bench.announce() == HintResult()
    assert len(bench.workflows.imports) == 1


def test_a_transferred_call_has_a_row_for_each_recording() -> None:
    bench = Bench()
    other = HINT.model_copy(update={"recording_id": "r2"})
    assert bench.announce(HINT, other) == HintResult(found=2, started=2)


def test_a_hint_is_counted_as_found_once() -> None:
    bench = Bench()
    bench.announce()
    bench.announce()
    assert sum(bench.found_counts.found_by_day(AccountRef("default", "a1")).values()) == 1


def test_a_recording_that_the_log_announced_goes_on_when_its_call_ends() -> None:
    bench = Bench()
    bench.confirm(result="In Progress")
    assert bench.row.state is RecordingState.ANNOUNCED
    assert bench.announce() == HintResult(found=0, started=1)
    assert bench.row.confirmed


@pytest.mark.parametrize("state", [RecordingState.STORED, RecordingState.LOST])
def test_a_settled_recording_is_left_alone(state: RecordingState) -> None:
    bench = Bench()
    row = bench.calls.put_recording(pending(state=state))
    assert bench.announce() == HintResult()
    assert bench.row == row


def test_the_log_confirms_a_hint_and_tells_the_rest() -> None:
    bench = Bench()
    bench.announce()
    bench.confirm()
    assert (bench.row.confirmed, bench.row.call_id) == (True, "c1")
    assert bench.row.state is RecordingState.IMPORTING


def test_a_pending_hint_that_the_policy_excludes_is_not_imported() -> None:
    bench = Bench()
    bench.workflows.taken.add(1)
    bench.announce()
    bench.confirm(Policy(minimum_duration_seconds=3600))
    assert (bench.row.state, bench.row.reason) == (RecordingState.EXCLUDED, "too_short")


def test_a_pending_recording_that_the_log_knew_is_not_excluded_later() -> None:
    bench = Bench()
    bench.calls.put_recording(pending())
    newer = {"lastModifiedTime": "2026-11-19T10:42:00.000Z"}
    bench.confirm(Policy(minimum_duration_seconds=3600), **newer)
    assert bench.row.state is RecordingState.PENDING


def test_a_hint_that_the_log_never_confirmed_is_not_a_loss() -> None:
    bench = Bench()
    bench.announce()
    settled = lifecycle.not_ready(bench.row, bench.row.expires_at, DELAYS)
    assert (settled.state, settled.reason) == (RecordingState.UNAVAILABLE, "not_confirmed")


def test_rows_that_others_keep_writing_are_left_to_them() -> None:
    class Busy(MemoryCallsTable):
        def put_recording(self, row: Recording) -> Recording:
            raise Conflict("changed")

    bench = Bench()
    hinter = RecordingHinter(Busy(), bench.found_counts, bench.hinter.scheduler, bench.clock)
    assert hinter.announce(SERVICE, CONNECTION, [HINT], 30.0) == HintResult()
