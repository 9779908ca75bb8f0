"""What may go wrong on purpose: queued for a recording or an operation, consumed in order."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    NOT_READY = "not_ready"  # 404 CMN-102
    FORBIDDEN = "forbidden"  # 403 CMN-401
    TRUNCATED = "truncated"  # Content-Length is larger than what comes
    EMPTY = "empty"  # 200 and no byte
    HTML = "html"  # 200 and a page for people
    HEADER_ONLY = "header_only"  # a 44-byte WAV
    UNEXPECTED_TYPE = "unexpected_type"  # audio/ogg
    UNAVAILABLE = "unavailable"  # 503 with Retry-After
    SERVER_ERROR = "server_error"  # 500
    RESET = "reset"  # the connection is reset before any answer
    UNAUTHORIZED = "unauthorized"  # 401 OAU-213, although the token lives
    RATE_LIMITED = "rate_limited"  # 429 with its headers
    RATE_LIMITED_BARE = "rate_limited_bare"  # 429 without headers: another limit
    REDIRECT_302 = "redirect_302"
    REDIRECT_307 = "redirect_307"
    REDIRECT_ELSEWHERE = "redirect_elsewhere"  # 302 to another host name


BODY_KINDS = frozenset(
    {
        FaultKind.TRUNCATED,
        FaultKind.EMPTY,
        FaultKind.HEADER_ONLY,
        FaultKind.UNEXPECTED_TYPE,
        FaultKind.REDIRECT_302,
        FaultKind.REDIRECT_307,
        FaultKind.REDIRECT_ELSEWHERE,
    }
)  # these need a recording to be told of


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    times: int = 1  # 0: for ever
    retry_after: int | None = None  # wall seconds
    penalty: bool = False  # a 429 closes the group until Retry-After, as a real one does
    location: str | None = None  # where a redirect leads, else the simulator's own media path


class FaultQueues:
    """Faults by key: a recording's id, or the name of an operation."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()

    def add(self, key: str, fault: Fault) -> None:
        copies = max(1, fault.times)
        with self._lock:
            self._queues[key].extend([fault] * copies)

    def take(self, key: str) -> Fault | None:
        """The next fault of this key; one that lasts for ever stays at the head."""
        with self._lock:
            queue = self._queues.get(key)
            if not queue:
                return None
            return queue[0] if queue[0].times == 0 else queue.popleft()

    def clear(self, key: str) -> None:
        with self._lock:
            self._queues.pop(key, None)
