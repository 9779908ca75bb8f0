"""The history of a row: its events and their times, with a limited number of entries."""

from __future__ import annotations

from ringkeep.domain.model import Model

_LONGEST_DETAIL = 300


class HistoryEntry(Model):
    """One entry of a row's history. `at` in seconds since the epoch."""

    at: float
    event: str
    detail: str = ""


def extended(
    history: tuple[HistoryEntry, ...], at: float, event: str, detail: str, limit: int
) -> tuple[HistoryEntry, ...]:
    """Returns the history with one more entry. Over the limit, all but the first and the newest
    entries are dropped."""
    longer = (*history, HistoryEntry(at=at, event=event, detail=detail[:_LONGEST_DETAIL]))
    return longer if len(longer) <= limit else (longer[0], *longer[-(limit - 1) :])
