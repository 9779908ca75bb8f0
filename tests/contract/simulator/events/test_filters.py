"""Event filters: which of them a user may have, and which events match them."""

from __future__ import annotations

import pytest

from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import (
    EXTENSIONS,
    PATH,
    PRESENCE,
    SESSIONS,
    play_call,
    status_and_code,
    subscribe,
    subscription_body,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


def test_filters_have_ids_in_place_of_the_tilde(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint, PRESENCE, "/restapi/v1.0/account/~/extension/~/presence")
    root = f"/restapi/v1.0/account/{client.account.id}"
    own = client.account.users[0].extension_id
    assert made["eventFilters"] == [
        f"{root}/presence?detailedTelephonyState=true",
        f"{root}/extension/{own}/presence",
    ]


@pytest.mark.parametrize(
    ("scope", "event"),
    [("CallControl", SESSIONS), ("ReadPresence", PRESENCE), ("ReadAccounts", EXTENSIONS)],
)
def test_a_filter_that_is_not_granted_is_disabled(
    client: SimulatorClient, endpoint: WebhookEndpoint, scope: str, event: str
) -> None:
    scopes = client.account.options.scopes
    client.account.users[0].scopes = tuple(each for each in scopes if each != scope)
    made = subscribe(client, endpoint, SESSIONS, PRESENCE, EXTENSIONS)
    (disabled,) = made["disabledFilters"]
    assert disabled["filter"] == event.replace("~", str(client.account.id))
    assert scope in disabled["message"]
    assert disabled["filter"] not in made["eventFilters"]
    assert len(made["eventFilters"]) == 2


def test_a_filter_needs_the_permission_of_the_user_too(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    client.account.users[0].permissions = ("ReadExtensions",)
    made = subscribe(client, endpoint, PRESENCE, EXTENSIONS)
    assert "ReadPresenceStatus" in made["disabledFilters"][0]["message"]


def test_a_subscription_needs_a_granted_filter(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    client.account.users[0].scopes = ("SubscriptionWebhook",)
    answer = client.send("POST", PATH, subscription_body(endpoint))
    assert status_and_code(answer) == (403, "CMN-401")
    assert answer.json()["permissionName"] == "CallControl"
    assert endpoint.handshakes == []


def test_subscriptions_need_the_scope(client: SimulatorClient) -> None:
    client.account.users[0].scopes = ("ReadAccounts",)
    answer = client.get(PATH)
    assert answer.json()["permissionName"] == "SubscriptionWebhook"


def test_a_filter_of_one_extension_matches_only_its_events(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    users = [e for e in client.account.extensions.values() if e.type == "User"]
    subscribe(client, endpoint, f"{EXTENSIONS}/{users[1].id}/telephony/sessions")
    client.control("live/calls", {"kind": "transfer"})
    server.account.clock.advance(120)
    assert server.live.deliverer.wait_until_idle()
    reported = {body["parties"][0]["extensionId"] for body in endpoint.bodies()}
    assert reported == {str(users[1].id)}


def test_presence_has_calls_only_if_the_filter_asks_for_details(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint, PRESENCE)
    with WebhookEndpoint() as other:
        subscribe(client, other, PRESENCE.partition("?")[0])
        play_call(server, client)
        assert all("activeCalls" not in body for body in other.bodies("presence"))
        assert all("?" not in event["event"] for event in other.events)
    assert all("activeCalls" in body for body in endpoint.bodies("presence"))
    assert all(event["event"].endswith("=true") for event in endpoint.events)
