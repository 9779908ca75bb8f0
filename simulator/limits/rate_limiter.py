"""Rate limits: a sliding window per user, app and group, and the penalty after a 429."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.clock import Clock, header_seconds
from simulator.limits.troubles import LimitTroubles

GROUPS = {"light": 50, "medium": 40, "heavy": 10, "auth": 5}
WINDOW_SECONDS = 60
Key = tuple[str, str, str]  # user, app, group


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    headers: dict[str, str]


@dataclass(slots=True)
class _Window:
    requests: deque[datetime] = field(default_factory=deque)
    penalty_until: datetime | None = None


class RateLimiter:
    def __init__(self, clock: Clock, limits: dict[str, int]) -> None:
        self._clock = clock
        self._limits = limits
        self._windows: dict[Key, _Window] = {}
        self._lock = threading.Lock()
        self.troubles = LimitTroubles(clock)

    def check(self, user: str, app: str, group: str) -> Decision:
        """Counts one request. A refused request starts the penalty, or starts it again."""
        now, span, key = self._clock.now(), self._span, (user, app, group)
        with self._lock:
            window = self._windows.setdefault(key, _Window())
            _remove_old(window, now, span)
            in_penalty = window.penalty_until is not None
            full = len(window.requests) >= self._limits[group] or not self.troubles.allows(key)
            if in_penalty or full:
                window.penalty_until = now + span
                refusal = self._headers(group, 0, retry=True)
                return Decision(False, self.troubles.headers(key, refusal))
            window.requests.append(now)
            self.troubles.count(key)
            remaining = self._limits[group] - len(window.requests)
            return Decision(True, self.troubles.headers(key, self._headers(group, remaining)))

    def headers(self, group: str) -> dict[str, str]:
        """Returns the headers of an answer that counts against no user's limit."""
        return self._headers(group, self._limits[group])

    @property
    def _span(self) -> timedelta:
        return self._clock.scaled(WINDOW_SECONDS)

    def _headers(self, group: str, remaining: int, retry: bool = False) -> dict[str, str]:
        seconds = str(header_seconds(self._span))
        headers = {
            "X-Rate-Limit-Group": group,
            "X-Rate-Limit-Limit": str(self._limits[group]),
            "X-Rate-Limit-Remaining": str(remaining),
            "X-Rate-Limit-Window": seconds,
        }
        return {**headers, "Retry-After": seconds} if retry else headers


def _remove_old(window: _Window, now: datetime, span: timedelta) -> None:
    while window.requests and window.requests[0] <= now - span:
        window.requests.popleft()
    if window.penalty_until is not None and window.penalty_until <= now:
        window.penalty_until = None
