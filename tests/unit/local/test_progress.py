"""A slow run goes on; a stuck one ends with a sentence that says what is stuck."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.clients import Row
from local.processes import StackFailed
from local.progress import is_complete, progress_line, watch, what_is_stuck


def row(state: str, **fields: object) -> Row:
    return {"state": state, "attempts": 0, **fields}


class Account:
    """Shows the next rows at each look, and the last ones for ever; a look costs 10 seconds."""

    def __init__(self, *looks: dict[str, Row]) -> None:
        self._looks = list(looks)
        self.time = 0.0

    def recordings(self) -> dict[str, Row]:
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]

    def pause(self, seconds: float) -> None:
        self.time += 10

    def now(self) -> float:
        return self.time


def watched(account: Account, expected: int, failure: Iterator[str] | None = None) -> None:
    watch(
        account,
        lambda: next(failure, "") if failure else "",
        expected,
        patience=120,
        pause=account.pause,
        now=account.now,
    )


def test_it_ends_when_every_recording_has_its_final_state() -> None:
    account = Account({}, {"1": row("pending")}, {"1": row("stored")})
    watched(account, 1)
    assert account.time == 20


def test_a_slow_run_is_given_all_the_time_that_it_needs() -> None:
    looks = [{"1": row("pending", attempts=look // 11)} for look in range(200)]
    account = Account(*looks, {"1": row("stored")})
    watched(account, 1)
    assert account.time == 2000


def test_when_nothing_moves_for_two_minutes_it_says_what_is_stuck() -> None:
    account = Account({"1": row("stored"), "2": row("pending", reason="not_ready")})
    with pytest.raises(StackFailed) as failed:
        watched(account, 3)
    assert account.time == 130
    assert str(failed.value) == (
        "nothing has moved for 120 seconds: 1 of 3 recordings were never found; 1 pending (not_ready): 2"
    )


def test_a_worker_that_dies_again_and_again_is_no_progress() -> None:
    states = ("importing", "pending")
    account = Account(*[{"1": row(states[look % 2], dispatch=look)} for look in range(1000)])
    with pytest.raises(StackFailed, match="nothing has moved"):
        watched(account, 1)


def test_a_failure_of_a_helper_ends_the_run_with_its_sentence() -> None:
    with pytest.raises(StackFailed, match="the poll failed"):
        watched(Account({}), 1, iter(["", "the poll failed"]))


def test_stuck_recordings_are_grouped_and_not_all_named() -> None:
    rows = {str(number): row("importing") for number in range(10, 17)}
    assert what_is_stuck(rows, 7) == "7 importing (no reason yet): 10, 11, 12, 13, 14 ..."


@pytest.mark.parametrize(
    ("state", "complete"), [("stored", True), ("lost", True), ("announced", False)]
)
def test_a_run_is_complete_without_open_rows(state: str, complete: bool) -> None:
    assert is_complete({"1": row(state)}, 1) is complete


def test_the_line_shows_stored_recordings_and_counts_the_others() -> None:
    rows = {"1": row("stored"), "2": row("pending"), "3": row("pending"), "4": row("lost")}
    line = progress_line(rows, 4)
    assert line.endswith("stored 1 of 4  lost 1  pending 2")
    assert line.startswith("████████······")
