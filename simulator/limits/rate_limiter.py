"""Rate limits: a sliding window per user, app and group, and the penalty that follows a 429."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.clock import Clock, header_seconds

GROUPS = {"light": 50, "medium": 40, "heavy": 10, "auth": 5}
Key = tuple[str, str, str]  # user, app, group


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    headers: dict[str, str]


@dataclass(slots=True)
class _Window:
    moments: deque[datetime] = field(default_factory=deque)
    penalty_until: datetime | None = None


class RateLimiter:
    def __init__(self, clock: Clock, limits: dict[str, int], seconds: float = 60) -> None:
        self._clock = clock
        self._limits = limits
        self._seconds = seconds
        self._windows: dict[Key, _Window] = {}
        self._lock = threading.Lock()

    def check(self, user: str, app: str, group: str) -> Decision:
        """Counts one request. A refused one opens the penalty, or starts it anew."""
        now = self._clock.now()
        span = self._clock.scaled(self._seconds)
        with self._lock:
            window = self._windows.setdefault((user, app, group), _Window())
            _forget(window, now, span)
            in_penalty = window.penalty_until is not None
            if in_penalty or len(window.moments) >= self._limits[group]:
                window.penalty_until = now + span
                return Decision(False, self._headers(group, 0, span, retry=True))
            window.moments.append(now)
            remaining = self._limits[group] - len(window.moments)
            return Decision(True, self._headers(group, remaining, span))

    def penalize(self, user: str, app: str, group: str, span: timedelta | None = None) -> None:
        """Opens the penalty without a reason, for `span` or for as long as the window."""
        span = self._clock.scaled(self._seconds) if span is None else span
        with self._lock:
            window = self._windows.setdefault((user, app, group), _Window())
            window.penalty_until = self._clock.now() + span

    def headers(self, group: str) -> dict[str, str]:
        """What an answer states that counts for nobody."""
        return self._headers(group, self._limits[group], self._clock.scaled(self._seconds))

    def _headers(
        self, group: str, remaining: int, span: timedelta, retry: bool = False
    ) -> dict[str, str]:
        seconds = str(header_seconds(span))
        headers = {
            "X-Rate-Limit-Group": group,
            "X-Rate-Limit-Limit": str(self._limits[group]),
            "X-Rate-Limit-Remaining": str(remaining),
            "X-Rate-Limit-Window": seconds,
        }
        return {**headers, "Retry-After": seconds} if retry else headers


def _forget(window: _Window, now: datetime, span: timedelta) -> None:
    while window.moments and window.moments[0] <= now - span:
        window.moments.popleft()
    if window.penalty_until is not None and window.penalty_until <= now:
        window.penalty_until = None
