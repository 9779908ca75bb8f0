"""Events, presence, sessions and subscriptions match RingCentral's API document."""

from __future__ import annotations

import pytest

from simulator import scenarios
from simulator.http.server import SimulatorServer
from simulator.live.scripts import SCRIPTS
from simulator.testing import SimulatorClient
from tests.contract.simulator.api_document import assert_valid, described, needs_the_document
from tests.contract.simulator.events.subscriptions import (
    EXTENSIONS,
    PATH,
    PRESENCE,
    SESSIONS,
    subscribe,
    subscription_body,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint

API = "/restapi/v1.0/account/{accountId}"
# The schema of each event, by the end of the event's path
EVENTS = {
    "/telephony/sessions": "AccountTelephonySessionsEvent",
    "/presence?detailedTelephonyState=true": "DetailedExtensionPresenceEvent",
    "/presence": "AccountPresenceEvent",
    "/extension": "ExtensionListEvent",
}

pytestmark = needs_the_document


@pytest.mark.parametrize("kind", SCRIPTS)
def test_every_event_matches_its_schema(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint, kind: str
) -> None:
    subscribe(client, endpoint, SESSIONS, PRESENCE, EXTENSIONS)
    subscribe(client, endpoint, PRESENCE.partition("?")[0])
    client.control("live/calls", {"kind": kind})
    server.account.clock.advance(200)
    scenarios.add_users(server.account, 1)
    assert server.live.deliverer.wait_until_idle()
    kinds = set()
    for event in endpoint.events:
        ending = next(each for each in EVENTS if event["event"].endswith(each))
        kinds.add(ending)
        assert_valid(event, {"$ref": f"#/components/schemas/{EVENTS[ending]}"})
    assert kinds == EVENTS.keys()


def test_the_answers_about_subscriptions_match(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    client.account.users[0].scopes = ("SubscriptionWebhook", "ReadAccounts")
    body = subscription_body(endpoint, SESSIONS, EXTENSIONS)
    made = client.send("POST", PATH, body).json()
    assert made["disabledFilters"]
    assert_valid(made, described(PATH, "post", 200))
    client.control("subscriptions/all/blacklist", {})
    assert_valid(client.get(PATH).json(), described(PATH, "get", 200))
    updated = client.send("PUT", f"{PATH}/{made['id']}", body)
    assert_valid(updated.json(), described(f"{PATH}/{{subscriptionId}}", "put", 200))


def test_a_refused_subscription_matches(client: SimulatorClient, endpoint: WebhookEndpoint) -> None:
    endpoint.status = 500
    refused = client.send("POST", PATH, subscription_body(endpoint))
    assert_valid({"errors": refused.json()["errors"]}, described(PATH, "post", 400))


@pytest.mark.parametrize("kind", SCRIPTS)
def test_presence_and_sessions_match(
    server: SimulatorServer, client: SimulatorClient, kind: str
) -> None:
    call = client.control("live/calls", {"kind": kind})
    session = f"{API}/telephony/sessions/{{telephonySessionId}}"
    for _ in range(6):
        server.account.clock.advance(4)
        page = client.get("/presence", detailedTelephonyState="true")
        assert_valid(page.json(), described(f"{API}/presence", "get", 200))
        found = client.get(f"/telephony/sessions/{call['telephony_session_ids'][0]}")
        if found.status_code == 200:
            assert_valid(found.json(), described(session, "get", 200))


def test_the_records_of_live_calls_match(server: SimulatorServer, client: SimulatorClient) -> None:
    for kind in SCRIPTS:
        client.control("live/calls", {"kind": kind})
    server.account.clock.advance(200)
    answer = client.get("/call-log", view="Detailed", perPage=100)
    assert len(answer.json()["records"]) > len(SCRIPTS)
    assert_valid(answer.json(), described(f"{API}/call-log", "get", 200))
