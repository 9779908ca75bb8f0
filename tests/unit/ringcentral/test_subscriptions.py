"""Subscriptions at RingCentral: what is asked, as whom, and what is made of the answers."""

from __future__ import annotations

import json

import httpx
import pytest

from ringkeep.domain.events.subscriptions import FILTERS, Subscription
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.limits.state import LIGHT, MEDIUM
from ringkeep.errors import (
    BadRequest,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    Unavailable,
)
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.usecases.events.ports import Subscriptions
from tests.unit.ringcentral.http.connections import SERVER, connection
from tests.unit.ringcentral.server import World, ok, refusal

ADDRESS = "https://hooks.example.com/webhooks/ringcentral/main/key"
RECORD: dict[str, JsonValue] = {
    "id": "s-1",
    "status": "Active",
    "eventFilters": list(FILTERS),
    "expirationTime": "2026-12-23T08:00:00.000Z",
    "deliveryMode": {"transportType": "WebHook", "address": ADDRESS},
}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def two() -> World:
    """A service with two users."""
    return World(connection=connection("900001", "900002"))


def subscriptions(world: World) -> Subscriptions:
    return WebhookSubscriptions(world.client)


def listing(*records: JsonObject, following: str = "") -> httpx.Response:
    navigation = {"nextPage": {"uri": following}} if following else {}
    return ok({"uri": "x", "records": list(records), "navigation": navigation})


def create(world: World) -> Subscription:
    return subscriptions(world).create(ADDRESS, "secret-token", FILTERS, 2_592_000, world.soon)


def sent(world: World, index: int = -1) -> tuple[str, str, object]:
    request = world.server.requests[index]
    content = request.content
    return request.method, request.url.path, json.loads(content) if content else None


def test_subscriptions_are_listed_with_their_owner(world: World) -> None:
    world.server.answers = [listing(RECORD, {"status": "Active"})]
    (found,) = subscriptions(world).list(world.soon)
    assert (found.id, found.address, found.owner) == ("s-1", ADDRESS, world.user)
    assert sent(world) == ("GET", "/restapi/v1.0/subscription", None)
    assert world.sent(LIGHT) == 1


def test_all_pages_are_listed(world: World) -> None:
    following = f"{SERVER}/restapi/v1.0/subscription?page=2"
    world.server.answers = [listing(RECORD, following=following), listing({**RECORD, "id": "s-2"})]
    assert [each.id for each in subscriptions(world).list(world.soon)] == ["s-1", "s-2"]
    assert str(world.server.requests[1].url) == following


def test_a_listing_without_an_end_is_no_answer(world: World) -> None:
    endless = {"records": [], "navigation": {"nextPage": {"uri": "/restapi/v1.0/subscription"}}}
    world.server.answers = [ok(endless) for _ in range(200)]
    with pytest.raises(InvalidAnswer):
        subscriptions(world).list(world.clock.now() + 3600)


def test_the_subscriptions_of_all_users_are_listed(two: World) -> None:
    two.server.answers = [listing(RECORD), listing({**RECORD, "id": "s-2"})]
    owners = {each.owner for each in subscriptions(two).list(two.soon)}
    assert owners == set(two.connection.user_labels)
    assert len(set(two.bearers())) == 2


def test_a_user_who_may_not_list_hides_nobody_else_s(two: World) -> None:
    two.server.answers = [refusal(403, "CMN-401"), listing(RECORD)]
    assert len(subscriptions(two).list(two.soon)) == 1


def test_a_user_who_cannot_log_in_hides_nobody_else_s(two: World) -> None:
    two.server.logins = [httpx.Response(400, json={"error": "invalid_grant"})]
    two.server.logins.append(httpx.Response(200, json={"access_token": "t", "expires_in": 3600}))
    two.server.answers = [listing(RECORD)]
    assert len(subscriptions(two).list(two.soon)) == 1


def test_nobody_who_may_list_is_an_error(two: World) -> None:
    two.server.answers = [refusal(403, "CMN-401"), refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing):
        subscriptions(two).list(two.soon)


def test_an_outage_for_one_user_is_an_outage(two: World) -> None:
    """What is not listed would be made a second time."""
    two.server.answers = [listing(), refusal(503)]
    with pytest.raises(Unavailable):
        subscriptions(two).list(two.soon)


def test_a_subscription_is_made_with_all_that_it_needs(world: World) -> None:
    world.server.answers = [ok(RECORD)]
    made = create(world)
    assert (made.id, made.owner) == ("s-1", world.user)
    assert sent(world) == (
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
    assert world.sent(MEDIUM) == 1


def test_the_verification_token_is_in_no_error(world: World) -> None:
    world.server.answers = [refusal(400, "SUB-521")]
    with pytest.raises(BadRequest) as raised:
        create(world)
    assert "secret-token" not in repr(raised.value)
    assert raised.value.code == "SUB-521"


def test_it_is_made_as_the_first_user_who_may(two: World) -> None:
    two.server.answers = [refusal(403, "CMN-401"), ok(RECORD)]
    assert create(two).owner == two.connection.user_labels[1]


def test_nobody_who_may_make_one_is_an_error(two: World) -> None:
    two.server.answers = [refusal(403, "SUB-505"), refusal(403, "CMN-401")]
    with pytest.raises(PermissionMissing, match="SUB-505"):
        create(two)


def test_nobody_who_can_log_in_is_an_error(world: World) -> None:
    world.server.logins = [httpx.Response(400, json={"error": "invalid_grant"})]
    with pytest.raises(LoginFailed):
        create(world)


def test_an_answer_without_an_id_is_no_subscription(world: World) -> None:
    world.server.answers = [ok({"status": "Active"})]
    with pytest.raises(InvalidAnswer):
        create(world)


def test_a_dead_token_costs_a_second_request_and_no_second_subscription(world: World) -> None:
    world.server.answers = [refusal(401, "OAU-213"), ok(RECORD)]
    assert create(world).id == "s-1"
    assert world.sent(MEDIUM) == 2


def test_a_renewal_asks_for_its_lifetime(two: World) -> None:
    """As its owner: nobody else would find it."""
    owner = two.connection.user_labels[1]
    two.server.answers = [ok(RECORD)]
    old = Subscription(id="s 1", owner=owner)
    assert subscriptions(two).update(old, FILTERS, 60, two.soon).owner == owner
    body = {"eventFilters": list(FILTERS), "expiresIn": 60}
    assert sent(two) == ("PUT", "/restapi/v1.0/subscription/s 1", body)
    assert two.sent(MEDIUM) == 1


def test_one_that_is_gone_cannot_be_renewed(world: World) -> None:
    world.server.answers = [refusal(404, "CMN-102")]
    with pytest.raises(NotFound):
        subscriptions(world).update(Subscription(id="s", owner=world.user), (), 60, world.soon)


@pytest.mark.parametrize("answer", [httpx.Response(204), refusal(404, "CMN-102")])
def test_one_is_deleted_or_gone_already(world: World, answer: httpx.Response) -> None:
    world.server.answers = [answer]
    subscriptions(world).delete(Subscription(id="s", owner=world.user), world.soon)
    assert sent(world) == ("DELETE", "/restapi/v1.0/subscription/s", None)
    assert world.sent(MEDIUM) == 1
