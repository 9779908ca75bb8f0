"""Types for JSON values, and functions that read a value of an expected type leniently.

RingCentral's responses and events sometimes differ from their documentation. A value of an
unexpected type counts as absent; the other values are still used. `domain/lenient.py` does the same
for pydantic models.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

JsonValue: TypeAlias = (
    "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)
JsonObject: TypeAlias = Mapping[str, JsonValue]

_LARGEST_NUMBER = 2**53
_LONGEST_DIGITS = 200
_MILLISECONDS_FROM = 1e11
"""Numbers from here on are milliseconds: in seconds they would be after the year 5000."""
_EARLIEST, _LATEST = 946_684_800.0, 4_102_444_800.0
"""The years 2000 and 2100. Dates outside this range are treated as errors."""


def parse_object(content: str | bytes) -> JsonObject:
    """Raises ValueError if the content is not JSON, or not a JSON object."""
    try:
        value: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, Mapping):
        raise ValueError("not a JSON object")  # noqa: TRY004 # the content is wrong, not a type
    return value


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
