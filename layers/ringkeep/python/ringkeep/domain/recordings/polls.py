"""How far the reading of a call log is behind its schedule."""

from __future__ import annotations

_SHORTEST_INTERVAL_MINUTES = 5
"""A run may take as long as this."""


def polls_missed(read_until: float | None, now: float, interval_minutes: int) -> float:
    """The polls missed since the log was last read to its end (epoch seconds).

    None: the first poll has not ended. If it fails, that failure is reported itself.
    """
    if read_until is None:
        return 0.0
    interval = max(_SHORTEST_INTERVAL_MINUTES, interval_minutes) * 60.0
    return max(0.0, now - read_until) / interval
