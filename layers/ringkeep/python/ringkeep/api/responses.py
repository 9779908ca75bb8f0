"""The successful responses of the API."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from ringkeep.api.description import JSON
from ringkeep.api.problems import HEADERS


def json_response(model: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return Response(status.value, JSON, model.model_dump_json(), headers=dict(HEADERS))
