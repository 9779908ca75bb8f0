"""How far the polls of a call log are behind their schedule."""

from __future__ import annotations

_SHORTEST_INTERVAL_MINUTES = 5
"""A run may take as long as this."""


def polls_missed(
    read_until: float | None, added_at: float, now: float, interval_minutes: int
) -> float:
    """Returns the number of polls missed since `read_until`, when the log was last read to its end
    (seconds since the epoch). Before the first poll has ended (None), they count from `added_at`, when
    the service was connected."""
    interval = max(_SHORTEST_INTERVAL_MINUTES, interval_minutes) * 60.0
    return max(0.0, now - max(read_until or 0.0, added_at)) / interval
