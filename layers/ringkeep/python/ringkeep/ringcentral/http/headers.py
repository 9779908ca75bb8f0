"""Reads the response headers about rate limits and waiting times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

from ringkeep.domain.limits.state import RateReport

LONGEST_WAIT: Final = 3600.0
PENALTY: Final = 60.0
"""How long RingCentral closes a group after a 429, in seconds, if no header says more."""
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


def penalty(headers: Headers, now: float) -> float:
    """Returns the seconds to wait after a first 429: never less than the window, whatever
    `Retry-After` says."""
    return asked_wait(headers, now) if window(headers) else max(asked_wait(headers, now), PENALTY)


def asked_wait(headers: Headers, now: float) -> float:
    """Returns the longest wait that the headers of a 429 ask for, or 0."""
    return max(retry_after(headers, now) or 0.0, window(headers) or 0.0)


def window(headers: Headers) -> float | None:
    """Returns the reported window of the rate limit in seconds, up to an hour."""
    seconds = number(headers.get("x-rate-limit-window"))
    return min(seconds, LONGEST_WAIT) if seconds is not None and seconds > 0 else None


def _seconds_until(text: str, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None


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


def for_limiter(report: RateReport, group: str, ticket: str) -> RateReport:
    """Returns the report for the limiter. If the response names no group, its numbers may belong to
    another limit, and only its status counts for the group of the request."""
    if report.group is None:
        report = RateReport(status=report.status, group=group, sent_at=report.sent_at)
    return report.model_copy(update={"ticket": ticket})


def _whole(text: str | None) -> int | None:
    value = number(text)
    return None if value is None or value != int(value) else int(value)
