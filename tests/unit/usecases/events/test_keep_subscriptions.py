"""Subscriptions are created, renewed and replaced, and gaps are read from the call log."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.events.subscriptions import ASK_AGAIN_AFTER, LIFETIME
from ringkeep.errors import BadRequest, NotFound, PermissionMissing, StorageFailed
from tests.unit.usecases.events.subscription_setup import (
    ADDRESS,
    DAY,
    KEY,
    TELEPHONY,
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


def test_the_first_run_creates_a_subscription_and_seeds_the_board(
    unsubscribed: SubscriptionSetup,
) -> None:
    result = unsubscribed.keep()
    assert (result.action, result.reason, result.seeded) == ("made", "missing", True)
    assert (result.works, result.fully_granted, result.gap_from) == (True, True, None)
    assert result.subscription_id == the_subscription(unsubscribed).id
    assert result.expires_at == unsubscribed.clock.now() + LIFETIME
    assert (unsubscribed.ringcentral.tokens, unsubscribed.effects.seeds) == (
        [TOKEN],
        ["main 700001"],
    )


def test_a_good_subscription_is_only_listed(subscribed: SubscriptionSetup) -> None:
    result = subscribed.keep_later()
    assert (result.action, result.reason, result.problem) == ("kept", "", "")
    assert subscribed.ringcentral.calls == []
    assert subscribed.effects.fills == []


def test_the_result_is_stored(subscribed: SubscriptionSetup) -> None:
    subscribed.keep_later()
    assert subscribed.state.checked_at == subscribed.clock.now()
    assert (subscribed.state.action, subscribed.state.subscription_id) == (
        "kept",
        the_subscription(subscribed).id,
    )


def test_neither_token_nor_address_is_stored_or_reported(unsubscribed: SubscriptionSetup) -> None:
    output = unsubscribed.keep().model_dump_json() + json.dumps(
        unsubscribed.states.get("subscription#main")
    )
    assert TOKEN not in output
    assert KEY not in output


def test_a_deleted_subscription_is_created_again_and_the_gap_is_read(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.ringcentral.stored.clear()
    last = subscribed.effects.last_event
    result = subscribed.keep_later()
    assert (result.action, result.reason, result.gap_from) == ("made", "missing", last)
    assert (subscribed.effects.fills, subscribed.effects.seeds) == ([last], ["main 700001"])


def test_a_blacklisted_subscription_is_deleted_before_its_replacement_is_created(
    subscribed: SubscriptionSetup,
) -> None:
    old = the_subscription(subscribed).id
    subscribed.ringcentral.change(old, status="Blacklisted")
    result = subscribed.keep_later()
    assert (result.action, result.reason, result.removed) == ("made", "blacklisted", 1)
    assert subscribed.ringcentral.calls == [f"delete {old}", "create"]


def test_a_delivering_subscription_is_deleted_after_its_replacement_is_created(
    subscribed: SubscriptionSetup,
) -> None:
    old = the_subscription(subscribed).id
    subscribed.ringcentral.change(old, expires_at=subscribed.clock.now() + 310)
    result = subscribed.keep_later()
    assert (result.action, result.reason, result.removed) == ("made", "expiring", 1)
    assert subscribed.ringcentral.calls == ["create", f"delete {old}"]


def test_without_an_event_the_gap_starts_at_the_last_subscription(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.effects.last_event = None
    subscribed.ringcentral.stored.clear()
    assert subscribed.keep_later().gap_from == subscribed.clock.now() - 900


def test_a_gap_is_read_for_a_week_at_most(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.stored.clear()
    assert subscribed.keep_later(30 * DAY).gap_from == subscribed.clock.now() - 7 * DAY


def test_a_gap_that_could_not_be_read_is_read_by_the_next_run(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.ringcentral.stored.clear()
    subscribed.effects.failure = StorageFailed("down")
    first = subscribed.keep_later()
    assert (first.action, first.gap_from, first.seeded) == ("made", None, False)
    assert "gap" in first.problem
    last, subscribed.effects.failure = subscribed.effects.last_event, None
    subscribed.effects.last_event = subscribed.clock.now()
    second = subscribed.keep_later()
    assert (second.action, second.gap_from, second.seeded) == ("kept", last, True)
    assert (subscribed.keep_later().gap_from, len(subscribed.effects.fills)) == (None, 1)


def test_a_second_loss_does_not_shorten_an_unread_gap(subscribed: SubscriptionSetup) -> None:
    first = subscribed.effects.last_event
    subscribed.effects.failure = StorageFailed("down")
    subscribed.ringcentral.stored.clear()
    subscribed.keep_later()
    subscribed.effects.failure, subscribed.effects.last_event = None, subscribed.clock.now()
    subscribed.ringcentral.stored.clear()
    assert subscribed.keep_later().gap_from == first


def test_presence_without_permission_is_requested_once(unsubscribed: SubscriptionSetup) -> None:
    unsubscribed.effects.failure = PermissionMissing("no", permission="ReadPresence")
    first = unsubscribed.keep()
    assert (first.works, first.seeded) == (True, False)
    assert "Presence" in first.problem
    unsubscribed.effects.failure = None
    assert unsubscribed.keep_later().seeded is False
    assert unsubscribed.effects.seeds == []


def test_a_subscription_is_renewed_halfway_without_a_gap(subscribed: SubscriptionSetup) -> None:
    result = subscribed.keep_later(16 * DAY)
    assert (result.action, result.reason, result.gap_from) == ("renewed", "expiring", None)
    assert subscribed.ringcentral.calls == [f"update {the_subscription(subscribed).id}"]
    assert the_subscription(subscribed).expires_at == subscribed.clock.now() + LIFETIME


def test_a_subscription_granted_for_a_week_is_renewed_in_time(
    unsubscribed: SubscriptionSetup,
) -> None:
    unsubscribed.ringcentral.max_lifetime = int(7 * DAY)
    unsubscribed.keep()
    looks = [unsubscribed.keep_later(DAY / 2).action.value for _ in range(60)]
    assert set(looks) == {"kept", "renewed"}
    assert looks.count("renewed") == 7


def test_a_subscription_missing_at_its_renewal_is_created_again(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.ringcentral.update_error = NotFound("no such subscription")
    result = subscribed.keep_later(16 * DAY)
    assert (result.action, result.reason, result.works) == ("made", "missing", True)
    assert the_subscription(subscribed).id == result.subscription_id


def test_a_subscription_whose_renewal_is_refused_is_kept(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.update_error = BadRequest("no", status=400)
    result = subscribed.keep_later(16 * DAY)
    assert (result.action, result.works) == ("kept", True)
    assert "could not be renewed" in result.problem
    assert subscribed.keep_later().action == "kept"
    assert subscribed.ringcentral.calls == []


def test_a_missing_permission_is_named_and_the_other_filters_are_kept(
    unsubscribed: SubscriptionSetup,
) -> None:
    unsubscribed.ringcentral.ungranted = frozenset({TELEPHONY})
    first = unsubscribed.keep()
    assert (first.action, first.missing_permissions) == ("made", ("CallControl",))
    assert (first.works, first.fully_granted) == (True, False)
    second = unsubscribed.keep_later()
    assert (second.action, second.reason) == ("kept", "disabled_filter")
    assert second.missing_permissions == ("CallControl",)
    assert "CallControl" in second.problem
    assert unsubscribed.ringcentral.calls == []


def test_an_added_permission_is_detected_within_an_hour(unsubscribed: SubscriptionSetup) -> None:
    unsubscribed.ringcentral.ungranted = frozenset({TELEPHONY})
    unsubscribed.keep()
    unsubscribed.ringcentral.ungranted = frozenset()
    result = unsubscribed.keep_later(ASK_AGAIN_AFTER)
    assert (result.action, result.fully_granted) == ("renewed", True)


def test_lost_filters_are_restored_by_the_next_run(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.change(the_subscription(subscribed).id, filters=(TELEPHONY,))
    result = subscribed.keep_later()
    assert (result.action, result.reason, result.fully_granted) == (
        "renewed",
        "wrong_filters",
        True,
    )


def test_a_new_verification_token_needs_a_new_subscription(subscribed: SubscriptionSetup) -> None:
    subscribed.token = "another"
    result = subscribed.keep_later()
    assert (result.action, result.reason) == ("made", "token")
    assert (subscribed.ringcentral.tokens[-1], len(subscribed.ringcentral.stored)) == ("another", 1)


def test_all_but_one_subscription_at_our_address_are_deleted(subscribed: SubscriptionSetup) -> None:
    ours = the_subscription(subscribed)
    for number in range(3):
        subscribed.ringcentral.put(ours.model_copy(update={"id": f"twin-{number}"}))
    result = subscribed.keep_later()
    assert (result.action, result.removed) == ("kept", 3)
    assert the_subscription(subscribed) == ours


def test_subscriptions_at_other_addresses_are_never_changed(subscribed: SubscriptionSetup) -> None:
    other = [
        the_subscription(subscribed).model_copy(
            update={"id": f"f{n}", "address": address, "status": "Blacklisted"}
        )
        for n, address in enumerate([ADDRESS + "x", ADDRESS[:-1], "https://a.example.com", ""])
    ]
    for each in other:
        subscribed.ringcentral.put(each)
    subscribed.ringcentral.stored.pop(subscribed.state.subscription_id)
    subscribed.keep_later()
    assert subscribed.ringcentral.calls == ["create"]
    assert all(each in subscribed.ringcentral.stored.values() for each in other)


def test_after_a_change_of_address_there_is_one_new_subscription_then_the_old_one_is_deleted(
    subscribed: SubscriptionSetup,
) -> None:
    old = the_subscription(subscribed)
    subscribed.address = ADDRESS.replace("hooks", "new")
    result = subscribed.keep_later()
    assert (result.action, result.reason) == ("made", "wrong_address")
    assert subscribed.ringcentral.calls == ["create", f"delete {old.id}"]
    assert the_subscription(subscribed).address == subscribed.address


def test_an_old_subscription_that_could_not_be_deleted_is_deleted_by_a_later_run(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.address = ADDRESS.replace("hooks", "new")
    subscribed.ringcentral.delete_error = PermissionMissing("not now")
    subscribed.keep_later()
    assert len(subscribed.ringcentral.stored) == 2
    subscribed.ringcentral.delete_error = None
    assert subscribed.keep_later().removed == 1
    assert the_subscription(subscribed).address == subscribed.address
    assert subscribed.state.replaced_ids == ()


def test_another_account_starts_without_the_gap_of_the_old_one(
    subscribed: SubscriptionSetup,
) -> None:
    subscribed.account, subscribed.effects.last_event = "700002", None
    subscribed.ringcentral.stored.clear()
    result = subscribed.keep_later()
    assert (result.action, result.gap_from, subscribed.effects.seeds) == (
        "made",
        None,
        ["main 700002"],
    )
