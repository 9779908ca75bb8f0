"""The handshake with a webhook, and requests for subscriptions that are refused."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import (
    PATH,
    status_and_code,
    subscribe,
    subscription_body,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


def test_the_handshake_is_an_empty_post_with_a_token(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    (handshake,) = endpoint.handshakes
    assert handshake.body == b""
    assert handshake.headers["content-type"] == "application/json"
    assert "verification-token" not in handshake.headers
    assert made["status"] == "Active"
    assert made["deliveryMode"]["address"] == endpoint.url


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"status": 500}, "SUB-522"),
        ({"status": 204}, "SUB-522"),
        ({"echo": False}, "SUB-520"),
        ({"padding": 1024}, "SUB-525"),
        ({"body": b"x" * 1024}, "SUB-525"),
    ],
)
def test_an_endpoint_that_fails_the_handshake_gets_no_subscription(
    client: SimulatorClient, endpoint: WebhookEndpoint, behaviour: dict[str, Any], code: str
) -> None:
    for name, value in behaviour.items():
        setattr(endpoint, name, value)
    answer = client.send("POST", PATH, subscription_body(endpoint))
    assert status_and_code(answer) == (400, code)
    assert answer.json()["errorCode"] == code
    assert client.get(PATH).json()["records"] == []


def test_an_endpoint_that_does_not_answer_in_time_gets_no_subscription(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    client.control("delivery-options", {"answer_seconds": 0.1})
    endpoint.hold()
    answer = client.send("POST", PATH, subscription_body(endpoint))
    assert status_and_code(answer) == (400, "SUB-521")
    assert client.get(PATH).json()["records"] == []


def test_a_closed_endpoint_is_not_reachable(client: SimulatorClient) -> None:
    with WebhookEndpoint() as closed:
        body = subscription_body(closed)
    answer = client.send("POST", PATH, body)
    assert status_and_code(answer) == (400, "SUB-521")
    assert answer.json()["message"] == "WebHook is not reachable"


@pytest.mark.parametrize(
    "address",
    ["http://example.com/hook", "ftp://127.0.0.1/hook", "nonsense", "https://", "http://[/x", 5],
)
def test_an_address_must_be_https_or_on_this_machine(
    client: SimulatorClient, endpoint: WebhookEndpoint, address: object
) -> None:
    body = subscription_body(endpoint)
    body["deliveryMode"]["address"] = address
    answer = client.send("POST", PATH, body)
    assert status_and_code(answer) == (400, "CMN-101")
    assert answer.json()["parameterName"] == "deliveryMode.address"


@pytest.mark.parametrize(
    "changes",
    [
        {"eventFilters": []},
        {"eventFilters": ["/restapi/v1.0/nothing"]},
        {"eventFilters": [5]},
        {"expiresIn": 0},
        {"expiresIn": "soon"},
        {"deliveryMode": {"transportType": "WebSocket"}},
        {"deliveryMode": None},
    ],
)
def test_a_malformed_request_is_refused(
    client: SimulatorClient, endpoint: WebhookEndpoint, changes: dict[str, Any]
) -> None:
    answer = client.send("POST", PATH, subscription_body(endpoint, **changes))
    assert status_and_code(answer) == (400, "CMN-101")


def test_a_subscription_needs_more_than_a_reminder(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    reminder = f"{PATH}/~?threshold=60&interval=15"
    answer = client.send("POST", PATH, subscription_body(endpoint, reminder))
    assert status_and_code(answer) == (400, "SUB-515")
