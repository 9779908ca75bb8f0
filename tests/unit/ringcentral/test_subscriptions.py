"""Subscriptions at RingCentral: the requests, their users, and how the responses are read."""

from __future__ import annotations

import json

import httpx
import pytest

from ringkeep.domain.events.subscriptions import FILTERS, Subscription
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.limits.state import LIGHT, MEDIUM
from ringkeep.errors import (
    BadRequest,
    EndlessPaging,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    Unavailable,
)
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.usecases.events.ports import Subscriptions
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, ok, refusal
from tests.unit.ringcentral.http.connections import SERVER, connection

ADDRESS = "https://hooks.example.com/webhooks/ringcentral/main/key"
RECORD: dict[str, JsonValue] = {
    "id": "s-1",
    "status": "Active",
    "eventFilters": list(FILTERS),
    "expirationTime": "2026-12-23T08:00:00.000Z",
    "deliveryMode": {"transportType": "WebHook", "address": ADDRESS},
}


@pytest.fixture
def setup() -> ClientSetup:
    return ClientSetup()


@pytest.fixture
def two_users() -> ClientSetup:
    """A client of a service with two users."""
    return ClientSetup(connection=connection("900001", "900002"))


def subscriptions(setup: ClientSetup) -> Subscriptions:
    return WebhookSubscriptions(setup.client)


def listing(*records: JsonObject, next_uri: str = "") -> httpx.Response:
    navigation = {"nextPage": {"uri": next_uri}} if next_uri else {}
    return ok({"uri": "x", "records": list(records), "navigation": navigation})


def create(setup: ClientSetup) -> Subscription:
    return subscriptions(setup).create(ADDRESS, "secret-token", FILTERS, 2_592_000, setup.soon)


def sent(setup: ClientSetup, index: int = -1) -> tuple[str, str, object]:
    request = setup.server.requests[index]
    content = request.content
    return request.method, request.url.path, json.loads(content) if content else None


def test_subscriptions_are_listed_with_their_owner(setup: ClientSetup) -> None:
    setup.server.answers = [listing(RECORD, {"status": "Active"})]
    (found,) = subscriptions(setup).list(setup.soon)
    assert (found.id, found.address, found.owner) == ("s-1", ADDRESS, setup.user)
    assert sent(setup) == ("GET", "/restapi/v1.0/subscription", None)
    assert setup.sent(LIGHT) == 1


def test_all_pages_are_listed(setup: ClientSetup) -> None:
    next_uri = f"{SERVER}/restapi/v1.0/subscription?page=2"
    setup.server.answers = [listing(RECORD, next_uri=next_uri), listing({**RECORD, "id": "s-2"})]
    assert [each.id for each in subscriptions(setup).list(setup.soon)] == ["s-1", "s-2"]
    assert str(setup.server.requests[1].url) == next_uri


def test_endless_list_is_an_invalid_answer(setup: ClientSetup) -> None:
    endless = {"records": [], "navigation": {"nextPage": {"uri": "/restapi/v1.0/subscription"}}}
    setup.server.answers = [ok(endless) for _ in range(200)]
    with pytest.raises(EndlessPaging):
        subscriptions(setup).list(setup.clock.now() + 3600)
    assert len(setup.server.requests) == 1


def test_subscriptions_of_all_users_are_listed(two_users: ClientSetup) -> None:
    two_users.server.answers = [listing(RECORD), listing({**RECORD, "id": "s-2"})]
    owners = {each.owner for each in subscriptions(two_users).list(two_users.soon)}
    assert owners == set(two_users.connection.user_labels)
    assert len(set(two_users.bearers())) == 2


def test_user_without_permission_is_skipped(two_users: ClientSetup) -> None:
    two_users.server.answers = [refusal(403, "CMN-401"), listing(RECORD)]
    assert len(subscriptions(two_users).list(two_users.soon)) == 1


def test_user_who_cannot_log_in_is_skipped(two_users: ClientSetup) -> None:
    two_users.server.logins = [httpx.Response(400, json={"error": "invalid_grant"})]
    two_users.server.logins.append(
        httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
    )
    two_users.server.answers = [listing(RECORD)]
    assert len(subscriptions(two_users).list(two_users.soon)) == 1


def test_list_fails_if_no_user_has_the_permission(two_users: ClientSetup) -> None:
    two_users.server.answers = [refusal(403, "CMN-401"), refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing):
        subscriptions(two_users).list(two_users.soon)


def test_outage_for_one_user_fails_the_list(two_users: ClientSetup) -> None:
    """Otherwise a subscription that is not listed would be created again."""
    two_users.server.answers = [listing(), refusal(503)]
    with pytest.raises(Unavailable):
        subscriptions(two_users).list(two_users.soon)


def test_create_sends_address_token_filters_and_lifetime(setup: ClientSetup) -> None:
    setup.server.answers = [ok(RECORD)]
    created = create(setup)
    assert (created.id, created.owner) == ("s-1", setup.user)
    assert sent(setup) == (
        "POST",
        "/restapi/v1.0/subscription",
        {
            "eventFilters": list(FILTERS),
            "deliveryMode": {
                "transportType": "WebHook",
                "address": ADDRESS,
                "verificationToken": "secret-token",
            },
            "expiresIn": 2_592_000,
        },
    )
    assert setup.sent(MEDIUM) == 1


def test_errors_do_not_show_the_verification_token(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(400, "SUB-521")]
    with pytest.raises(BadRequest) as raised:
        create(setup)
    assert "secret-token" not in repr(raised.value)
    assert raised.value.code == "SUB-521"


def test_create_uses_the_first_user_with_the_permission(two_users: ClientSetup) -> None:
    two_users.server.answers = [refusal(403, "CMN-401"), ok(RECORD)]
    assert create(two_users).owner == two_users.connection.user_labels[1]


def test_create_fails_if_no_user_has_the_permission(two_users: ClientSetup) -> None:
    two_users.server.answers = [refusal(403, "SUB-505"), refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing, match="SUB-505"):
        create(two_users)


def test_create_fails_if_no_user_can_log_in(setup: ClientSetup) -> None:
    setup.server.logins = [httpx.Response(400, json={"error": "invalid_grant"})]
    with pytest.raises(LoginFailed):
        create(setup)


def test_subscription_without_an_id_is_an_invalid_answer(setup: ClientSetup) -> None:
    setup.server.answers = [ok({"status": "Active"})]
    with pytest.raises(InvalidAnswer):
        create(setup)


def test_create_is_sent_again_after_a_rejected_token(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(401, "OAU-213"), ok(RECORD)]
    assert create(setup).id == "s-1"
    assert setup.sent(MEDIUM) == 2


def test_renewal_sends_the_lifetime_as_the_owner(two_users: ClientSetup) -> None:
    """RingCentral shows a subscription only to its owner."""
    owner = two_users.connection.user_labels[1]
    two_users.server.answers = [ok(RECORD)]
    old = Subscription(id="s 1", owner=owner)
    assert subscriptions(two_users).update(old, FILTERS, 60, two_users.soon).owner == owner
    body = {"eventFilters": list(FILTERS), "expiresIn": 60}
    assert sent(two_users) == ("PUT", "/restapi/v1.0/subscription/s 1", body)
    assert two_users.sent(MEDIUM) == 1


def test_deleted_subscription_cannot_be_renewed(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(404, "CMN-102")]
    with pytest.raises(NotFound):
        subscriptions(setup).update(Subscription(id="s", owner=setup.user), (), 60, setup.soon)


@pytest.mark.parametrize("answer", [httpx.Response(204), refusal(404, "CMN-102")])
def test_delete_accepts_a_missing_subscription(setup: ClientSetup, answer: httpx.Response) -> None:
    setup.server.answers = [answer]
    subscriptions(setup).delete(Subscription(id="s", owner=setup.user), setup.soon)
    assert sent(setup) == ("DELETE", "/restapi/v1.0/subscription/s", None)
    assert setup.sent(MEDIUM) == 1
