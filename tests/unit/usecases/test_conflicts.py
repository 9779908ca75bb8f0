"""What is repeated after a lost race, how often, and with which pauses."""

from __future__ import annotations

import pytest

from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.conflicts import retry_on_conflict


class Writer:
    """Loses its first `lost` races; `calls` counts the tries."""

    def __init__(self, lost: int) -> None:
        self._lost = lost
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._lost:
            raise Conflict(f"try {self.calls}")
        return "written"


def test_what_wins_at_once_is_called_once() -> None:
    writer = Writer(lost=0)
    assert retry_on_conflict(writer) == "written"
    assert writer.calls == 1


def test_a_lost_race_is_repeated() -> None:
    writer = Writer(lost=4)
    assert retry_on_conflict(writer) == "written"
    assert writer.calls == 5


def test_the_last_conflict_is_raised() -> None:
    writer = Writer(lost=9)
    with pytest.raises(Conflict, match="try 3"):
        retry_on_conflict(writer, tries=3)
    assert writer.calls == 3


def test_it_pauses_between_tries_only() -> None:
    pauses: list[int] = []
    with pytest.raises(Conflict):
        retry_on_conflict(Writer(lost=9), tries=4, pause=pauses.append)
    assert pauses == [0, 1, 2]


def test_other_errors_are_not_repeated() -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise StorageFailed("the table does not answer")

    with pytest.raises(StorageFailed):
        retry_on_conflict(fail)
    assert calls == [1]
