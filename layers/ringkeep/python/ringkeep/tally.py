"""Counts what unknown senders do without a line in the log for each request.

A metric is a line in the log too, so a count is written at most once a minute, or with the metrics of an
accepted request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

REPORT_INTERVAL: Final = 60.0


@dataclass
class Tally:
    now: Callable[[], float]
    _count: int = 0
    _reported_at: float | None = None

    def add(self) -> int:
        """Counts one request. Returns the count to report now, or 0 to report it later."""
        self._count += 1
        if self._reported_at is not None and self.now() - self._reported_at < REPORT_INTERVAL:
            return 0
        return self.take()

    def take(self) -> int:
        """Returns what was not reported yet."""
        if self._count:
            self._reported_at = self.now()
        count, self._count = self._count, 0
        return count
