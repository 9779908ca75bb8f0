"""What RingCentral's events hold, read leniently: any spelling becomes a plain value or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from ringkeep.domain.recordings.calls import parse_time

TEXT_LIMIT = 200
"""Characters kept of any text: names and numbers are shorter, rows are bounded."""
_LARGEST_NUMBER = 2**53
_MILLISECONDS_FROM = 1e11
"""A number from here on counts milliseconds: as seconds it would be after the year 5000."""
_EARLIEST, _LATEST = 946_684_800.0, 4_102_444_800.0
"""2000 and 2100: a date beyond is a slip."""


def plain_text(value: object) -> str:
    """Numbers become text; what is neither counts as absent. Half a surrogate pair becomes `?`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER * _LARGEST_NUMBER:
        return ""
    return str(value).strip().encode("utf-8", "replace").decode()[:TEXT_LIMIT]


def whole_number(value: object) -> int | None:
    """A count that is not negative, from a number or digits; None for anything else."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < TEXT_LIMIT else None
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_NUMBER else None


def seconds(value: object) -> float | None:
    """Epoch seconds of an ISO 8601 text or of a number in seconds or milliseconds; else None."""
    moment = parse_time(value)
    if isinstance(moment, datetime):
        told = moment.timestamp()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        told = value / 1000 if value >= _MILLISECONDS_FROM else float(value)
    else:
        return None
    return told if _EARLIEST <= told <= _LATEST else None


def as_object(value: object) -> object:
    return value if isinstance(value, Mapping | BaseModel) else {}


def as_objects(value: object) -> object:
    """The objects of a list; what is no list holds none."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(item for item in value if isinstance(item, Mapping | BaseModel))


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


Text = Annotated[str, BeforeValidator(plain_text)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int | None, BeforeValidator(whole_number)]
Time = Annotated[float | None, BeforeValidator(seconds)]


class Lenient(BaseModel):
    """Every field has a default, and none refuses a value."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )
