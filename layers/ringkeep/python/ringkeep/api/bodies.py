"""The JSON bodies of requests.

    body: Annotated[NewUserBody, json_body(NewUserBody)]

A route declares its body after the person, so that someone without the right is refused before the
body is read. A body must fit its model exactly: no unknown fields, no other types, no field twice. It is
refused as a whole, with the name of every wrong field.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import ClassVar, Final, Self, TypeVar

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request
from pydantic import ConfigDict, ValidationError, model_validator

from ringkeep.api.models import FieldProblem
from ringkeep.api.problems import Refused
from ringkeep.api.versions import header_of
from ringkeep.api.wrong_input import InputWrong, wrong_input
from ringkeep.domain.access.plain_text import is_plain
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.model import Model

MOST_BYTES: Final = 100_000
_JSON: Final = "application/json"


class Body(Model):
    """The base of the models of bodies. A field that may be left out has the type `X | SkipJsonSchema[None]`.
    Null is refused for it, except for the `nullable` ones."""

    model_config = ConfigDict(extra="forbid")
    nullable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _no_nulls(self) -> Self:
        null = {name for name in self.model_fields_set if getattr(self, name) is None}
        refused = ", ".join(sorted(null - self.nullable))
        if refused:
            raise ValueError(f"{refused}: leave the field out instead of giving null")
        return self

    def given(self, name: str) -> bool:
        return name in self.model_fields_set


Read = TypeVar("Read", bound=Body)


def json_body(model: type[Read], most_bytes: int = MOST_BYTES) -> Depends:
    """Returns the dependency that reads and checks the body. The API's description shows the model."""

    def read(request: Request) -> Read:
        return read_body(model, request.resolved_event.raw_event, request.headers, most_bytes)

    read.__dict__["body"] = model
    return Depends(read)


def read_body(
    model: type[Read],
    event: JsonObject,
    headers: Mapping[str, object],
    most_bytes: int = MOST_BYTES,
) -> Read:
    """Raises Refused and InputWrong."""
    content = (header_of(headers, "content-type") or _JSON).partition(";")[0].strip().lower()
    if content != _JSON:
        detail = f"send the body as Content-Type: {_JSON}"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    text = _text(event, most_bytes)
    _require_plain(_parsed(text))
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
    raise InputWrong(wrong_input(found))


def _text(event: JsonObject, most_bytes: int) -> str:
    body = event.get("body")
    text = body if isinstance(body, str) else ""
    if event.get("isBase64Encoded") is True:
        text = _decoded(text)
    if len(text) > most_bytes or len(text.encode(errors="replace")) > most_bytes:
        detail = f"the body may have at most {most_bytes} bytes"
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, code="body_too_large")
    return text


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        raise _not_json() from None


def _parsed(text: str) -> JsonObject:
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_without_repetition, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise _not_json() from None
    if not isinstance(value, Mapping):
        raise _not_json()
    return value


def _not_json() -> Refused:
    detail = "the body must be one JSON object in UTF-8, with each field once"
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="body_invalid")


def _without_repetition(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a field occurs twice")
    return value


def _no_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is no JSON number")


def _require_plain(value: JsonObject) -> None:
    """Control characters, marks that show a text in another order than it has, and half of a surrogate pair
    would be shown, compared or exported differently in different places. Someone could take another's
    name in the audit log with them."""
    wrong = [field for field, text in _texts(value) if not is_plain(text)]
    if wrong:
        detail = "The text contains a control character, or half of a character."
        raise InputWrong(
            [FieldProblem(code="invalid", field=each, detail=detail) for each in wrong[:20]]
        )


def _texts(value: JsonObject) -> Iterator[tuple[str, str]]:
    """Returns every text with the name of its field. It needs no recursion, however deep the value is."""
    waiting: list[tuple[str, JsonValue]] = [(_shown(name), each) for name, each in value.items()]
    yield from ((_shown(name), name) for name in value)
    while waiting:
        field, each = waiting.pop()
        if isinstance(each, str):
            yield field, each
        elif isinstance(each, Mapping):
            yield from ((field, name) for name in each)
            waiting += [(f"{field}.{_shown(name)}"[:120], inner) for name, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{field}.{number}"[:120], inner) for number, inner in enumerate(each)]


def _shown(name: str) -> str:
    return name[:40] if is_plain(name) else "?"
