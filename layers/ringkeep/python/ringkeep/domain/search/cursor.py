"""The cursor of a search: how far it has come in each service.

A cursor belongs to one search and one person: it carries a hash of both. It gives no right to see anything,
since every page is read with the rights that the person has at that moment.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.json import JsonValue
from ringkeep.domain.search.keys import moment_of

LONGEST_CURSOR: Final = 4000
_MOST_COUNTED: Final = 1_000_000
_POSITION: Final = re.compile(r"[-0-9A-Z_a-z]{7}[\x20-\x7e]{0,800}")


class CursorInvalid(ValueError):
    """A text that is no cursor of this search by this person."""


@dataclass(frozen=True)
class Position:
    """`services` has the greatest sort key that is not yet decided, for each service that is not read to
    its end. `counted` is how many recordings the pages before have counted."""

    services: Mapping[str, str] = field(default_factory=dict)
    counted: int = 0

    @property
    def finished(self) -> bool:
        return not self.services

    @property
    def reached(self) -> float | None:
        """All newer calls are decided; in seconds since the epoch. None at the end."""
        return max(map(moment_of, self.services.values()), default=None)


def cursor_of(position: Position, fingerprint: str) -> str:
    """Returns an empty text at the end."""
    if position.finished:
        return ""
    content = [fingerprint, dict(position.services), position.counted]
    text = json.dumps(content, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def position_of(cursor: str, fingerprint: str) -> Position:
    """Raises CursorInvalid."""
    try:
        content = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        owner, services, counted = content
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError) as error:
        raise CursorInvalid from error
    if owner != fingerprint or not isinstance(services, dict) or not services:
        raise CursorInvalid
    if not all(map(_is_position, services.values())) or not _is_count(counted):
        raise CursorInvalid
    return Position(services, counted)


def _is_position(value: JsonValue) -> bool:
    return isinstance(value, str) and bool(_POSITION.fullmatch(value))


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_COUNTED
