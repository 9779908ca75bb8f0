"""Paths, methods and parameters (also path parameters) are derived from the routes."""

from __future__ import annotations

from typing import Annotated

import pytest
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from ringkeep.api.app import create_app
from ringkeep.api.dependencies import SignedIn
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from tests.fakes.access.principals import SUPERVISOR
from tests.unit.api.api_client import Answer, ApiClient, request, send_to

router = new_router()


class Received(BaseModel):
    recording_id: str
    view: str | None = None
    by: str = ""


@router.get("/v1/recordings/<recording_id>")
def recording(
    recording_id: Annotated[str, Path(max_length=20)],
    principal: SignedIn,
    view: Annotated[str | None, Query(max_length=10)] = None,
) -> Response[str]:
    return json_response(Received(recording_id=recording_id, view=view, by=principal.user_id))


@router.delete("/v1/recordings/<recording_id>")
def remove(recording_id: str) -> Response[str]:
    return json_response(Received(recording_id=recording_id))


@router.post("/v1/recordings/search")
def search(page: Annotated[int, Query(ge=1)] = 1) -> Response[str]:
    return json_response(Received(recording_id=f"page {page}"))


def send(method: str, path: str, **query: str) -> Answer:
    app = create_app([router], ApiClient())
    return send_to(app, request(method, path, SUPERVISOR.sub, **query))


def test_route_gets_its_path_parameter_and_the_signed_in_person() -> None:
    answer = send("GET", "/v1/recordings/r-1", view="full")
    assert answer.status == 200
    assert answer.json == {
        "recording_id": "r-1",
        "view": "full",
        "by": SUPERVISOR.principal.user_id,
    }


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("GET", "/v1/recordings/r-1", "view"),
        ("DELETE", "/v1/recordings/r-1", "none"),
        ("POST", "/v1/recordings/search", "page"),
    ],
)
def test_unknown_parameter_is_refused_with_the_known_ones(
    method: str, path: str, names: str
) -> None:
    answer = send(method, path, colour="red")
    assert (answer.status, answer.json["detail"]) == (422, f"known parameters: {names}")


def test_path_parameter_is_validated() -> None:
    answer = send("GET", f"/v1/recordings/{'r' * 21}")
    assert (answer.status, answer.json["detail"]) == (422, "invalid: path.recording_id")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/recordings/r-1", "DELETE, GET"),
        ("PUT", "/v1/recordings/search", "DELETE, GET, POST"),
        ("POST", "/v1/openapi.json", "GET"),
    ],
)
def test_unsupported_method_is_refused_with_the_supported_ones(
    method: str, path: str, allowed: str
) -> None:
    answer = send(method, path, colour="red")
    assert (answer.status, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/recordings/r-1/notes", "/"])
def test_unknown_path_is_not_found(path: str) -> None:
    assert send("GET", path, colour="red").status == 404


def test_app_has_only_the_routes_of_its_routers() -> None:
    assert send("GET", "/v1/me").status == 404
