"""Subscriptions through the simulated API, as the tests of events need them."""

from __future__ import annotations

from typing import Any

import httpx

from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint

PATH = "/restapi/v1.0/subscription"
SESSIONS = "/restapi/v1.0/account/~/telephony/sessions"
PRESENCE = "/restapi/v1.0/account/~/presence?detailedTelephonyState=true"
EXTENSIONS = "/restapi/v1.0/account/~/extension"
WEEK = 7 * 86_400


def subscription_body(endpoint: WebhookEndpoint, *filters: str, **changes: Any) -> dict[str, Any]:
    mode = {"transportType": "WebHook", "address": endpoint.url, "verificationToken": "secret-word"}
    return {"eventFilters": list(filters or (SESSIONS,)), "deliveryMode": mode, **changes}


def subscribe(client: SimulatorClient, endpoint: WebhookEndpoint, *filters: str) -> dict[str, Any]:
    answer = client.send("POST", PATH, subscription_body(endpoint, *filters))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def play_call(server: SimulatorServer, client: SimulatorClient, kind: str = "direct") -> None:
    """Plays a whole call and waits until all its events are delivered or given up."""
    client.control("live/calls", {"kind": kind})
    server.account.clock.advance(120)
    assert server.live.deliverer.wait_until_idle()


def subscription_row(client: SimulatorClient) -> dict[str, Any]:
    """Returns what the control API knows of the only subscription."""
    (row,) = client.control("subscriptions")["subscriptions"]
    found: dict[str, Any] = row
    return found


def status_and_code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["errors"][0]["errorCode"])
