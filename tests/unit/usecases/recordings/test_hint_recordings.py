"""When a call ends, its recordings get rows at once. The call log confirms them later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.hints import Hint
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import Conflict
from ringkeep.usecases.recordings.hint_recordings import HintResult, RecordingHinter
from ringkeep.usecases.recordings.ports import Licensings
from ringkeep.usecases.recordings.read_licensing import ONLY_EVERYONE
from ringkeep.usecases.recordings.record_calls import CallRecorder, PageOrigin
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending, raw_call
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

HINT = Hint(
    service="default",
    account_id="a1",
    recording_id="r1",
    telephony_session_id="s-1",
    started_at=NOW - 60,
    ended_at=NOW - 5,
)


class Setup:
    def __init__(self, licensings: Licensings = ONLY_EVERYONE) -> None:
        self.licensings = licensings
        self.clock = FakeClock(NOW)
        self.calls = MemoryCallsTable()
        self.found_counts = MemoryFoundCounts()
        self.workflows = RecordedWorkflows()
        limiter = FixedLimiter(self.clock)
        scheduler = ImportScheduler(self.calls, limiter, self.workflows, self.clock, DELAYS)
        self.hinter = RecordingHinter(
            self.calls, self.found_counts, scheduler, self.clock, self.licensings
        )

    def announce(self, *hints: Hint) -> HintResult:
        return self.hinter.announce(SERVICE, CONNECTION, hints or (HINT,), 30.0)

    def confirm(self, policy: Policy | None = None, **fields: object) -> None:
        """Writes a call log record that lists the recording."""
        service = SERVICE.model_copy(update={"policy": policy or SERVICE.policy})
        recorder = CallRecorder(
            self.calls, MemoryArchive(), DELAYS, self.clock.now, self.licensings
        )
        origin = PageOrigin(service=service, account_id="a1", source="poll")
        recorder.record_page(origin, [raw_call(**fields)])  # type: ignore[arg-type]

    @property
    def row(self) -> Recording:
        (row,) = self.calls.rows.values()
        return row


def test_a_hint_becomes_a_row_that_is_imported_after_the_learned_delay() -> None:
    setup = Setup()
    assert setup.announce() == HintResult(found=1, started=1)
    assert (setup.row.state, setup.row.confirmed) == (RecordingState.IMPORTING, False)
    assert setup.workflows.imports[0].slot.start_at == HINT.ended_at + 30


def test_the_same_hint_twice_is_one_row_and_one_import() -> None:
    setup = Setup()
    setup.announce()
    assert setup.announce() == HintResult()
    assert len(setup.workflows.imports) == 1


def test_a_transferred_call_has_a_row_for_each_recording() -> None:
    setup = Setup()
    other = HINT.model_copy(update={"recording_id": "r2"})
    assert setup.announce(HINT, other) == HintResult(found=2, started=2)


def test_a_hint_is_counted_as_found_once() -> None:
    setup = Setup()
    setup.announce()
    setup.announce()
    assert sum(setup.found_counts.found_by_day(AccountRef("default", "a1")).values()) == 1


def test_an_announced_recording_is_imported_when_its_call_ends() -> None:
    setup = Setup()
    setup.confirm(result="In Progress")
    assert setup.row.state is RecordingState.ANNOUNCED
    assert setup.announce() == HintResult(found=0, started=1)
    assert setup.row.confirmed


def test_a_hint_carries_mode_and_view_to_the_row_and_the_call_log_keeps_them() -> None:
    setup = Setup()
    setup.announce(HINT.model_copy(update={"mode": "OnDemand", "view": "Session"}))
    setup.confirm()
    assert (setup.row.mode, setup.row.view) == ("OnDemand", "Session")
    assert setup.row.confirmed


@pytest.mark.parametrize("state", [RecordingState.PENDING, RecordingState.STORED])
def test_a_row_of_the_call_log_gets_mode_and_view_from_the_event(state: RecordingState) -> None:
    setup = Setup()
    setup.calls.put_recording(pending(state=state, due_at=NOW + 10_000))
    kind = {"mode": "Automatic", "view": "Party"}
    assert setup.announce(HINT.model_copy(update=kind)) == HintResult()
    assert (setup.row.mode, setup.row.view, setup.row.state) == ("Automatic", "Party", state)
    revision = setup.row.revision
    setup.announce(HINT.model_copy(update=kind))
    assert setup.row.revision == revision


def test_a_party_and_a_session_recording_of_one_call_are_two_rows() -> None:
    setup = Setup()
    party = HINT.model_copy(update={"mode": "Automatic", "view": "Party"})
    session = HINT.model_copy(update={"recording_id": "r2", "mode": "OnDemand", "view": "Session"})
    assert setup.announce(party, session) == HintResult(found=2, started=2)
    rows = sorted(setup.calls.rows.values(), key=lambda row: row.recording_id)
    assert [(row.recording_id, row.view) for row in rows] == [("r1", "Party"), ("r2", "Session")]


def test_hints_beyond_twenty_of_a_session_go_to_the_back_fill_lane() -> None:
    setup = Setup()
    many = [
        HINT.model_copy(update={"recording_id": f"r{number:02}", "place": number})
        for number in range(30)
    ]
    assert setup.announce(*many).started <= 20
    lanes = {row.recording_id: row.lane for row in setup.calls.rows.values()}
    assert [lanes[f"r{number:02}"] for number in range(30)] == [
        *[Lane.FRESH] * 20,
        *[Lane.BACKFILL] * 10,
    ]
    started = {row.recording_id for row in setup.calls.rows.values() if row.dispatch}
    assert started <= {f"r{number:02}" for number in range(20)}


def test_a_hint_of_the_back_fill_lane_becomes_fresh_when_the_call_log_confirms_it() -> None:
    setup = Setup()
    setup.announce(HINT.model_copy(update={"place": 20}))
    assert setup.row.lane is Lane.BACKFILL
    setup.confirm(startTime=datetime.fromtimestamp(NOW - 90, UTC).isoformat())
    assert (setup.row.confirmed, setup.row.lane) == (True, Lane.FRESH)


@pytest.mark.parametrize("state", [RecordingState.STORED, RecordingState.LOST])
def test_a_closed_recording_does_not_change(state: RecordingState) -> None:
    setup = Setup()
    row = setup.calls.put_recording(pending(state=state))
    assert setup.announce() == HintResult()
    assert setup.row == row


def test_the_call_log_confirms_and_completes_a_hint() -> None:
    setup = Setup()
    setup.announce()
    setup.confirm()
    assert (setup.row.confirmed, setup.row.call_id) == (True, "c1")
    assert setup.row.state is RecordingState.IMPORTING


def test_a_pending_hint_that_the_policy_excludes_is_not_imported() -> None:
    setup = Setup()
    setup.workflows.taken.add(1)
    setup.announce()
    setup.confirm(Policy(minimum_duration_seconds=3600))
    assert (setup.row.state, setup.row.reason) == (RecordingState.EXCLUDED, "too_short")


def test_a_pending_recording_that_the_log_confirmed_is_not_excluded_later() -> None:
    setup = Setup()
    setup.calls.put_recording(pending())
    newer = {"lastModifiedTime": "2026-11-19T10:42:00.000Z"}
    setup.confirm(Policy(minimum_duration_seconds=3600), **newer)
    assert setup.row.state is RecordingState.PENDING


def test_an_unconfirmed_hint_becomes_unavailable_not_lost() -> None:
    setup = Setup()
    setup.announce()
    settled = lifecycle.not_ready(setup.row, setup.row.expires_at, DELAYS)
    assert (settled.state, settled.reason) == (RecordingState.UNAVAILABLE, "not_confirmed")


def test_a_hint_gives_up_on_a_row_that_other_writers_keep_changing() -> None:
    class Busy(MemoryCallsTable):
        def put_recording(self, row: Recording) -> Recording:
            raise Conflict("changed")

    setup = Setup()
    hinter = RecordingHinter(
        Busy(), setup.found_counts, setup.hinter.scheduler, setup.clock, ONLY_EVERYONE
    )
    assert hinter.announce(SERVICE, CONNECTION, [HINT], 30.0) == HintResult()
