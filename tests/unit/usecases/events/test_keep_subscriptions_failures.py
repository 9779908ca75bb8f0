"""Permanent refusals are reported, temporary failures are raised, and neither loses a gap."""

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
from tests.unit.usecases.events.subscription_setup import (
    ADDRESS,
    KEY,
    LIMIT,
    TOKEN,
    SubscriptionSetup,
    subscribed_setup,
    the_subscription,
)


@pytest.fixture
def unsubscribed() -> SubscriptionSetup:
    return SubscriptionSetup()


@pytest.fixture
def subscribed() -> SubscriptionSetup:
    return subscribed_setup()


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
def test_the_reason_for_a_refused_subscription_is_reported(
    unsubscribed: SubscriptionSetup, refusal: RingkeepError, reason: str, words: str
) -> None:
    unsubscribed.ringcentral.create_error = refusal
    result = unsubscribed.keep()
    assert (result.action, result.reason, result.works) == ("failed", reason, False)
    assert words in result.problem
    assert "polls" in result.problem
    assert (unsubscribed.effects.fills, unsubscribed.effects.seeds) == ([], [])
    assert unsubscribed.state.reason == reason


def test_the_permission_to_list_subscriptions_is_named(unsubscribed: SubscriptionSetup) -> None:
    unsubscribed.ringcentral.list_error = PermissionMissing("no", permission="SubscriptionWebhook")
    result = unsubscribed.keep()
    assert (result.action, result.missing_permissions) == ("failed", ("SubscriptionWebhook",))


def test_after_a_temporary_refusal_the_whole_gap_is_read(subscribed: SubscriptionSetup) -> None:
    last = subscribed.effects.last_event
    subscribed.ringcentral.stored.clear()
    subscribed.ringcentral.create_error = BadRequest("not reachable", code="SUB-521")
    assert [subscribed.keep_later().action for _ in range(3)] == ["failed"] * 3
    subscribed.ringcentral.create_error = None
    assert subscribed.keep_later().gap_from == last


def test_at_the_limit_our_old_subscription_is_deleted_first(subscribed: SubscriptionSetup) -> None:
    old = the_subscription(subscribed).id
    subscribed.token = "another"
    subscribed.ringcentral.create_error, subscribed.ringcentral.limit = LIMIT, 1
    result = subscribed.keep_later()
    assert (result.action, result.removed) == ("made", 1)
    assert subscribed.ringcentral.calls == ["create", f"delete {old}", "create"]


def test_a_refused_deletion_is_reported_but_is_not_a_failure(subscribed: SubscriptionSetup) -> None:
    twin = the_subscription(subscribed).model_copy(update={"id": "twin"})
    subscribed.ringcentral.put(twin)
    subscribed.ringcentral.delete_error = PermissionMissing("not yours")
    result = subscribed.keep_later()
    assert (result.action, result.removed) == ("kept", 0)
    assert "could not be deleted" in result.problem


def test_ringcentrals_messages_are_reported_without_address_and_token(
    unsubscribed: SubscriptionSetup,
) -> None:
    message = f"WebHook {ADDRESS} with {TOKEN} failed; see {KEY}"
    unsubscribed.ringcentral.create_error = BadRequest(message, code="SUB-521")
    output = unsubscribed.keep().problem + unsubscribed.state.problem
    assert "WebHook" in output
    assert KEY not in output
    assert TOKEN not in output


@pytest.mark.parametrize("failure", [Unavailable("down"), NoSlot("full")])
def test_a_temporary_failure_is_raised_and_changes_nothing(
    subscribed: SubscriptionSetup, failure: RingkeepError
) -> None:
    subscribed.ringcentral.list_error = failure
    before = subscribed.states.get("subscription#main")
    with pytest.raises(type(failure)):
        subscribed.keep()
    assert subscribed.states.get("subscription#main") == before


def test_one_run_of_a_service_at_a_time(unsubscribed: SubscriptionSetup) -> None:
    with unsubscribed.leases.hold("subscription#main", 60), pytest.raises(Busy):
        unsubscribed.keep()
    assert unsubscribed.ringcentral.calls == []


class ProcessStopped(Exception):
    pass


def test_a_run_that_stops_after_creating_a_subscription_is_completed_by_the_next(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.ringcentral.stored.clear()
    subscribed.effects.failure = ProcessStopped()
    with pytest.raises(ProcessStopped):
        subscribed.keep_later()
    subscribed.effects.failure = None
    result = subscribed.keep_later()
    assert (result.action, result.gap_from, result.seeded) == (
        "kept",
        subscribed.effects.last_event,
        True,
    )


def test_the_address_contains_the_service_and_the_key() -> None:
    assert webhook_address("https://hooks.example.com/", "main", KEY) == ADDRESS


@pytest.mark.parametrize(("base", "key"), [("", KEY), ("https://hooks.example.com", "")])
def test_a_stack_without_an_address_raises_a_configuration_error(base: str, key: str) -> None:
    with pytest.raises(ConfigurationError):
        webhook_address(base, "main", key)


def test_an_event_right_after_the_creation_does_not_hide_the_gap(
    subscribed: SubscriptionSetup,
) -> None:
    last = subscribed.effects.last_event
    subscribed.ringcentral.stored.clear()
    create = subscribed.ringcentral.create

    def create_with_an_event(*arguments: object) -> Subscription:
        subscribed.effects.last_event = subscribed.clock.now()
        return create(*arguments)  # type: ignore[arg-type]

    subscribed.ringcentral.create = create_with_an_event  # type: ignore[assignment]
    assert subscribed.keep_later().gap_from == last


def test_a_lost_answer_to_the_creation_does_not_hide_the_gap(subscribed: SubscriptionSetup) -> None:
    last = subscribed.effects.last_event
    subscribed.ringcentral.stored.clear()
    subscribed.ringcentral.lost_answer = Unavailable("it takes too long")
    with pytest.raises(Unavailable):
        subscribed.keep_later()
    subscribed.ringcentral.lost_answer, subscribed.effects.last_event = None, subscribed.clock.now()
    result = subscribed.keep_later()
    assert (result.action, result.gap_from) == ("made", last)
    assert the_subscription(subscribed).id == result.subscription_id


def test_a_gap_is_not_read_before_events_arrive_again(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.stored.clear()
    subscribed.ringcentral.create_error = BadRequest("not reachable", code="SUB-521")
    assert subscribed.keep_later().gap_from is None
    assert subscribed.effects.fills == []
