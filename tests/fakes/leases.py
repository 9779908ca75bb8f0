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

    @contextmanager
    def hold(self, name: str, seconds: float) -> Iterator[None]:
        now = self._clock.now()
        if name in self._held and self._held[name][1] > now:
            raise Busy(f"the lease {name!r} is held by another process")
        owner = object()
        self._held[name] = (owner, now + seconds)
        try:
            yield
        finally:
            if name in self._held and self._held[name][0] is owner:
                del self._held[name]
