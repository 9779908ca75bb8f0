"""A recording whose execution failed is released, unless another execution holds it."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import MINUTE
from ringkeep.usecases.recordings.settle_import import SettleImport, SettleResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending


@pytest.fixture
def table() -> MemoryCallsTable:
    return MemoryCallsTable()


def dispatched(table: MemoryCallsTable) -> Recording:
    row = table.put_recording(pending())
    return table.put_recording(lifecycle.dispatched(row, NOW, NOW, DELAYS))


def settle(table: MemoryCallsTable, row: Recording, error: str = "States.Timeout") -> SettleResult:
    return SettleImport(table, FakeClock(NOW), DELAYS).run(row.key, row.dispatch, error)


def test_the_row_is_pending_again_and_the_failure_is_not_an_attempt(
    table: MemoryCallsTable,
) -> None:
    row = dispatched(table)
    assert settle(table, row) == "pending"
    settled = table.rows[row.key]
    assert (settled.state, settled.attempts) == (RecordingState.PENDING, 0)
    assert settled.reason == "worker_failed:States.Timeout"
    assert (settled.due_at, settled.claimed_until) == (NOW + 2 * MINUTE, 0)


def test_the_delays_grow_if_every_execution_fails(table: MemoryCallsTable) -> None:
    row = dispatched(table)
    waits = []
    for _ in range(3):
        settle(table, row)
        waits.append(table.rows[row.key].due_at - NOW)
        row = table.put_recording(lifecycle.dispatched(table.rows[row.key], NOW, NOW, DELAYS))
    assert waits == [2 * MINUTE, 5 * MINUTE, 10 * MINUTE]


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
    assert SettleImport(table, FakeClock(NOW), DELAYS).run(key, 1, "E") == "superseded"


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
