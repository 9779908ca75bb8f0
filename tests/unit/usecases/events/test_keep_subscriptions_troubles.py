"""What RingCentral refuses is told, what passes is raised, and no gap is lost over either."""

from __future__ import annotations

import pytest

from ringkeep.domain.events.subscriptions import Subscription
from ringkeep.errors import (
    BadRequest,
    Busy,
    ConfigurationError,
    NoSlot,
    PermissionMissing,
    RingkeepError,
    Unavailable,
)
from ringkeep.usecases.events.keep_subscriptions import webhook_address
from tests.unit.usecases.events.keeping import ADDRESS, KEY, LIMIT, TOKEN, World, only, subscribed


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def kept() -> World:
    return subscribed()


@pytest.mark.parametrize(
    ("refusal", "reason", "words"),
    [
        (BadRequest("WebHook responds 502", code="SUB-522"), "unreachable", "502"),
        (BadRequest("[deliveryMode.address] is invalid"), "unreachable", "address"),
        (LIMIT, "limit_reached", "30"),
        (
            PermissionMissing("no", permission="SubscriptionWebhook"),
            "permission_missing",
            "SubscriptionWebhook",
        ),
        (BadRequest("odd", code="CMN-101"), "refused", "odd"),
    ],
)
def test_a_service_that_cannot_be_subscribed_is_told_why(
    world: World, refusal: RingkeepError, reason: str, words: str
) -> None:
    world.there.refusal = refusal
    result = world.keep()
    assert (result.action, result.reason, result.works) == ("failed", reason, False)
    assert words in result.problem
    assert "polls" in result.problem
    assert (world.after.fills, world.after.seeds) == ([], [])
    assert world.memory.reason == reason


def test_a_user_who_may_not_list_subscriptions_names_the_permission(world: World) -> None:
    world.there.unlisted = PermissionMissing("no", permission="SubscriptionWebhook")
    result = world.keep()
    assert (result.action, result.missing_permissions) == ("failed", ("SubscriptionWebhook",))


def test_what_mends_itself_is_made_then_with_the_whole_gap(kept: World) -> None:
    last = kept.after.last_event
    kept.there.known.clear()
    kept.there.refusal = BadRequest("not reachable", code="SUB-521")
    assert [kept.later().action for _ in range(3)] == ["failed"] * 3
    kept.there.refusal = None
    assert kept.later().gap_from == last


def test_where_there_is_no_room_for_one_more_our_old_one_makes_room(kept: World) -> None:
    old = only(kept).id
    kept.token = "another"
    kept.there.refusal, kept.there.room = LIMIT, 1
    result = kept.later()
    assert (result.action, result.removed) == ("made", 1)
    assert kept.there.calls == ["create", f"delete {old}", "create"]


def test_one_that_cannot_be_deleted_does_not_make_a_failure(kept: World) -> None:
    twin = only(kept).model_copy(update={"id": "twin"})
    kept.there.put(twin)
    kept.there.sticky = PermissionMissing("not yours")
    result = kept.later()
    assert (result.action, result.removed) == ("kept", 0)
    assert "could not be deleted" in result.problem


def test_ringcentral_s_words_do_not_tell_our_address_or_token(world: World) -> None:
    message = f"WebHook {ADDRESS} with {TOKEN} failed; see {KEY}"
    world.there.refusal = BadRequest(message, code="SUB-521")
    told = world.keep().problem + world.memory.problem
    assert "WebHook" in told
    assert KEY not in told
    assert TOKEN not in told


@pytest.mark.parametrize("failure", [Unavailable("down"), NoSlot("full")])
def test_what_passes_is_raised_and_changes_nothing(kept: World, failure: RingkeepError) -> None:
    kept.there.unlisted = failure
    before = kept.states.get("subscription#main")
    with pytest.raises(type(failure)):
        kept.keep()
    assert kept.states.get("subscription#main") == before


def test_there_is_one_keeper_of_a_service_at_a_time(world: World) -> None:
    with world.leases.hold("subscription#main", 60), pytest.raises(Busy):
        world.keep()
    assert world.there.calls == []


class Died(Exception):
    pass


def test_a_keeper_that_dies_after_making_one_leaves_nothing_undone(kept: World) -> None:
    kept.there.known.clear()
    kept.after.failure = Died()
    with pytest.raises(Died):
        kept.later()
    kept.after.failure = None
    result = kept.later()
    assert (result.action, result.gap_from, result.seeded) == ("kept", kept.after.last_event, True)


def test_the_address_names_the_service_and_the_unguessable_part() -> None:
    assert webhook_address("https://hooks.example.com/", "main", KEY) == ADDRESS


@pytest.mark.parametrize(("base", "key"), [("", KEY), ("https://hooks.example.com", "")])
def test_a_stack_without_an_address_says_so(base: str, key: str) -> None:
    with pytest.raises(ConfigurationError):
        webhook_address(base, "main", key)


def test_an_event_that_comes_at_once_does_not_hide_the_gap(kept: World) -> None:
    last = kept.after.last_event
    kept.there.known.clear()
    made = kept.there.create

    def made_with_an_event(*arguments: object) -> Subscription:
        kept.after.last_event = kept.clock.now()
        return made(*arguments)  # type: ignore[arg-type]

    kept.there.create = made_with_an_event  # type: ignore[assignment]
    assert kept.later().gap_from == last


def test_a_subscription_whose_making_was_not_answered_does_not_hide_the_gap(kept: World) -> None:
    last = kept.after.last_event
    kept.there.known.clear()
    kept.there.silent = Unavailable("it takes too long")
    with pytest.raises(Unavailable):
        kept.later()
    kept.there.silent, kept.after.last_event = None, kept.clock.now()
    result = kept.later()
    assert (result.action, result.gap_from) == ("made", last)
    assert only(kept).id == result.subscription_id


def test_a_gap_is_not_read_before_events_come_again(kept: World) -> None:
    kept.there.known.clear()
    kept.there.refusal = BadRequest("not reachable", code="SUB-521")
    assert kept.later().gap_from is None
    assert kept.after.fills == []
