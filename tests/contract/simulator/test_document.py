"""Every JSON answer of the simulator is one that RingCentral's own API document describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.faults import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.testing import ACCOUNT, SimulatorClient, frozen_clock, generous
from tests.contract.simulator.api_document import (
    absolute,
    assert_valid,
    described,
    document,
    needs_the_document,
    registry,
)

DETAILED: dict[str, Any] = {"view": "Detailed", "dateFrom": "2026-03-01T00:00:00Z"}

pytestmark = needs_the_document


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
