"""Every JSON answer of the simulator matches RingCentral's own API document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.testing import ACCOUNT, SimulatorClient, frozen_clock, options_without_limits
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
    return scenarios.demo(clock=frozen_clock(), options=options_without_limits())


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
        ("/call-log", {}),
        ("/call-log", {**DETAILED, "perPage": 10, "page": 2}),
        ("/call-log", {**DETAILED, "recordingType": "All", "perPage": 1000}),
        ("/call-log", {"dateFrom": "2030-01-01T00:00:00Z"}),
        ("/call-log-extract-sync", {**DETAILED, "recordCount": 1000}),
        ("/call-log-extract-sync", {"syncType": "FSync"}),
    ],
)
def test_an_answer_matches(client: SimulatorClient, path: str, query: dict[str, Any]) -> None:
    answer = client.get(path, **query)
    assert answer.status_code == 200
    assert_valid(answer.json(), described(API + path, "get", 200))


def test_records_match_while_they_change(client: SimulatorClient) -> None:
    """Calls are in progress, change their direction, and get their recordings."""
    schema = described(f"{API}/call-log", "get", 200)
    for _ in range(4):
        client.account.clock.advance(20)
        assert_valid(client.get("/call-log", **DETAILED).json(), schema)


def test_a_token_matches(client: SimulatorClient) -> None:
    assert_valid(client.login(), described("/restapi/oauth/token", "post", 200))


def test_an_incremental_sync_matches(client: SimulatorClient) -> None:
    path = "/call-log-extract-sync"
    token = client.get(path).json()["syncInfo"]["syncToken"]
    answer = client.get(path, syncType="ISync", syncToken=token)
    assert_valid(answer.json(), described(API + path, "get", 200))


def test_a_single_record_matches(client: SimulatorClient, account: Account) -> None:
    call_id = next(iter(account.calls))
    answer = client.get(f"/call-log/{call_id}")
    assert_valid(answer.json(), described(f"{API}/call-log/{{callRecordId}}", "get", 200))


def test_the_permissions_of_a_user_match(client: SimulatorClient) -> None:
    template = f"{API}/extension/{{extensionId}}/authz-profile"
    answer = client.get("/extension/~/authz-profile")
    assert_valid(answer.json(), described(template, "get", 200))


def test_errors_match(client: SimulatorClient, account: Account) -> None:
    """The document describes the list of errors; the fields beside it are in the guides only."""
    account.fail("call-log", Fault(FaultKind.UNAVAILABLE), Fault(FaultKind.SERVER_ERROR))
    answers = [
        (client.get("/call-log"), "/call-log"),
        (client.get("/call-log"), "/call-log"),
        (client.get("/call-log", perPage="many"), "/call-log"),
        (client.get("/call-log", sessionId="1", dateFrom=DETAILED["dateFrom"]), "/call-log"),
        (
            client.get("/call-log-extract-sync", syncType="ISync", syncToken="x"),
            "/call-log-extract-sync",
        ),
        (client.get("/call-log/none"), "/call-log/{callRecordId}"),
    ]
    assert [answer.status_code for answer, _ in answers] == [503, 500, 400, 400, 400, 404]
    for answer, template in answers:
        schema = described(API + template, "get", answer.status_code)
        assert_valid({"errors": answer.json()["errors"]}, schema)


def test_a_missing_permission_matches(client: SimulatorClient, account: Account) -> None:
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
def test_a_refused_grant_matches(client: SimulatorClient, grant: str) -> None:
    answer = client.grant(grant_type=grant, username="nobody", password="nothing")
    assert_valid(answer.json(), described("/restapi/oauth/token", "post", 400))


def test_each_path_is_in_the_documented_rate_limit_group(client: SimulatorClient) -> None:
    for path in ("", "/extension", "/call-log", "/call-log-extract-sync"):
        group = document()["paths"][API + path]["get"]["x-throttling-group"]
        actual = client.http.get(
            ACCOUNT + path, headers={"Authorization": f"Bearer {client.token}"}
        ).headers["x-rate-limit-group"]
        assert actual == group.lower()
