"""The OpenAPI description of the API, without the models that Powertools adds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from ringkeep.api import problems
from ringkeep.api.models import Problem
from ringkeep.api.operations import Node, as_node, complete, node, schemas
from ringkeep.api.resources import Resources

API_VERSION: Final = "1.0"
JSON: Final = "application/json"
SIGNED_IN: Final[list[dict[str, list[str]]]] = [{"signedIn": []}]
_DESCRIPTION: Final = (
    "Errors are problem details (RFC 9457). Two errors come from the gateway instead and have only"
    ' {"message": ...}: 401 without a valid access token, and 429 if the whole API is too busy. Each'
    " person may send 300 requests a minute.\n\nA change of something that was read carries its version as"
    " `If-Match`: without it 428, stale 412 with both versions. Notes and saved searches carry it as"
    " `version` instead: stale 409, with the note or search as it is now. `code` and the codes"
    " of `errors` are stable. A refused request changes nothing.\n\nLists answer `items` and `next`, the"
    " cursor of the next page. `x-right` is the right that a route needs, all of a list, or one of `any`:"
    " `signed-in` for any active user, `public` for anyone."
)
_FRAMEWORK_MODELS: Final = ("HTTPValidationError", "ResponseValidationError", "ValidationError")
_MEANINGS: Final = {
    HTTPStatus.UNAUTHORIZED: "no access token",
    HTTPStatus.FORBIDDEN: "the person is no active user, or their security profile lacks the right",
    HTTPStatus.NOT_FOUND: "what the path or a parameter names does not exist",
    HTTPStatus.GONE: "the file of the recording was erased",
    HTTPStatus.CONFLICT: "it conflicts with what is stored: `errors` say what to change first",
    HTTPStatus.TOO_MANY_REQUESTS: "too many requests of this person: wait as long as Retry-After says",
    HTTPStatus.UNPROCESSABLE_ENTITY: "the request is invalid",
    HTTPStatus.INTERNAL_SERVER_ERROR: "a bug, or a wrong configuration of the stack",
    HTTPStatus.SERVICE_UNAVAILABLE: "try again after the seconds in Retry-After",
}
PUBLIC: Final = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.INTERNAL_SERVER_ERROR)
"""Errors of every route."""
PERSONAL: Final = (
    *PUBLIC,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Errors of routes that need a signed-in person."""
CHANGES: Final = (*PERSONAL, HTTPStatus.CONFLICT)
"""Errors of routes that change something. The description adds those of a body and of `If-Match`."""
NOT_FOUND: Final = HTTPStatus.NOT_FOUND
GONE: Final = HTTPStatus.GONE


def documented_responses(
    model: type[BaseModel],
    description: str,
    refusals: Iterable[HTTPStatus],
    status: HTTPStatus = HTTPStatus.OK,
) -> dict[int, OpenAPIResponse]:
    """Describes the response of a route and its possible errors."""
    success: OpenAPIResponse = {"description": description, "content": {JSON: {"model": model}}}
    return {status.value: success, **_refusals(refusals)}


def documented_refusals(
    description: str, refusals: Iterable[HTTPStatus], status: HTTPStatus
) -> dict[int, OpenAPIResponse]:
    """Describes a response without content."""
    return {status.value: {"description": description}, **_refusals(refusals)}


def with_problem(
    model: type[BaseModel], status: HTTPStatus, responses: dict[int, OpenAPIResponse]
) -> dict[int, OpenAPIResponse]:
    """Describes one of the refusals with a model that has more than Problem."""
    content: OpenAPIResponse = {
        "description": _MEANINGS[status],
        "content": {problems.CONTENT_TYPE: {"model": model}},
    }
    return {**responses, status.value: content}


def documented_file(
    content_type: str, description: str, refusals: Iterable[HTTPStatus]
) -> dict[int, OpenAPIResponse]:
    """Describes a response that is a file."""
    content: OpenAPIResponse = {
        "description": description,
        "content": {content_type.partition(";")[0]: {"schema": {"type": "string"}}},
    }
    return {HTTPStatus.OK.value: content, **_refusals(refusals)}


def _refusals(refusals: Iterable[HTTPStatus]) -> dict[int, OpenAPIResponse]:
    responses: dict[int, OpenAPIResponse] = {}
    for refusal in refusals:
        responses[refusal.value] = {
            "description": _MEANINGS[refusal],
            "content": {problems.CONTENT_TYPE: {"model": Problem}},
        }
    return responses


def openapi_json(apps: Sequence[APIGatewayHttpResolver]) -> str:
    """Returns the OpenAPI 3.1 description of all apps together, as in docs/openapi.json."""
    document = _described(apps[0])
    for app in apps[1:]:
        more = _described(app)
        for path, operations in node(more, "paths").items():
            node(node(document, "paths"), path).update(as_node(operations))
        schemas(document).update(schemas(more))
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _described(app: APIGatewayHttpResolver) -> Node:
    text = app.get_openapi_json_schema(
        title="Ringkeep",
        version=API_VERSION,
        description=_DESCRIPTION,
        security_schemes={"signedIn": HTTPBearer(bearerFormat="JWT")},
    )
    document: Node = json.loads(text)
    for name in _FRAMEWORK_MODELS:
        schemas(document).pop(name, None)
    complete(document, Resources(app).routes())
    return document
