"""A clock that moves only when the test advances it or the code sleeps."""

from __future__ import annotations


class FakeClock:
    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += max(0.0, seconds)

    def advance(self, seconds: float) -> None:
        self._now += seconds
