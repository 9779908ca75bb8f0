"""Times in query parameters: a day, such as 2026-11-26, or a time, such as 2026-11-26T08:00:00Z."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from ringkeep.api.problems import Refused

_DAY: Final = 86_400.0
_DAY_LENGTH: Final = len("2026-11-26")
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


def beginning(name: str, text: str) -> float:
    """Returns a time, or the beginning of a day, in seconds since the epoch. Raises Refused."""
    return _parsed(name, text).timestamp()


def time_range(since: str | None, until: str | None) -> tuple[float | None, float | None]:
    """Returns the beginning of `since` and the end of `until` in seconds since the epoch. A day ends with
    the next one, and a time is its own end. Without an offset both are in UTC. Raises Refused."""
    begin = None if since is None else beginning("from", since)
    end = None if until is None else _end_of(until)
    if begin is not None and end is not None and begin > end:
        raise _refused("`from` is after `to`: exchange them")
    return begin, end


def _end_of(until: str) -> float:
    return _parsed("to", until).timestamp() + (_DAY if len(until) == _DAY_LENGTH else 0.0)


def _parsed(name: str, text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        given = None
    if given is None or not _FIRST_YEAR <= given.year <= _LAST_YEAR:
        raise _refused(
            f"`{name}` must be a day, such as 2026-11-26, or a time, such as 2026-11-26T08:00:00Z"
        )
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _refused(detail: str) -> Refused:
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
