"""What a filter missed while it was not delivered is made good when it is delivered again."""

from __future__ import annotations

import pytest

from ringkeep.domain.events.subscriptions import ASK_AGAIN, FILTERS
from ringkeep.errors import StorageFailed, Unavailable
from tests.unit.usecases.events.keeping import DAY, TELEPHONY, World, only, subscribed


@pytest.fixture
def kept() -> World:
    return subscribed()


def lose_telephony(world: World) -> float:
    """RingCentral drops a filter while presence goes on; when all was last seen to be well."""
    world.later()
    whole_at = world.clock.now()
    world.there.change(only(world).id, filters=FILTERS[1:])
    return whole_at


def hear_presence(world: World) -> None:
    world.after.last_event = world.clock.now()


def test_the_gap_of_a_lost_filter_is_read_once_it_is_back(kept: World) -> None:
    whole_at = lose_telephony(kept)
    hear_presence(kept)
    assert kept.later().action == "renewed"
    hear_presence(kept)
    result = kept.later()
    assert (result.action, result.gap_from, result.seeded) == ("kept", whole_at, True)
    assert (kept.after.fills, kept.after.seeds) == ([whole_at], ["main 700001"])


def test_it_is_made_good_once(kept: World) -> None:
    lose_telephony(kept)
    for _ in range(5):
        kept.later()
    assert (len(kept.after.fills), len(kept.after.seeds)) == (1, 1)


def test_what_somebody_else_has_mended_is_made_good_too(kept: World) -> None:
    kept.there.withheld = frozenset({TELEPHONY})
    whole_at = lose_telephony(kept)
    kept.later()
    kept.there.change(only(kept).id, filters=FILTERS, disabled=())
    assert kept.later().gap_from == whole_at


def test_a_permission_that_was_added_begins_the_board_anew(kept: World) -> None:
    kept.there.withheld = frozenset({TELEPHONY})
    lose_telephony(kept)
    kept.later()
    kept.there.withheld = frozenset()
    assert kept.later(ASK_AGAIN).action == "renewed"
    assert kept.later().seeded is True


def test_a_long_lack_is_read_for_a_week_at_most(kept: World) -> None:
    kept.there.withheld = frozenset({TELEPHONY})
    lose_telephony(kept)
    kept.later()
    kept.there.withheld = frozenset()
    kept.later(12 * DAY)
    assert kept.later().gap_from == kept.clock.now() - 7 * DAY


def test_a_keeper_that_fails_over_the_renewal_has_not_lost_the_gap(kept: World) -> None:
    whole_at = lose_telephony(kept)
    kept.there.stubborn = Unavailable("the answer was lost")
    with pytest.raises(Unavailable):
        kept.later()
    kept.there.change(only(kept).id, filters=FILTERS)
    assert kept.later().gap_from == whole_at


def test_a_gap_that_cannot_be_read_yet_is_read_by_a_later_run(kept: World) -> None:
    whole_at = lose_telephony(kept)
    kept.later()
    kept.after.failure = StorageFailed("down")
    assert kept.later().gap_from is None
    kept.after.failure = None
    assert kept.later().gap_from == whole_at


def test_a_listing_that_never_shows_the_filter_reads_nothing(kept: World) -> None:
    """An update may promise what no listing confirms."""
    for _ in range(5):
        kept.there.change(only(kept).id, filters=FILTERS[1:])
        kept.later()
    assert (kept.after.fills, kept.after.seeds) == ([], [])


def test_a_filter_that_is_not_ours_has_missed_nothing(kept: World) -> None:
    kept.there.change(only(kept).id, filters=(*FILTERS, "/restapi/v1.0/account/~/other"))
    assert kept.later().action == "renewed"
    kept.later()
    assert (kept.after.fills, kept.after.seeds) == ([], [])
