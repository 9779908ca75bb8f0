"""The API's description: OpenAPI, without the models that the framework adds."""

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
    "Every error is a problem as RFC 9457 has it. Two come from the gateway before the API is asked,"
    ' and say only {"message": ...}: 401 without a valid access token, and 429.'
)
_FRAMEWORK_MODELS: Final = ("HTTPValidationError", "ResponseValidationError", "ValidationError")
_MEANINGS: Final = {
    HTTPStatus.UNAUTHORIZED: "no access token",
    HTTPStatus.FORBIDDEN: "disabled, or without a role",
    HTTPStatus.NOT_FOUND: "there is no such service",
    HTTPStatus.UNPROCESSABLE_ENTITY: "the request is not understood",
    HTTPStatus.INTERNAL_SERVER_ERROR: "a bug, or the stack is set up wrongly",
    HTTPStatus.SERVICE_UNAVAILABLE: "ask again after as many seconds as Retry-After says",
}
PUBLIC: Final = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.INTERNAL_SERVER_ERROR)
"""Problems of every route."""
PERSONAL: Final = (
    *PUBLIC,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Problems of routes that need a person who is signed in."""


def answers(
    model: type[BaseModel],
    description: str,
    refusals: Iterable[HTTPStatus],
    status: HTTPStatus = HTTPStatus.OK,
) -> dict[int, OpenAPIResponse]:
    """An answer, and the problems that may come instead."""
    responses: dict[int, OpenAPIResponse] = {
        status.value: {"description": description, "content": {JSON: {"model": model}}}
    }
    for refusal in refusals:
        responses[refusal.value] = {
            "description": _MEANINGS[refusal],
            "content": {problems.CONTENT_TYPE: {"model": Problem}},
        }
    return responses


def described(app: APIGatewayHttpResolver) -> str:
    """The API's description (OpenAPI 3.1), as it is kept in docs/openapi.json."""
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
