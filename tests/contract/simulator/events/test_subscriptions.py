"""Subscriptions: their lifetime, changes, number, owner and rate limit groups."""

from __future__ import annotations

from simulator.clock import parse_time
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import (
    EXTENSIONS,
    PATH,
    SESSIONS,
    WEEK,
    status_and_code,
    subscribe,
    subscription_body,
    subscription_row,
)
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


def test_a_subscription_expires_after_seven_days_by_default(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    lifetime = parse_time(made["expirationTime"]) - parse_time(made["creationTime"])
    assert lifetime.total_seconds() == made["expiresIn"] == WEEK
    client.account.clock.advance(WEEK)
    client.login()
    missing = client.send("DELETE", f"{PATH}/{made['id']}")
    assert status_and_code(missing) == (404, "CMN-102")
    assert client.get(PATH).json()["records"] == []
    assert subscription_row(client)["status"] == "Expired"


def test_a_lifetime_is_ten_years_at_most(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    answer = client.send("POST", PATH, subscription_body(endpoint, expiresIn=999_999_999))
    assert answer.json()["expiresIn"] == 315_360_000


def test_an_update_sets_the_lifetime(client: SimulatorClient, endpoint: WebhookEndpoint) -> None:
    made = subscribe(client, endpoint)
    client.account.clock.advance(600)
    body = {"eventFilters": [SESSIONS], "expiresIn": 1_000_000}
    assert client.send("PUT", f"{PATH}/{made['id']}", body).json()["expiresIn"] == 1_000_000
    del body["expiresIn"]
    assert client.send("PUT", f"{PATH}/{made['id']}", body).json()["expiresIn"] == WEEK


def test_an_update_changes_the_filters(client: SimulatorClient, endpoint: WebhookEndpoint) -> None:
    made = subscribe(client, endpoint)
    changed = client.send("PUT", f"{PATH}/{made['id']}", {"eventFilters": [EXTENSIONS]}).json()
    assert changed["eventFilters"] == [f"/restapi/v1.0/account/{client.account.id}/extension"]
    assert changed["id"] == made["id"]


def test_a_deleted_subscription_does_not_exist(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    assert client.send("DELETE", f"{PATH}/{made['id']}").status_code == 204
    assert client.send("DELETE", f"{PATH}/{made['id']}").status_code == 404
    body = {"eventFilters": [SESSIONS]}
    assert client.send("PUT", f"{PATH}/{made['id']}", body).status_code == 404


def test_a_user_has_thirty_subscriptions_at_most(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    for _ in range(30):
        subscribe(client, endpoint)
    assert status_and_code(client.send("POST", PATH, subscription_body(endpoint))) == (
        403,
        "SUB-505",
    )
    assert len(endpoint.handshakes) == 30


def test_users_see_only_their_own_subscriptions(
    server: SimulatorServer, client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    made = subscribe(client, endpoint)
    with SimulatorClient(server, user=1) as other:
        assert other.get(PATH).json()["records"] == []
        assert other.send("DELETE", f"{PATH}/{made['id']}").status_code == 404


def test_reading_is_light_and_writing_is_medium(
    client: SimulatorClient, endpoint: WebhookEndpoint
) -> None:
    path = f"{PATH}/{subscribe(client, endpoint)['id']}"
    writing = [
        client.send("POST", PATH, subscription_body(endpoint)),
        client.send("PUT", path, {"eventFilters": [SESSIONS]}),
        client.send("DELETE", path),
    ]
    assert {answer.headers["x-rate-limit-group"] for answer in writing} == {"medium"}
    assert client.get(PATH).headers["x-rate-limit-group"] == "light"
