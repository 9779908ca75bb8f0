"""What JSON can hold, so that no boundary needs Any, and how a value of another shape is read.

RingCentral's answers and events differ from their documentation now and then: a value of another
type counts as absent and costs only itself. `domain/lenient.py` has the same for pydantic models.
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
"""A number from here on counts milliseconds: as seconds it would be after the year 5000."""
_EARLIEST, _LATEST = 946_684_800.0, 4_102_444_800.0
"""2000 and 2100: a date outside is a mistake."""


def parse_object(content: str | bytes) -> JsonObject:
    """Raises ValueError for what is not JSON, and for JSON that is not an object."""
    try:
        value: JsonValue = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, Mapping):
        raise ValueError("not a JSON object")  # noqa: TRY004 # the content is wrong, not a type
    return value


def object_of(value: object) -> JsonObject:
    """The object, empty for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects_of(value: object) -> tuple[JsonObject, ...]:
    """The objects of a list; none for anything else."""
    return tuple(each for each in list_of(value) if isinstance(each, Mapping))


def list_of(value: object) -> Sequence[JsonValue]:
    """The list, empty for anything else."""
    return value if isinstance(value, list | tuple) else ()


def nested(values: JsonValue, *names: str) -> JsonValue:
    """The value under a path of names; None where a part of the path is missing."""
    for name in names:
        values = object_of(values).get(name)
    return values


def text_of(value: object) -> str:
    """A text without surrounding blanks, or a whole number as text; empty for anything else.

    Half a surrogate pair, which cannot be stored, becomes `?`.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER * _LARGEST_NUMBER:
        return ""
    return str(value).strip().encode("utf-8", "replace").decode()


def whole_number_of(value: object) -> int | None:
    """A count that is not negative, from a number or digits; None for anything else."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < _LONGEST_DIGITS else None
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_NUMBER else None


def flag_of(value: object) -> bool | None:
    """True or false, also as text; None for anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def moment_of(value: object) -> datetime | None:
    """ISO 8601 in any of RingCentral's spellings (`Z`, `+0000`), UTC where it does not say; None
    for what is no date."""
    if not isinstance(value, str):
        return value if isinstance(value, datetime) else None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def time_of(value: object) -> float | None:
    """Epoch seconds of an ISO 8601 text or of a number in seconds or milliseconds; else None."""
    moment = moment_of(value)
    if moment is not None:
        time = moment.timestamp()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        time = value / 1000 if value >= _MILLISECONDS_FROM else float(value)
    else:
        return None
    return time if _EARLIEST <= time <= _LATEST else None
