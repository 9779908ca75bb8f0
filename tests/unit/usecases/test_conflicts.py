"""What is retried after a conflict, how often, and with which pauses."""

from __future__ import annotations

import pytest

from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.conflicts import retry_on_conflict


class Writer:
    """Raises Conflict in its first `lost` calls. `calls` counts the calls."""

    def __init__(self, lost: int) -> None:
        self._lost = lost
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._lost:
            raise Conflict(f"try {self.calls}")
        return "written"


def test_a_successful_attempt_is_called_once() -> None:
    writer = Writer(lost=0)
    assert retry_on_conflict(writer) == "written"
    assert writer.calls == 1


def test_a_conflict_is_retried() -> None:
    writer = Writer(lost=4)
    assert retry_on_conflict(writer) == "written"
    assert writer.calls == 5


def test_the_last_conflict_is_raised() -> None:
    writer = Writer(lost=9)
    with pytest.raises(Conflict, match="try 3"):
        retry_on_conflict(writer, tries=3)
    assert writer.calls == 3


def test_pauses_are_only_between_tries() -> None:
    pauses: list[int] = []
    with pytest.raises(Conflict):
        retry_on_conflict(Writer(lost=9), tries=4, pause=pauses.append)
    assert pauses == [0, 1, 2]


def test_other_errors_are_not_retried() -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise StorageFailed("the table does not answer")

    with pytest.raises(StorageFailed):
        retry_on_conflict(fail)
    assert calls == [1]
