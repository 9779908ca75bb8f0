"""Counts of the requests that the account received, for tests, the demo and benchmarks."""

from __future__ import annotations

import threading
from collections import Counter


class Statistics:
    def __init__(self) -> None:
        self.operations: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.content_requests: Counter[str] = Counter()
        self.rate_limited = 0
        self._lock = threading.Lock()

    def count_request(self, operation: str, group: str) -> None:
        """Counts one request, refused requests included."""
        with self._lock:
            self.operations[operation] += 1
            self.groups[group] += 1

    def count_response(self, status: int) -> None:
        with self._lock:
            self.rate_limited += status == 429

    def count_content(self, recording_id: str) -> None:
        with self._lock:
            self.content_requests[recording_id] += 1

    def as_json(self) -> dict[str, object]:
        with self._lock:
            return {
                "operations": dict(self.operations),
                "groups": dict(self.groups),
                "rate_limited": self.rate_limited,
                "content_requests": dict(self.content_requests),
            }
