"""The OpenAPI description of the API, without the models that Powertools adds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from ringkeep.api import problems
from ringkeep.api.models import Problem

API_VERSION: Final = "1.0"
JSON: Final = "application/json"
SIGNED_IN: Final[list[dict[str, list[str]]]] = [{"signedIn": []}]
_DESCRIPTION: Final = (
    "Errors are problem details (RFC 9457). Two errors come from the gateway instead and have only"
    ' {"message": ...}: 401 without a valid access token, and 429 if the whole API is too busy. Each'
    " person may send 300 requests a minute."
)
_FRAMEWORK_MODELS: Final = ("HTTPValidationError", "ResponseValidationError", "ValidationError")
_MEANINGS: Final = {
    HTTPStatus.UNAUTHORIZED: "no access token",
    HTTPStatus.FORBIDDEN: "the person is no active user, or their security profile lacks the right",
    HTTPStatus.NOT_FOUND: "there is no such service",
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


def documented_responses(
    model: type[BaseModel],
    description: str,
    refusals: Iterable[HTTPStatus],
    status: HTTPStatus = HTTPStatus.OK,
) -> dict[int, OpenAPIResponse]:
    """Describes the response of a route and its possible errors."""
    responses: dict[int, OpenAPIResponse] = {
        status.value: {"description": description, "content": {JSON: {"model": model}}}
    }
    for refusal in refusals:
        responses[refusal.value] = {
            "description": _MEANINGS[refusal],
            "content": {problems.CONTENT_TYPE: {"model": Problem}},
        }
    return responses


def openapi_json(app: APIGatewayHttpResolver) -> str:
    """Returns the OpenAPI 3.1 description, as in docs/openapi.json."""
    text = app.get_openapi_json_schema(
        title="Ringkeep",
        version=API_VERSION,
        description=_DESCRIPTION,
        security_schemes={"signedIn": HTTPBearer(bearerFormat="JWT")},
    )
    document = json.loads(text)
    for name in _FRAMEWORK_MODELS:
        document["components"]["schemas"].pop(name, None)
    return json.dumps(document, indent=2, sort_keys=True) + "\n"
