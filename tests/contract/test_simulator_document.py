"""Every JSON answer of the simulator is one that RingCentral's own API document describes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

from local.ringcentral import scenarios
from local.ringcentral.account import Account
from local.ringcentral.faults import Fault, FaultKind
from local.ringcentral.server import SimulatorServer
from local.ringcentral.testing import ACCOUNT, SimulatorClient, frozen_clock, generous

DOCUMENT = Path(__file__).resolve().parents[2].parent / "shared" / "ringcentral" / "openapi.yml"
NAME = "urn:ringcentral"
DETAILED: dict[str, Any] = {"view": "Detailed", "dateFrom": "2026-03-01T00:00:00Z"}

KNOWN_FROM_GUIDES = {"$.error_description"}  # of OAuth errors, which the document leaves out

pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(),
    reason="RingCentral's API document is not beside the repository (shared/ringcentral)",
)


@cache
def document() -> dict[str, Any]:
    with DOCUMENT.open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return loaded


@cache
def registry() -> Registry[Any]:
    resource = DRAFT4.create_resource(document())
    made: Registry[Any] = Registry().with_resource(NAME, resource)
    return made


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        name = node["$ref"]
        node = document()
        for step in name.removeprefix("#/").split("/"):
            node = node[step]
    return node


def described(path: str, method: str, status: int) -> dict[str, Any]:
    """Where the document keeps the schema of this answer, as a reference into it."""
    answers = document()["paths"][path][method]["responses"]
    assert str(status) in answers, f"{path} is not documented to answer {status}"
    content = resolved(answers[str(status)])["content"]
    schema: dict[str, Any] = next(iter(content.values()))["schema"]
    return schema


def absolute(node: Any) -> Any:
    """References that start at the document instead of at the schema."""
    if isinstance(node, dict):
        return {
            key: f"{NAME}{value}" if key == "$ref" else absolute(value)
            for key, value in node.items()
        }
    return [absolute(each) for each in node] if isinstance(node, list) else node


def assert_valid(body: Any, schema: dict[str, Any]) -> None:
    validator = OAS30Validator(
        absolute(schema), registry=registry(), format_checker=oas30_format_checker
    )
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]
    assert problems == []
    assert set(undocumented(body, schema)) <= KNOWN_FROM_GUIDES


def undocumented(body: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
    """Fields that the document does not know, which a schema alone would let pass."""
    if isinstance(body, list):
        for each in body:
            yield from undocumented(each, resolved(schema).get("items", {}), f"{where}[]")
    if not isinstance(body, dict):
        return
    known = properties(schema)
    for key, value in body.items():
        if known and key not in known:
            yield f"{where}.{key}"
        elif known:
            yield from undocumented(value, known[key], f"{where}.{key}")


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    schema = resolved(schema)
    found: dict[str, Any] = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= properties(part)
    return found


@pytest.fixture(scope="module")
def account() -> Account:
    return scenarios.demo(clock=frozen_clock(), options=generous())


@pytest.fixture(scope="module")
def client(account: Account) -> Iterator[SimulatorClient]:
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        yield client


API = "/restapi/v1.0/account/{accountId}"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {}),
        ("/extension", {"perPage": 3, "page": 2}),
        ("/extension", {"status": ["Enabled", "Disabled"], "type": "User"}),
        ("/call-log", {}),
        ("/call-log", {**DETAILED, "perPage": 10, "page": 2}),
        ("/call-log", {**DETAILED, "recordingType": "All", "perPage": 1000}),
        ("/call-log", {"dateFrom": "2030-01-01T00:00:00Z"}),
        ("/call-log-sync", {**DETAILED, "syncType": "FSync", "recordCount": 250}),
        ("/call-log-extract-sync", {**DETAILED, "recordCount": 1000}),
        ("/call-log-extract-sync", {"syncType": "FSync"}),
    ],
)
def test_an_answer(client: SimulatorClient, path: str, query: dict[str, Any]) -> None:
    answer = client.get(path, **query)
    assert answer.status_code == 200
    assert_valid(answer.json(), described(API + path, "get", 200))


def test_the_records_of_every_minute(client: SimulatorClient) -> None:
    """Calls that go on, turn round, and get their recordings."""
    schema = described(f"{API}/call-log", "get", 200)
    for _ in range(4):
        client.account.clock.advance(20)
        assert_valid(client.get("/call-log", **DETAILED).json(), schema)


def test_tokens(client: SimulatorClient) -> None:
    assert_valid(client.login(), described("/restapi/oauth/token", "post", 200))


def test_incremental_syncs(client: SimulatorClient) -> None:
    for path in ("/call-log-sync", "/call-log-extract-sync"):
        token = client.get(path).json()["syncInfo"]["syncToken"]
        answer = client.get(path, syncType="ISync", syncToken=token)
        assert_valid(answer.json(), described(API + path, "get", 200))


def test_single_things(client: SimulatorClient, account: Account) -> None:
    call = next(each for each in account.calls.values() if each.recordings)
    account.make_ready(call.recordings[0].id)
    things = {
        f"/call-log/{call.id}": "/call-log/{callRecordId}",
        f"/recording/{call.recordings[0].id}": "/recording/{recordingId}",
        "/extension/~": "/extension/{extensionId}",
        "/extension/~/authz-profile": "/extension/{extensionId}/authz-profile",
    }
    for path, template in things.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert_valid(answer.json(), described(API + template, "get", 200))


def test_errors(client: SimulatorClient, account: Account) -> None:
    """The document shows the list of errors; what stands beside it is known from the guides."""
    account.fail("call-log", Fault(FaultKind.UNAVAILABLE), Fault(FaultKind.SERVER_ERROR))
    answers = [
        (client.get("/call-log"), "/call-log"),
        (client.get("/call-log"), "/call-log"),
        (client.get("/call-log", perPage="many"), "/call-log"),
        (client.get("/call-log", sessionId="1", dateFrom=DETAILED["dateFrom"]), "/call-log"),
        (client.get("/call-log-sync", syncType="ISync", syncToken="x"), "/call-log-sync"),
        (client.get("/call-log/none"), "/call-log/{callRecordId}"),
        (client.get("/recording/1"), "/recording/{recordingId}"),
    ]
    assert [answer.status_code for answer, _ in answers] == [503, 500, 400, 400, 400, 404, 404]
    for answer, template in answers:
        schema = described(API + template, "get", answer.status_code)
        assert_valid({"errors": answer.json()["errors"]}, schema)


def test_a_refused_permission(client: SimulatorClient, account: Account) -> None:
    allowed = account.users[0].permissions
    account.users[0].permissions = ()
    try:
        answer = client.get("/call-log")
    finally:
        account.users[0].permissions = allowed
    errors = {"errors": answer.json()["errors"]}
    validator = OAS30Validator(
        absolute(described(f"{API}/call-log", "get", 403)), registry=registry()
    )
    assert list(validator.iter_errors(errors)) == []


@pytest.mark.parametrize("grant", ["password", "client_credentials"])
def test_a_refused_grant(client: SimulatorClient, grant: str) -> None:
    answer = client.grant(grant_type=grant, username="nobody", password="nothing")
    assert_valid(answer.json(), described("/restapi/oauth/token", "post", 400))


def test_metered_paths_are_in_the_documented_group(client: SimulatorClient) -> None:
    for path in ("", "/extension", "/call-log", "/call-log-sync", "/call-log-extract-sync"):
        group = document()["paths"][API + path]["get"]["x-throttling-group"]
        stated = client.http.get(
            ACCOUNT + path, headers={"Authorization": f"Bearer {client.token}"}
        ).headers["x-rate-limit-group"]
        assert stated == group.lower()
