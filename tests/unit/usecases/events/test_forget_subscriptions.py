"""When a service is removed, its subscriptions are deleted."""

from __future__ import annotations

import pytest

from ringkeep.errors import Conflict, NoSlot, PermissionMissing, RingkeepError, Unavailable
from ringkeep.usecases.events.forget_subscriptions import ForgetResult, SubscriptionRemover
from tests.unit.usecases.events.subscription_setup import (
    ADDRESS,
    KEY,
    SubscriptionSetup,
    subscribed_setup,
    the_subscription,
)


@pytest.fixture
def subscribed() -> SubscriptionSetup:
    return subscribed_setup()


def forget(setup: SubscriptionSetup) -> ForgetResult:
    remover = SubscriptionRemover(setup.states, setup.leases, setup.clock)
    return remover.forget("main", ADDRESS, setup.ringcentral, setup.clock.now() + 120)


def test_all_subscriptions_at_our_address_are_deleted(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.put(the_subscription(subscribed).model_copy(update={"id": "twin"}))
    assert forget(subscribed) == ForgetResult(removed=2)
    assert subscribed.ringcentral.stored == {}


def test_subscriptions_at_other_addresses_stay(subscribed: SubscriptionSetup) -> None:
    other = the_subscription(subscribed).model_copy(
        update={"id": "other", "address": ADDRESS + "x"}
    )
    subscribed.ringcentral.put(other)
    forget(subscribed)
    assert the_subscription(subscribed) == other


def test_the_stored_state_is_deleted(subscribed: SubscriptionSetup) -> None:
    forget(subscribed)
    assert subscribed.state.subscription_id == ""
    subscribed.effects.last_event = None
    assert subscribed.keep_later().gap_from is None


def test_a_service_without_a_subscription_leaves_no_document() -> None:
    unsubscribed = SubscriptionSetup()
    assert forget(unsubscribed) == ForgetResult()
    assert unsubscribed.states.get("subscription#main") == (None, 0)


@pytest.mark.parametrize("failure", [Unavailable("down"), NoSlot("full"), PermissionMissing("no")])
def test_a_failure_is_reported_and_not_raised(
    subscribed: SubscriptionSetup, failure: RingkeepError
) -> None:
    subscribed.ringcentral.delete_error = failure
    result = forget(subscribed)
    assert (result.removed, bool(result.problem)) == (0, True)
    assert subscribed.state.subscription_id == the_subscription(subscribed).id


def test_deletions_are_counted_even_if_the_state_cannot_be_cleared(
    subscribed: SubscriptionSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object) -> int:
        raise Conflict("changed")

    monkeypatch.setattr(subscribed.states, "put", changed)
    assert forget(subscribed) == ForgetResult(removed=1, problem="changed")


def test_a_running_check_is_not_disturbed(subscribed: SubscriptionSetup) -> None:
    with subscribed.leases.hold("subscription#main", 60):
        assert forget(subscribed).problem
    assert subscribed.ringcentral.calls == []


def test_the_problem_does_not_contain_our_address(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.list_error = Unavailable(f"no answer from {ADDRESS}")
    problem = forget(subscribed).problem
    assert "no answer" in problem
    assert KEY not in problem
