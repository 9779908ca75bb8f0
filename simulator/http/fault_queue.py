"""Faults that tests inject: each waits for a recording or an operation and happens in order."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    NOT_READY = "not_ready"  # 404 CMN-102
    FORBIDDEN = "forbidden"  # 403 CMN-401
    TRUNCATED = "truncated"  # the body is shorter than Content-Length
    EMPTY = "empty"  # 200 without a body
    HTML = "html"  # 200 with an HTML page
    HEADER_ONLY = "header_only"  # a WAV file of 44 bytes
    UNEXPECTED_TYPE = "unexpected_type"  # audio/ogg
    UNAVAILABLE = "unavailable"  # 503 with Retry-After
    SERVER_ERROR = "server_error"  # 500
    RESET = "reset"  # the server resets the connection without an answer
    UNAUTHORIZED = "unauthorized"  # 401 OAU-213, although the token is valid
    RATE_LIMITED = "rate_limited"  # 429 with its headers
    RATE_LIMITED_BARE = "rate_limited_bare"  # 429 without headers
    REDIRECT_302 = "redirect_302"
    REDIRECT_307 = "redirect_307"
    UNASKED_PART = "unasked_part"  # 206 with the first half, although no range was requested
    UNASKED_RANGES = "unasked_ranges"  # 206 with multipart/byteranges
    SHORT_RANGE = "short_range"  # 200 with the first half and a Content-Range short of its total
    WAV_PROMISES_MORE = "wav_promises_more"  # a WAV whose header has the sizes of twice as much
    SHORT_MP3 = "short_mp3"  # an MP3 that ends after half of its frames
    VANISHED = "vanished"  # 404, and neither record nor session names it for `retry_after` seconds


CONTENT_FAULTS = frozenset(
    {
        FaultKind.TRUNCATED,
        FaultKind.EMPTY,
        FaultKind.HEADER_ONLY,
        FaultKind.UNEXPECTED_TYPE,
        FaultKind.REDIRECT_302,
        FaultKind.REDIRECT_307,
        FaultKind.UNASKED_PART,
        FaultKind.UNASKED_RANGES,
        FaultKind.SHORT_RANGE,
        FaultKind.WAV_PROMISES_MORE,
        FaultKind.SHORT_MP3,
        FaultKind.VANISHED,
    }
)  # only the content of a recording can have these


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    times: int = 1  # 0: for ever
    retry_after: int | None = None  # seconds of real time; for VANISHED, None means for ever


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
        """Returns the next fault of the key. A fault with `times=0` stays in the queue."""
        with self._lock:
            queue = self._queues.get(key)
            if not queue:
                return None
            return queue[0] if queue[0].times == 0 else queue.popleft()
