"""The account's clock: calendar time that tests can advance, and delays that `speed` shortens."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """`now` is real time plus what was advanced. Limits and delays last `scaled` seconds.

    The calendar never runs faster than real time, so that a client's own clock agrees with it.
    A clock with `frozen_at` stands still until it is advanced.
    """

    def __init__(self, speed: float = 1.0, frozen_at: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("the speed must be positive")
        self.speed = speed
        self._frozen_at = frozen_at
        self._advanced = timedelta()
        self._lock = threading.Lock()
        self.listeners: list[Callable[[], None]] = []
        """Called after each advance, in the thread that advanced the clock."""

    def now(self) -> datetime:
        base = self._frozen_at if self._frozen_at is not None else datetime.now(UTC)
        return base + self._advanced

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._advanced += timedelta(seconds=seconds)
        for listener in tuple(self.listeners):
            listener()

    def scaled(self, seconds: float) -> timedelta:
        """Returns how long a span of RingCentral's time lasts in real time."""
        return timedelta(seconds=seconds / self.speed)


def header_seconds(span: timedelta) -> int:
    """Returns a span as headers state it: whole seconds, rounded up, at least one."""
    return max(1, math.ceil(span.total_seconds()))


def zulu(time: datetime) -> str:
    """Formats a time: 2026-08-01T10:00:00.000Z"""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """Parses an ISO 8601 time. A time without a zone is UTC. Raises ValueError."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
