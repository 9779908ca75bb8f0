"""The history of a row: what happened to it and when, of bounded length."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

_LONGEST_DETAIL = 300


class HistoryEntry(BaseModel):
    """One line of a row's history. `at` in seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    at: float
    event: str
    detail: str = ""


def extended(
    history: tuple[HistoryEntry, ...], at: float, event: str, detail: str, limit: int
) -> tuple[HistoryEntry, ...]:
    """The history with one more entry. Beyond the limit the oldest entries go, except the first."""
    longer = (*history, HistoryEntry(at=at, event=event, detail=detail[:_LONGEST_DETAIL]))
    return longer if len(longer) <= limit else (longer[0], *longer[-(limit - 1) :])
