"""When a lost filter is restored, the calls that it missed are read from the call log."""

from __future__ import annotations

import pytest

from ringkeep.domain.events.subscriptions import ASK_AGAIN_AFTER, FILTERS
from ringkeep.errors import StorageFailed, Unavailable
from tests.unit.usecases.events.subscription_setup import (
    DAY,
    TELEPHONY,
    SubscriptionSetup,
    subscribed_setup,
    the_subscription,
)


@pytest.fixture
def subscribed() -> SubscriptionSetup:
    return subscribed_setup()


def lose_telephony(unsubscribed: SubscriptionSetup) -> float:
    """RingCentral drops a filter. Returns when all filters were last seen to be delivered."""
    unsubscribed.keep_later()
    whole_at = unsubscribed.clock.now()
    unsubscribed.ringcentral.change(the_subscription(unsubscribed).id, filters=FILTERS[1:])
    return whole_at


def receive_presence(unsubscribed: SubscriptionSetup) -> None:
    unsubscribed.effects.last_event = unsubscribed.clock.now()


def test_the_gap_of_a_lost_filter_is_read_after_it_is_restored(
    subscribed: SubscriptionSetup,
) -> None:
    whole_at = lose_telephony(subscribed)
    receive_presence(subscribed)
    assert subscribed.keep_later().action == "renewed"
    receive_presence(subscribed)
    result = subscribed.keep_later()
    assert (result.action, result.gap_from, result.seeded) == ("kept", whole_at, True)
    assert (subscribed.effects.fills, subscribed.effects.seeds) == ([whole_at], ["main 700001"])


def test_the_gap_is_read_once(subscribed: SubscriptionSetup) -> None:
    lose_telephony(subscribed)
    for _ in range(5):
        subscribed.keep_later()
    assert (len(subscribed.effects.fills), len(subscribed.effects.seeds)) == (1, 1)


def test_the_gap_is_read_if_someone_else_restored_the_filter(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.ungranted = frozenset({TELEPHONY})
    whole_at = lose_telephony(subscribed)
    subscribed.keep_later()
    subscribed.ringcentral.change(the_subscription(subscribed).id, filters=FILTERS, disabled=())
    assert subscribed.keep_later().gap_from == whole_at


def test_an_added_permission_seeds_the_board_again(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.ungranted = frozenset({TELEPHONY})
    lose_telephony(subscribed)
    subscribed.keep_later()
    subscribed.ringcentral.ungranted = frozenset()
    assert subscribed.keep_later(ASK_AGAIN_AFTER).action == "renewed"
    assert subscribed.keep_later().seeded is True


def test_the_gap_of_a_lost_filter_is_read_for_a_week_at_most(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.ungranted = frozenset({TELEPHONY})
    lose_telephony(subscribed)
    subscribed.keep_later()
    subscribed.ringcentral.ungranted = frozenset()
    subscribed.keep_later(12 * DAY)
    assert subscribed.keep_later().gap_from == subscribed.clock.now() - 7 * DAY


def test_a_failed_renewal_does_not_lose_the_gap(subscribed: SubscriptionSetup) -> None:
    whole_at = lose_telephony(subscribed)
    subscribed.ringcentral.update_error = Unavailable("the answer was lost")
    with pytest.raises(Unavailable):
        subscribed.keep_later()
    subscribed.ringcentral.change(the_subscription(subscribed).id, filters=FILTERS)
    assert subscribed.keep_later().gap_from == whole_at


def test_the_gap_of_a_filter_that_cannot_be_read_is_read_by_a_later_run(
    subscribed: SubscriptionSetup,
) -> None:
    whole_at = lose_telephony(subscribed)
    subscribed.keep_later()
    subscribed.effects.failure = StorageFailed("down")
    assert subscribed.keep_later().gap_from is None
    subscribed.effects.failure = None
    assert subscribed.keep_later().gap_from == whole_at


def test_nothing_is_read_while_no_listing_shows_the_filter(subscribed: SubscriptionSetup) -> None:
    """RingCentral's answer to an update may promise a filter that no listing shows."""
    for _ in range(5):
        subscribed.ringcentral.change(the_subscription(subscribed).id, filters=FILTERS[1:])
        subscribed.keep_later()
    assert (subscribed.effects.fills, subscribed.effects.seeds) == ([], [])


def test_a_filter_that_is_not_ours_causes_no_gap(subscribed: SubscriptionSetup) -> None:
    subscribed.ringcentral.change(
        the_subscription(subscribed).id, filters=(*FILTERS, "/restapi/v1.0/account/~/other")
    )
    assert subscribed.keep_later().action == "renewed"
    subscribed.keep_later()
    assert (subscribed.effects.fills, subscribed.effects.seeds) == ([], [])
