"""The API description in the repository is the one that the API serves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from ringkeep.api.document import FILE, document
from ringkeep.api.functions import api_app
from ringkeep.api.resources import Resources
from tests.fakes.access.principals import AGENT, SUPERVISOR
from tests.unit.api.api_client import ROOT, ApiClient, event, request

DOCUMENT: dict[str, Any] = json.loads((ROOT / FILE).read_text())


def schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


def test_stored_document_is_current() -> None:
    assert (ROOT / FILE).read_text() == document(), "run python -m ringkeep.api.document"


def test_document_needs_no_sign_in() -> None:
    answer = ApiClient().send(event("api/openapi.json"))
    assert (answer.status, answer.text) == (200, document())


def test_methods_and_parameters_match_the_routes() -> None:
    resources = Resources(api_app(None))
    for path, methods in DOCUMENT["paths"].items():
        assert resources.methods(path) == sorted(method.upper() for method in methods)
        for method, operation in methods.items():
            names: object = {each["name"] for each in operation.get("parameters", [])}
            assert resources.parameters(method.upper(), path) == names


def test_every_reference_has_a_schema() -> None:
    names = {text.split('"')[0] for text in json.dumps(DOCUMENT).split("#/components/schemas/")[1:]}
    assert names == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_all_other_paths_need_a_bearer_token(path: str) -> None:
    (operation,) = DOCUMENT["paths"][path].values()
    assert ("security" in operation) == (path != "/v1/configuration")


@pytest.mark.parametrize(
    ("name", "http_event"),
    [
        ("RealtimeSnapshot", request("GET", "/v1/realtime", SUPERVISOR.sub)),
        ("RealtimeSnapshot", request("GET", "/v1/realtime", AGENT.sub)),
        ("IssuedTicket", event("api/ticket.json")),
        ("Me", event("api/me.json")),
        ("Configuration", event("api/configuration.json")),
        ("Problem", request("GET", "/v1/nothing", SUPERVISOR.sub)),
    ],
)
def test_responses_match_their_schemas(name: str, http_event: dict[str, Any]) -> None:
    OAS31Validator(schema(name)).validate(ApiClient().send(http_event).json)
