"""Subscriptions that end early: blacklisted after failures, or through the control API."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import (
    PATH,
    SESSIONS,
    play_call,
    subscribe,
    subscription_row,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [({"status": 503}, "HTTP status is 503"), ({"padding": 1024}, "invalid")],
)
def test_a_subscription_is_blacklisted_after_wrong_answers(
    server: SimulatorServer,
    client: SimulatorClient,
    endpoint: WebhookEndpoint,
    behaviour: dict[str, Any],
    reason: str,
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"blacklist_after": 2})
    for name, value in behaviour.items():
        setattr(endpoint, name, value)
    play_call(server, client)
    assert_blacklisted(client, reason)


def test_a_subscription_is_blacklisted_after_answers_that_are_too_late(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"answer_seconds": 0.1, "blacklist_after": 2})
    endpoint.hold()
    play_call(server, client)
    assert_blacklisted(client, "Read timed out")


def assert_blacklisted(client: SimulatorClient, reason: str) -> None:
    (record,) = client.get(PATH).json()["records"]
    assert record["status"] == "Blacklisted"
    assert reason in record["blacklistedData"]["reason"]
    assert subscription_row(client)["counts"]["failed"] == 2


def test_events_that_wait_when_a_subscription_is_blacklisted_are_dropped(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    endpoint.hold()
    client.control("live/calls", {"kind": "direct"})  # two events, the second waits for the first
    endpoint.wait_for_posts(1)
    client.control("subscriptions/all/blacklist", {})
    endpoint.release()
    assert server.live.deliverer.wait_until_idle()
    counts = subscription_row(client)["counts"]
    assert (counts["delivered"], counts["dropped"]) == (1, 1)


def test_a_good_answer_resets_the_count_of_failures(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"blacklist_after": 5})
    for status in (500, 200, 500):
        endpoint.status = status
        client.control("live/calls", {"kind": "direct", "by_hand": True})
        assert server.live.deliverer.wait_until_idle()
    assert subscription_row(client)["failures_in_a_row"] == 1
    assert subscription_row(client)["status"] == "Active"


def test_a_blacklisted_subscription_stays_blacklisted_after_an_update(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    client.control(f"subscriptions/{made['id']}/blacklist", {"reason": "for a test"})
    updated = client.send("PUT", f"{PATH}/{made['id']}", {"eventFilters": [SESSIONS]}).json()
    assert updated["status"] == "Blacklisted"
    assert updated["blacklistedData"]["reason"] == "for a test"
    play_call(server, client)
    assert endpoint.posts == []


@pytest.mark.parametrize("action", ["expire", "delete"])
def test_the_control_api_ends_a_subscription(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint, action: str
) -> None:
    subscribe(client, endpoint)
    client.control(f"subscriptions/all/{action}", {})
    assert client.get(PATH).json()["records"] == []
    play_call(server, client)
    assert endpoint.posts == []
