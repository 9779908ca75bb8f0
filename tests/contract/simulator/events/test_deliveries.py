"""The delivery of notifications: envelopes, order, losses and repetitions."""

from __future__ import annotations

from collections import Counter

from simulator import scenarios
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import (
    EXTENSIONS,
    play_call,
    subscribe,
    subscription_row,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


def test_an_event_has_an_envelope_and_the_verification_token(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    play_call(server, client)
    post, event = endpoint.posts[0], endpoint.events[0]
    user = client.account.users[0].extension_id
    root = f"/restapi/v1.0/account/{client.account.id}"
    assert post.headers["verification-token"] == "secret-word"
    assert post.headers["content-type"] == "application/json"
    assert event["event"] == f"{root}/extension/{user}/telephony/sessions"
    assert event["subscriptionId"] == made["id"]
    assert event["ownerId"] == str(user)
    assert event["body"]["parties"][0]["extensionId"] == str(user)
    assert len({each["uuid"] for each in endpoint.events}) == len(endpoint.events)


def test_the_event_of_an_outside_party_has_the_path_of_the_account(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    play_call(server, client, "outbound")
    paths = {event["event"] for event in endpoint.events}
    assert f"/restapi/v1.0/account/{client.account.id}/telephony/sessions" in paths


def test_a_new_extension_is_announced(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint, EXTENSIONS)
    scenarios.add_users(server.account, 1)
    assert server.live.deliverer.wait_until_idle()
    (body,) = (event["body"] for event in endpoint.events)
    added = max(server.account.extensions)
    assert body["extensions"] == [{"extensionId": str(added), "eventType": "Create"}]


def test_events_of_a_session_arrive_in_order(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"lateness": 0.02, "jitter": 0.02})
    play_call(server, client, "queue")
    sequences = [body["sequence"] for body in endpoint.bodies()]
    assert sequences == sorted(sequences) == list(range(1, len(sequences) + 1))


def test_events_can_be_lost(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"loss": 0.5})
    play_call(server, client, "queue")
    counts = subscription_row(client)["counts"]
    assert 0 < counts["lost"] < counts["matched"]
    assert len(endpoint.posts) == counts["delivered"] == counts["matched"] - counts["lost"]


def test_events_can_arrive_twice(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"repetition": 1, "disorder_seconds": 0.05})
    play_call(server, client)
    times = Counter(post.body for post in endpoint.posts)
    assert set(times.values()) == {2}


def test_events_can_be_overtaken(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    subscribe(client, endpoint)
    client.control("delivery-options", {"disorder": 0.5, "disorder_seconds": 1.0})
    play_call(server, client, "queue")
    sequences = [body["sequence"] for body in endpoint.bodies()]
    assert sequences != sorted(sequences)
    assert sorted(sequences) == list(range(1, len(sequences) + 1))
