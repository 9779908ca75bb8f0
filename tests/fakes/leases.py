"""In-memory leases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ringkeep.errors import Busy
from ringkeep.usecases.clock import Clock


class MemoryLeases:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, tuple[object, float]] = {}

    def seen_by(self, clock: Clock) -> MemoryLeases:
        """Returns the same leases for a worker with another clock."""
        leases = MemoryLeases(clock)
        leases._held = self._held
        return leases

    def is_held(self, name: str) -> bool:
        return name in self._held and self._held[name][1] > self._clock.now()

    @contextmanager
    def hold(self, name: str, seconds: float) -> Iterator[None]:
        now = self._clock.now()
        if self.is_held(name):
            raise Busy(f"another worker holds the lease {name!r}")
        owner = object()
        self._held[name] = (owner, now + seconds)
        try:
            yield
        finally:
            if name in self._held and self._held[name][0] is owner:
                del self._held[name]
