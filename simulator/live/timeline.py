"""Plays planned actions on the account's clock, each at its own time."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from simulator.clock import Clock

Action = Callable[[], None]
_MAX_SLEEP = 0.5  # seconds; limits the delay if the clock changes without a call of `advance`


@dataclass(order=True, slots=True)
class Entry:
    """A planned action. `cancel` prevents it."""

    time: datetime
    number: int
    action: Action = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Timeline:
    """No action is half done while a thread holds `lock`. Advancing the clock plays due actions."""

    def __init__(self, clock: Clock) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        self._entries: list[Entry] = []
        self._numbers = count()
        self._playing: datetime | None = None
        self._changed = threading.Condition(self.lock)
        self._thread: threading.Thread | None = None
        self._running = False

    @property
    def now(self) -> datetime:
        """The time of the action that is being played; otherwise the clock's time."""
        return self._playing or self._clock.now()

    def at(self, time: datetime, action: Action) -> Entry:
        with self.lock:
            entry = Entry(time, next(self._numbers), action)
            heapq.heappush(self._entries, entry)
            self._changed.notify_all()
            return entry

    def after(self, seconds: float, action: Action) -> Entry:
        return self.at(self.now + timedelta(seconds=seconds), action)

    def play(self) -> None:
        """Plays all due actions, oldest first. For each, `now` is the time it was planned for."""
        with self.lock:
            while self._entries and self._entries[0].time <= self._clock.now():
                entry = heapq.heappop(self._entries)
                if not entry.cancelled:
                    self._play(entry)

    def _play(self, entry: Entry) -> None:
        self._playing = entry.time
        try:
            entry.action()
        finally:
            self._playing = None

    def start(self) -> None:
        """Starts a thread that plays actions when they are due."""
        self._running = True
        self._clock.listeners.append(self.play)
        self._thread = threading.Thread(target=self._run, name="timeline", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self.lock:
            self._running = False
            self._changed.notify_all()
        if self._thread is not None:
            self._clock.listeners.remove(self.play)
            self._thread.join(timeout=5)
            self._thread = None

    def _run(self) -> None:
        with self.lock:
            while self._running:
                self.play()
                self._changed.wait(self._until_next())

    def _until_next(self) -> float:
        if not self._entries:
            return _MAX_SLEEP
        wait = (self._entries[0].time - self._clock.now()).total_seconds()
        return min(max(wait, 0.001), _MAX_SLEEP)
