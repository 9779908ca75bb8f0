"""Types for JSON values, and functions that read a value of an expected type leniently.

RingCentral's responses and events sometimes differ from their documentation. A value of an
unexpected type counts as absent; the other values are still used. `domain/lenient.py` does the same
for pydantic models.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

JsonValue: TypeAlias = (
    "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)
JsonObject: TypeAlias = Mapping[str, JsonValue]

_LARGEST_NUMBER = 2**53
_LONGEST_DIGITS = 200
_DEEPEST = 64
"""Objects and lists that are nested deeper than this are replaced by null, if they are too deep for
the JSON parser."""
_BRACKET_OR_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_MILLISECONDS_FROM = 1e11
"""Numbers from here on are milliseconds: in seconds they would be after the year 5000."""
_EARLIEST, _LATEST = 946_684_800.0, 4_102_444_800.0
"""The years 2000 and 2100. Dates outside this range are treated as errors."""


def parse_object(content: str | bytes) -> JsonObject:
    """Raises ValueError if the content is not JSON, or not a JSON object.

    A number that is not finite or has too many digits becomes None. If the content is nested too
    deeply for the parser, its deepest values become None, so that they do not hide the others.
    """
    try:
        value = _parsed(content)
    except ValueError:
        raise ValueError("not JSON") from None
    if not isinstance(value, Mapping):
        raise ValueError("not a JSON object")  # noqa: TRY004 # the content is wrong, not a type
    return value


def _parsed(content: str | bytes) -> JsonValue:
    try:
        return _loaded(content)
    except RecursionError:
        text = content if isinstance(content, str) else content.decode()
        return _loaded(_without_deepest(text))


def _loaded(content: str | bytes) -> JsonValue:
    value: JsonValue = json.loads(
        content, parse_int=_integer, parse_float=_finite, parse_constant=lambda name: None
    )
    return value


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) < _LONGEST_DIGITS else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _without_deepest(text: str) -> str:
    """Replaces each value that is nested deeper than the limit by `null`."""
    kept: list[str] = []
    depth, start = 0, 0
    for match in _BRACKET_OR_TEXT.finditer(text):
        if match[0] in ("[", "{"):
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[start : match.start()])
        elif match[0] in ("]", "}"):
            if depth == _DEEPEST + 1:
                kept.append("null")
                start = match.end()
            depth -= 1
    return "".join(kept) + text[start:] if depth == 0 else text[:1]


def object_of(value: object) -> JsonObject:
    """Returns the value if it is an object, else an empty object."""
    return value if isinstance(value, Mapping) else {}


def objects_of(value: object) -> tuple[JsonObject, ...]:
    """Returns the objects in a list; empty if the value is not a list."""
    return tuple(each for each in list_of(value) if isinstance(each, Mapping))


def list_of(value: object) -> Sequence[JsonValue]:
    """Returns the value if it is a list, else an empty list."""
    return value if isinstance(value, list | tuple) else ()


def nested(values: JsonValue, *names: str) -> JsonValue:
    """Returns the value at a path of names, None if any name is missing."""
    for name in names:
        values = object_of(values).get(name)
    return values


def text_of(value: object) -> str:
    """Returns a stripped text, or a whole number as text; empty for any other type.

    An unpaired surrogate, which cannot be stored, becomes `?`.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER * _LARGEST_NUMBER:
        return ""
    return str(value).strip().encode("utf-8", "replace").decode()


def whole_number_of(value: object) -> int | None:
    """Returns a non-negative integer from a number or digits; None for anything else."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < _LONGEST_DIGITS else None
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_NUMBER else None


def flag_of(value: object) -> bool | None:
    """Returns a boolean, also from the texts `true` and `false`; None for anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def moment_of(value: object) -> datetime | None:
    """Parses ISO 8601 in the forms that RingCentral uses (`Z`, `+0000`). A time without an offset
    is UTC. None if the value is not a date."""
    if not isinstance(value, str):
        return value if isinstance(value, datetime) else None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def time_of(value: object) -> float | None:
    """Returns epoch seconds from an ISO 8601 text or a number in seconds or milliseconds, or None."""
    moment = moment_of(value)
    if moment is not None:
        time = moment.timestamp()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) <= _LARGEST_NUMBER:
            return None
        time = value / 1000 if value >= _MILLISECONDS_FROM else float(value)
    else:
        return None
    return time if _EARLIEST <= time <= _LATEST else None


_KEPT_TEXT, _KEPT_ITEMS, _KEPT_DEPTH = 1_000, 500, 16


def is_within(value: JsonValue, size: int) -> bool:
    """Whether the value is nested at most 64 levels deep and has at most `size` characters of text,
    names and list items."""
    pending: list[tuple[JsonValue, int]] = [(value, 0)]
    while pending:
        current, depth = pending.pop()
        if isinstance(current, str):
            size -= len(current)
        elif isinstance(current, Mapping):
            size -= sum(len(str(name)) + 1 for name in current)
            pending += ((inner, depth + 1) for inner in current.values())
        elif isinstance(current, list | tuple):
            size -= len(current)
            pending += ((inner, depth + 1) for inner in current)
        if size < 0 or depth > _DEEPEST:
            return False
    return True


def shortened(value: JsonValue, scale: int = 1, depth: int = _KEPT_DEPTH) -> JsonValue:
    """Returns the value with long texts and lists cut, and its deepest parts removed. `scale` divides
    the limits."""
    if isinstance(value, str):
        return value[: _KEPT_TEXT // scale]
    if isinstance(value, Mapping | list | tuple) and depth == 0:
        return None
    limit = _KEPT_ITEMS // scale
    if isinstance(value, Mapping):
        items = list(value.items())[:limit]
        return {
            str(name)[: _KEPT_TEXT // scale]: shortened(inner, scale, depth - 1)
            for name, inner in items
        }
    if isinstance(value, list | tuple):
        return [shortened(inner, scale, depth - 1) for inner in value[:limit]]
    return value
