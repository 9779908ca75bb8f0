"""The API description in the repository is the one that the API serves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from ringkeep.api.document import FILE, document
from ringkeep.api.functions import administer_app, api_app, media_app, work_app
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
    described_apps = (api_app(None), work_app(None), media_app(None), administer_app(None))
    apps = [Resources(app) for app in described_apps]
    described: set[tuple[str, str]] = set()
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            names = {
                each["name"] for each in operation.get("parameters", []) if each["in"] == "query"
            }
            key = (method.upper(), path)
            assert [each for app in apps if (each := app.parameters(*key)) is not None] == [names]
            described.add(key)
    served = {(each.method, each.openapi_path) for app in apps for each in app.routes()}
    assert served - described == {("GET", "/v1/openapi.json")}


def test_every_body_and_every_answer_has_an_example_that_fits() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            answers = [each for status, each in operation["responses"].items() if status < "3"]
            for each in [*answers, operation.get("requestBody", {})]:
                for media_type, media in each.get("content", {}).items():
                    if "json" in media_type:
                        where = f"{method} {path}"
                        assert "example" in media, where
                        schema = {**media["schema"], "components": DOCUMENT["components"]}
                        OAS31Validator(schema).validate(media["example"])


def test_every_reference_has_a_schema() -> None:
    names = {text.split('"')[0] for text in json.dumps(DOCUMENT).split("#/components/schemas/")[1:]}
    assert names == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_all_other_paths_need_a_bearer_token(path: str) -> None:
    for operation in DOCUMENT["paths"][path].values():
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
