"""The account's clock: calendar time that can be moved on, and spans that the speed shortens."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """`now` is wall time plus what was advanced; limits and delays last `scaled` wall seconds.

    The calendar never runs faster than the wall, so that a client's own clock agrees with it.
    A clock made with `frozen_at` stands still and moves only when it is advanced.
    """

    def __init__(self, speed: float = 1.0, frozen_at: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("the speed must be positive")
        self.speed = speed
        self._frozen_at = frozen_at
        self._advanced = timedelta()
        self._lock = threading.Lock()
        self.listeners: list[Callable[[], None]] = []
        """Told after each advance, by whoever advanced it."""

    def now(self) -> datetime:
        base = self._frozen_at if self._frozen_at is not None else datetime.now(UTC)
        return base + self._advanced

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._advanced += timedelta(seconds=seconds)
        for listener in tuple(self.listeners):
            listener()

    def scaled(self, seconds: float) -> timedelta:
        """A span of RingCentral's time, in wall time."""
        return timedelta(seconds=seconds / self.speed)


def header_seconds(span: timedelta) -> int:
    """A span as a header states it: whole seconds, rounded up, never zero."""
    return max(1, math.ceil(span.total_seconds()))


def zulu(moment: datetime) -> str:
    """2026-08-01T10:00:00.000Z"""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
