"""Troubles of the rate limits on request: odd spellings of Retry-After, and further windows."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.clock import Clock, header_seconds

_HTTP_DATE_PAST = "Wed, 18 Nov 2020 11:07:20 GMT"
RETRY_AFTER = {"zero": "0", "negative": "-1", "past": _HTTP_DATE_PAST, "enormous": "1e300"}
"""Spellings by name. Any other text is sent as it is, and an empty one leaves the header out."""
Key = tuple[str, str, str]  # user, app, group


@dataclass(frozen=True, slots=True)
class FurtherWindow:
    """A limit that holds in addition to the minute's: 400 requests in 3,600 seconds."""

    limit: int
    seconds: float


class LimitTroubles:
    """`retry_after` replaces the header of every 429. `windows` holds further windows by group.

    Without a request from a test or a person, nothing happens.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._requests: dict[Key, deque[datetime]] = defaultdict(deque)
        self._lock = threading.Lock()
        self.retry_after: str | None = None
        self.windows: dict[str, list[FurtherWindow]] = {}

    def allows(self, key: Key) -> bool:
        """Whether all further windows have room for one more request."""
        with self._lock:
            return all(self._remaining(key, each) > 0 for each in self.windows.get(key[2], ()))

    def count(self, key: Key) -> None:
        if self.windows.get(key[2]):
            with self._lock:
                self._requests[key].append(self._clock.now())

    def headers(self, key: Key, headers: dict[str, str]) -> dict[str, str]:
        """Returns the headers of a response. Every second one states a further window."""
        changed = {**headers, **self._stated(key)}
        if self.retry_after is not None and "Retry-After" in changed:
            del changed["Retry-After"]
            text = RETRY_AFTER.get(self.retry_after, self.retry_after)
            changed |= {"Retry-After": text} if text else {}
        return changed

    def _stated(self, key: Key) -> dict[str, str]:
        windows = self.windows.get(key[2], [])
        turn = len(self._requests[key]) if windows else 0
        if turn % 2 == 0:
            return {}
        window = windows[turn // 2 % len(windows)]
        return {
            "X-Rate-Limit-Limit": str(window.limit),
            "X-Rate-Limit-Remaining": str(max(0, self._remaining(key, window))),
            "X-Rate-Limit-Window": str(header_seconds(self._span(window))),
        }

    def _remaining(self, key: Key, window: FurtherWindow) -> int:
        since = self._clock.now() - self._span(window)
        return window.limit - sum(moment > since for moment in self._requests[key])

    def _span(self, window: FurtherWindow) -> timedelta:
        return self._clock.scaled(window.seconds)
