"""What was asked of the account, counted for tests and benchmarks."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from typing import Any


class Statistics:
    def __init__(self) -> None:
        self.operations: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.content_requests: Counter[str] = Counter()
        self.request_times: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.rate_limited = 0
        self.logins = 0
        self.refreshes = 0
        self.media_requests = 0
        self.media_requests_with_token = 0
        self._lock = threading.Lock()

    def request(self, operation: str, user: str, group: str) -> None:
        """One request, by wall time; refused ones are among them."""
        with self._lock:
            self.operations[operation] += 1
            self.groups[group] += 1
            self.request_times[user, group].append(time.time())

    def answer(self, status: int) -> None:
        with self._lock:
            self.statuses[status] += 1
            self.rate_limited += status == 429

    def content(self, recording_id: str) -> None:
        with self._lock:
            self.content_requests[recording_id] += 1

    def media(self, with_token: bool) -> None:
        with self._lock:
            self.media_requests += 1
            self.media_requests_with_token += with_token

    def token(self, refreshed: bool) -> None:
        with self._lock:
            self.refreshes += refreshed
            self.logins += not refreshed

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {
                "operations": dict(self.operations),
                "groups": dict(self.groups),
                "statuses": {str(status): n for status, n in self.statuses.items()},
                "rate_limited": self.rate_limited,
                "logins": self.logins,
                "refreshes": self.refreshes,
                "content_requests": dict(self.content_requests),
                "media_requests": self.media_requests,
                "media_requests_with_token": self.media_requests_with_token,
                "request_times": [
                    {"user": user, "group": group, "times": times}
                    for (user, group), times in self.request_times.items()
                ],
            }
