"""A recording whose execution failed is released, unless another execution holds it. If it kills
every worker, it is closed."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import audio_key, decision_key
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import HOUR, MINUTE
from ringkeep.errors import StorageFailed
from ringkeep.usecases.recordings.settle_import import SettleImport, SettleResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import FailingArchive, MemoryArchive, MemoryObject
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending, raw_call


@pytest.fixture
def table() -> MemoryCallsTable:
    return MemoryCallsTable()


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


def dispatched(table: MemoryCallsTable, **changes: object) -> Recording:
    row = table.put_recording(pending(**changes))
    return table.put_recording(lifecycle.dispatched(row, NOW, NOW, DELAYS))


def dispatched_again(table: MemoryCallsTable, row: Recording) -> Recording:
    return table.put_recording(lifecycle.dispatched(table.rows[row.key], NOW, NOW, DELAYS))


def settle(
    table: MemoryCallsTable,
    row: Recording,
    error: str = "States.Timeout",
    archive: MemoryArchive | None = None,
) -> SettleResult:
    settling = SettleImport(table, archive or MemoryArchive(), FakeClock(NOW), DELAYS)
    return settling.run(row.key, row.dispatch, error)


def settle_times(table: MemoryCallsTable, *errors: str) -> Recording:
    """Settles one dispatch after the other, until the row is closed."""
    row = dispatched(table)
    for error in errors:
        row = row if row.state is RecordingState.IMPORTING else dispatched_again(table, row)
        settle(table, row, error)
        row = table.rows[row.key]
    return row


def test_the_row_is_pending_again_and_the_failure_is_not_an_attempt(
    table: MemoryCallsTable, archive: MemoryArchive
) -> None:
    row = dispatched(table)
    assert settle(table, row, archive=archive) == "pending"
    settled = table.rows[row.key]
    assert (settled.state, settled.attempts) == (RecordingState.PENDING, 0)
    assert settled.reason == "worker_failed:States.Timeout"
    assert (settled.due_at, settled.claimed_until) == (NOW + 2 * MINUTE, 0)
    assert archive.objects == {}


def test_a_recording_that_kills_three_workers_is_unavailable_and_has_a_decision(
    table: MemoryCallsTable, archive: MemoryArchive
) -> None:
    table.put_call(AccountRef("default", "a1"), parse_call(raw_call()))
    row = dispatched(table)
    waits = []
    for _ in range(2):
        assert settle(table, row, archive=archive) == "pending"
        waits.append(table.rows[row.key].due_at - NOW)
        row = dispatched_again(table, row)
    assert settle(table, row, archive=archive) == "unavailable"
    closed = table.rows[row.key]
    assert waits == [2 * MINUTE, HOUR]
    assert (closed.state, closed.due_at) == (RecordingState.UNAVAILABLE, 0)
    assert closed.reason == "worker_failed:States.Timeout"
    decision = archive.read_decision(decision_key(closed))
    assert decision.recording.reason == closed.reason
    assert decision.call_raw == raw_call()


def test_a_closed_row_names_the_audio_that_a_dead_worker_had_stored(
    table: MemoryCallsTable, archive: MemoryArchive
) -> None:
    row = dispatched(table, expires_at=NOW)
    key = audio_key(row, "mp3")
    archive.objects[key] = MemoryObject(b"audio", "audio/mpeg")
    assert settle(table, row, archive=archive) == "unavailable"
    last = table.rows[row.key].history[-1]
    assert (last.event, last.detail) == ("audio_in_archive", key)


def test_a_row_is_not_closed_before_its_decision_is_in_s3(table: MemoryCallsTable) -> None:
    row = dispatched(table, expires_at=NOW)
    with pytest.raises(StorageFailed):
        settle(table, row, archive=FailingArchive("write_decision"))
    assert table.rows[row.key].state is RecordingState.IMPORTING


@pytest.mark.parametrize(
    "error",
    ["ConfigurationError", "Runtime.ImportModuleError", "Lambda.TooManyRequestsException"],
)
def test_a_fault_of_the_stack_does_not_close_the_recordings_that_meet_it(
    table: MemoryCallsTable, error: str
) -> None:
    assert settle_times(table, *[error] * 10).state is RecordingState.PENDING


def test_a_fault_of_the_stack_does_not_hide_that_a_recording_kills_its_workers(
    table: MemoryCallsTable,
) -> None:
    row = settle_times(
        table, "Lambda.Unknown", "StorageFailed", "Sandbox.Timedout", "Runtime.OutOfMemory"
    )
    assert (row.state, row.reason) == (
        RecordingState.UNAVAILABLE,
        "worker_failed:Runtime.OutOfMemory",
    )


@pytest.mark.parametrize("reason", ["throttled", "outage", "no_slot", "login_failed"])
def test_what_says_nothing_about_the_recording_does_not_hide_its_dead_workers(
    table: MemoryCallsTable, reason: str
) -> None:
    settle_times(table, "Lambda.Unknown", "Lambda.Unknown")
    (row,) = table.rows.values()
    waiting = table.put_recording(lifecycle.postponed(row, reason, 60, NOW))
    settle(table, dispatched_again(table, waiting), "Lambda.Unknown")
    assert table.rows[row.key].state is RecordingState.UNAVAILABLE


def test_a_worker_that_lives_through_a_download_starts_the_count_of_dead_workers_again(
    table: MemoryCallsTable,
) -> None:
    settle_times(table, "Lambda.Unknown", "Lambda.Unknown")
    (row,) = table.rows.values()
    alive = table.put_recording(lifecycle.bad_body(row, "html", "html: x", NOW, DELAYS))
    settle(table, dispatched_again(table, alive), "Lambda.Unknown")
    assert table.rows[row.key].state is RecordingState.PENDING


def test_a_worker_that_fails_after_ringcentrals_retention_closes_the_row(
    table: MemoryCallsTable,
) -> None:
    row = dispatched(table, expires_at=NOW)
    assert settle(table, row, "ConfigurationError") == "unavailable"
    assert table.rows[row.key].reason == "worker_failed:ConfigurationError"


def test_a_row_that_another_execution_holds_does_not_change(table: MemoryCallsTable) -> None:
    old = dispatched(table)
    held = table.put_recording(lifecycle.dispatched(old, NOW, NOW, DELAYS))
    assert settle(table, old) == "superseded"
    assert table.rows[old.key] == held


def test_a_stored_row_does_not_change(table: MemoryCallsTable) -> None:
    row = dispatched(table)
    done = table.put_recording(lifecycle.stored(row, AUDIO, NOW))
    assert settle(table, row) == "superseded"
    assert table.rows[row.key] == done


def test_an_unknown_row_is_superseded(table: MemoryCallsTable) -> None:
    key = RecordingKey(service="s", account_id="a", recording_id="r")
    assert (
        SettleImport(table, MemoryArchive(), FakeClock(NOW), DELAYS).run(key, 1, "E")
        == "superseded"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "unknown"), ("<b>\n", "b"), ("x" * 500, "x" * 80), ("Lambda.Unknown", "Lambda.Unknown")],
)
def test_the_name_of_the_error_is_sanitised(
    table: MemoryCallsTable, name: str, reason: str
) -> None:
    row = dispatched(table)
    settle(table, row, name)
    assert table.rows[row.key].reason == f"worker_failed:{reason}"
