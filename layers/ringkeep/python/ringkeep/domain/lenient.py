"""A base model for JSON from external sources, and its field types.

    class Party(Lenient):
        extension_id: ShortText = ""
        start_time: Time = None

A value of an unexpected type counts as absent, so that one bad field does not discard the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from ringkeep.domain.json import flag_of, moment_of, text_of, time_of, whole_number_of
from ringkeep.domain.model import Model

TEXT_LIMIT = 200
"""The maximum length of a short text, in characters. Real names and numbers are shorter."""
LONG_TEXT_LIMIT = 1000
"""The maximum length of any other text."""
ADDRESS_LIMIT = 2000
"""A longer address counts as absent, since a part of it leads nowhere."""


def short_text(value: object) -> str:
    return text_of(value)[:TEXT_LIMIT]


def number_as_text(value: object) -> object:
    """Turns an integer into text, for fields where a person may leave out the quotes."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole else value


def _long_text(value: object) -> str:
    return text_of(value)[:LONG_TEXT_LIMIT]


def _text_or_none(value: object) -> str | None:
    whole = isinstance(value, int | str) and not isinstance(value, bool)
    return _long_text(value) if whole else None


def _short_or_none(value: object) -> str | None:
    whole = isinstance(value, int | str) and not isinstance(value, bool)
    return short_text(value) if whole else None


def _address(value: object) -> str | None:
    text = text_of(value)
    return text if len(text) <= ADDRESS_LIMIT else None


def _object(value: object) -> object:
    return value if isinstance(value, Mapping | BaseModel) else {}


def _object_or_none(value: object) -> object:
    return value if isinstance(value, Mapping | BaseModel) else None


def _objects(value: object) -> object:
    listed = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in listed if isinstance(item, Mapping | BaseModel))


Identifier = Annotated[str, BeforeValidator(text_of), Field(min_length=1, max_length=TEXT_LIMIT)]
"""The only required field type. A part of an id is another id, so a long one is refused, not cut."""
Text = Annotated[str, BeforeValidator(_long_text)]
ShortText = Annotated[str, BeforeValidator(short_text)]
OptionalText = Annotated[str | None, BeforeValidator(_text_or_none)]
OptionalShortText = Annotated[str | None, BeforeValidator(_short_or_none)]
OptionalAddress = Annotated[str | None, BeforeValidator(_address)]
Flag = Annotated[bool, BeforeValidator(lambda value: flag_of(value) is True)]
OptionalFlag = Annotated[bool | None, BeforeValidator(flag_of)]
Number = Annotated[int | None, BeforeValidator(whole_number_of)]
Time = Annotated[float | None, BeforeValidator(time_of)]
"""In epoch seconds."""
Moment = Annotated[datetime | None, BeforeValidator(moment_of)]

as_object = BeforeValidator(_object)
"""For a field with a model whose fields all have defaults: another type becomes an empty object."""
object_or_none = BeforeValidator(_object_or_none)
as_objects = BeforeValidator(_objects)
"""For a tuple of models: drops list items that are not objects; another type becomes empty."""


class Lenient(Model):
    """Reads camel-case names; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)
