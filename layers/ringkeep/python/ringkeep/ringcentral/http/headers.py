"""Reads the response headers about rate limits and waiting times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

from ringkeep.domain.limits.state import RateReport

LONGEST_WAIT: Final = 3600.0
Headers = Mapping[str, str]
"""Names in lower case."""


def number(text: str | None) -> float | None:
    """Parses a finite number. None for anything else."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if isfinite(value) else None


def retry_after(headers: Headers, now: float) -> float | None:
    """Returns the seconds to wait, from 0 to an hour. The header has seconds or an HTTP date."""
    text = headers.get("retry-after")
    if text is None:
        return None
    seconds = number(text)
    if seconds is None:
        seconds = _seconds_until(text, now)
    return None if seconds is None else min(max(0.0, seconds), LONGEST_WAIT)


def _seconds_until(text: str, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp() - now


def rate_report(status: int, headers: Headers, now: float, sent_at: float) -> RateReport:
    """Reads the rate limit headers. An invalid header counts as absent."""
    return RateReport(
        status=status,
        group=headers.get("x-rate-limit-group", "").strip().lower() or None,
        limit=_whole(headers.get("x-rate-limit-limit")),
        remaining=_whole(headers.get("x-rate-limit-remaining")),
        window=number(headers.get("x-rate-limit-window")),
        retry_after=retry_after(headers, now),
        sent_at=sent_at,
    )


def _whole(text: str | None) -> int | None:
    value = number(text)
    return None if value is None or value != int(value) else int(value)
