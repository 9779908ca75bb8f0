"""The successful responses of the API."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from ringkeep.api.description import JSON
from ringkeep.api.problems import HEADERS

_NONE: Final[Mapping[str, str]] = {}


def json_response(
    model: BaseModel,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] = _NONE,
) -> Response[str]:
    body = model.model_dump_json()
    return Response(status.value, JSON, body, headers={**HEADERS, **headers})


def empty_response() -> Response[str]:
    return Response(HTTPStatus.NO_CONTENT.value, None, "", headers=dict(HEADERS))
