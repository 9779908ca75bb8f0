"""The API's description in the repository is what the API serves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from ringkeep.api.document import FILE, document
from ringkeep.api.functions import api_app
from ringkeep.api.resources import Resources
from tests.fakes.live.sockets import AGENT, MANAGER
from tests.unit.api.bench import ROOT, Bench, event, request

DOCUMENT: dict[str, Any] = json.loads((ROOT / FILE).read_text())


def schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


def test_the_document_on_file_is_current() -> None:
    assert (ROOT / FILE).read_text() == document(), "run python -m ringkeep.api.document"


def test_the_document_is_served_to_everybody() -> None:
    answer = Bench().ask(event("api/openapi.json"))
    assert (answer.status, answer.text) == (200, document())


def test_methods_and_parameters_are_those_that_the_api_takes() -> None:
    resources = Resources(api_app(None))
    for path, methods in DOCUMENT["paths"].items():
        assert resources.methods(path) == sorted(method.upper() for method in methods)
        for method, operation in methods.items():
            names: object = {each["name"] for each in operation.get("parameters", [])}
            assert resources.parameters(method.upper(), path) == names


def test_every_reference_leads_somewhere() -> None:
    names = {text.split('"')[0] for text in json.dumps(DOCUMENT).split("#/components/schemas/")[1:]}
    assert names == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_what_is_not_public_needs_a_bearer(path: str) -> None:
    (what,) = DOCUMENT["paths"][path].values()
    assert ("security" in what) == (path != "/v1/configuration")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("RealtimeSnapshot", request("GET", "/v1/realtime", MANAGER.username)),
        ("RealtimeSnapshot", request("GET", "/v1/realtime", AGENT.username)),
        ("IssuedTicket", event("api/ticket.json")),
        ("Me", event("api/me.json")),
        ("Configuration", event("api/configuration.json")),
        ("Problem", request("GET", "/v1/nothing", MANAGER.username)),
    ],
)
def test_answers_are_as_described(name: str, asked: dict[str, Any]) -> None:
    OAS31Validator(schema(name)).validate(Bench().ask(asked).json)
