"""A row's history keeps its first entry and the latest ones."""

from __future__ import annotations

from ringkeep.domain.history import HistoryEntry, extended


def test_an_entry_is_added_at_the_end() -> None:
    first = HistoryEntry(at=1.0, event="found")
    longer = extended((first,), 2.0, "stored", "x" * 999, limit=5)
    assert longer == (first, HistoryEntry(at=2.0, event="stored", detail="x" * 300))


def test_beyond_the_limit_the_oldest_go_but_the_first() -> None:
    history: tuple[HistoryEntry, ...] = ()
    for number in range(9):
        history = extended(history, float(number), "postponed", "", limit=4)
    assert [entry.at for entry in history] == [0.0, 6.0, 7.0, 8.0]
