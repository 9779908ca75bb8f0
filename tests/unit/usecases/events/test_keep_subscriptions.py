"""A service stays subscribed, whatever becomes of its subscription."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.events.subscriptions import ASK_AGAIN, LIFETIME
from ringkeep.errors import BadRequest, NotFound, PermissionMissing, StorageFailed
from tests.unit.usecases.events.keeping import (
    ADDRESS,
    DAY,
    KEY,
    TELEPHONY,
    TOKEN,
    World,
    only,
    subscribed,
)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def kept() -> World:
    return subscribed()


def test_the_first_subscription_is_made_and_the_board_begun(world: World) -> None:
    result = world.keep()
    assert (result.action, result.reason, result.seeded) == ("made", "missing", True)
    assert (result.works, result.fully_granted, result.gap_from) == (True, True, None)
    assert result.subscription_id == only(world).id
    assert result.expires_at == world.clock.now() + LIFETIME
    assert (world.there.tokens, world.after.seeds) == ([TOKEN], ["main 700001"])


def test_a_good_one_costs_one_listing(kept: World) -> None:
    result = kept.later()
    assert (result.action, result.reason, result.problem) == ("kept", "", "")
    assert kept.there.calls == []
    assert kept.after.fills == []


def test_what_happened_is_on_file(kept: World) -> None:
    kept.later()
    assert kept.memory.checked_at == kept.clock.now()
    assert (kept.memory.action, kept.memory.subscription_id) == ("kept", only(kept).id)


def test_neither_token_nor_address_is_on_file_or_told(world: World) -> None:
    told = world.keep().model_dump_json() + json.dumps(world.states.get("subscription#main"))
    assert TOKEN not in told
    assert KEY not in told


def test_a_deleted_one_is_back_and_the_gap_is_read(kept: World) -> None:
    kept.there.known.clear()
    last = kept.after.last_event
    result = kept.later()
    assert (result.action, result.reason, result.gap_from) == ("made", "missing", last)
    assert (kept.after.fills, kept.after.seeds) == ([last], ["main 700001"])


def test_a_blacklisted_one_goes_before_the_new_one_comes(kept: World) -> None:
    old = only(kept).id
    kept.there.change(old, status="Blacklisted")
    result = kept.later()
    assert (result.action, result.reason, result.removed) == ("made", "blacklisted", 1)
    assert kept.there.calls == [f"delete {old}", "create"]


def test_one_that_still_delivers_goes_after_the_new_one_has_come(kept: World) -> None:
    old = only(kept).id
    kept.there.change(old, expires_at=kept.clock.now() + 310)
    result = kept.later()
    assert (result.action, result.reason, result.removed) == ("made", "expiring", 1)
    assert kept.there.calls == ["create", f"delete {old}"]


def test_without_an_event_the_gap_begins_with_the_last_subscription(kept: World) -> None:
    kept.after.last_event = None
    kept.there.known.clear()
    assert kept.later().gap_from == kept.clock.now() - 900


def test_a_gap_is_read_for_a_week_at_most(kept: World) -> None:
    kept.there.known.clear()
    assert kept.later(30 * DAY).gap_from == kept.clock.now() - 7 * DAY


def test_a_gap_that_could_not_be_read_is_read_by_the_next_run(kept: World) -> None:
    kept.there.known.clear()
    kept.after.failure = StorageFailed("down")
    first = kept.later()
    assert (first.action, first.gap_from, first.seeded) == ("made", None, False)
    assert "gap" in first.problem
    last, kept.after.failure = kept.after.last_event, None
    kept.after.last_event = kept.clock.now()
    second = kept.later()
    assert (second.action, second.gap_from, second.seeded) == ("kept", last, True)
    assert (kept.later().gap_from, len(kept.after.fills)) == (None, 1)


def test_a_second_death_does_not_shorten_a_gap_that_is_not_read_yet(kept: World) -> None:
    first = kept.after.last_event
    kept.after.failure = StorageFailed("down")
    kept.there.known.clear()
    kept.later()
    kept.after.failure, kept.after.last_event = None, kept.clock.now()
    kept.there.known.clear()
    assert kept.later().gap_from == first


def test_presence_that_may_not_be_read_is_asked_for_once(world: World) -> None:
    world.after.failure = PermissionMissing("no", permission="ReadPresence")
    first = world.keep()
    assert (first.works, first.seeded) == (True, False)
    assert "Presence" in first.problem
    world.after.failure = None
    assert world.later().seeded is False
    assert world.after.seeds == []


def test_it_is_renewed_in_the_middle_of_its_life_without_a_gap(kept: World) -> None:
    result = kept.later(16 * DAY)
    assert (result.action, result.reason, result.gap_from) == ("renewed", "expiring", None)
    assert kept.there.calls == [f"update {only(kept).id}"]
    assert only(kept).expires_at == kept.clock.now() + LIFETIME


def test_a_week_that_is_granted_instead_of_a_month_is_kept_alive(world: World) -> None:
    world.there.longest = int(7 * DAY)
    world.keep()
    looks = [world.later(DAY / 2).action.value for _ in range(60)]
    assert set(looks) == {"kept", "renewed"}
    assert looks.count("renewed") == 7


def test_one_that_vanishes_at_its_renewal_is_made_again(kept: World) -> None:
    kept.there.stubborn = NotFound("gone")
    result = kept.later(16 * DAY)
    assert (result.action, result.reason, result.works) == ("made", "missing", True)
    assert only(kept).id == result.subscription_id


def test_what_ringcentral_does_not_renew_goes_on_until_its_end(kept: World) -> None:
    kept.there.stubborn = BadRequest("no", status=400)
    result = kept.later(16 * DAY)
    assert (result.action, result.works) == ("kept", True)
    assert "could not be renewed" in result.problem
    assert kept.later().action == "kept"
    assert kept.there.calls == []


def test_a_missing_permission_is_named_and_the_rest_is_kept(world: World) -> None:
    world.there.withheld = frozenset({TELEPHONY})
    first = world.keep()
    assert (first.action, first.missing_permissions) == ("made", ("CallControl",))
    assert (first.works, first.fully_granted) == (True, False)
    second = world.later()
    assert (second.action, second.reason) == ("kept", "disabled_filter")
    assert second.missing_permissions == ("CallControl",)
    assert "CallControl" in second.problem
    assert world.there.calls == []


def test_a_permission_that_was_added_is_found_within_the_hour(world: World) -> None:
    world.there.withheld = frozenset({TELEPHONY})
    world.keep()
    world.there.withheld = frozenset()
    result = world.later(ASK_AGAIN)
    assert (result.action, result.fully_granted) == ("renewed", True)


def test_lost_filters_are_back_at_the_next_look(kept: World) -> None:
    kept.there.change(only(kept).id, filters=(TELEPHONY,))
    result = kept.later()
    assert (result.action, result.reason, result.fully_granted) == (
        "renewed",
        "wrong_filters",
        True,
    )


def test_a_new_verification_token_needs_a_new_subscription(kept: World) -> None:
    kept.token = "another"
    result = kept.later()
    assert (result.action, result.reason) == ("made", "token")
    assert (kept.there.tokens[-1], len(kept.there.known)) == ("another", 1)


def test_all_but_one_at_our_address_go(kept: World) -> None:
    ours = only(kept)
    for number in range(3):
        kept.there.put(ours.model_copy(update={"id": f"twin-{number}"}))
    result = kept.later()
    assert (result.action, result.removed) == ("kept", 3)
    assert only(kept) == ours


def test_what_is_not_ours_is_never_touched(kept: World) -> None:
    foreign = [
        only(kept).model_copy(update={"id": f"f{n}", "address": address, "status": "Blacklisted"})
        for n, address in enumerate([ADDRESS + "x", ADDRESS[:-1], "https://a.example.com", ""])
    ]
    for each in foreign:
        kept.there.put(each)
    kept.there.known.pop(kept.memory.subscription_id)
    kept.later()
    assert kept.there.calls == ["create"]
    assert all(each in kept.there.known.values() for each in foreign)


def test_a_stack_that_moved_subscribes_its_new_address_and_lets_the_old_expire(
    kept: World,
) -> None:
    kept.address = ADDRESS.replace("hooks", "new")
    result = kept.later()
    assert (result.action, result.reason) == ("made", "wrong_address")
    assert (kept.there.calls, len(kept.there.known)) == (["create"], 2)


def test_another_account_begins_without_a_gap_of_the_old_one(kept: World) -> None:
    kept.account, kept.after.last_event = "700002", None
    kept.there.known.clear()
    result = kept.later()
    assert (result.action, result.gap_from, kept.after.seeds) == ("made", None, ["main 700002"])
