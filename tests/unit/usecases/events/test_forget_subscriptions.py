"""A service that is removed leaves no subscription behind, if RingCentral lets it."""

from __future__ import annotations

import pytest

from ringkeep.errors import Conflict, NoSlot, PermissionMissing, RingkeepError, Unavailable
from ringkeep.usecases.events.forget_subscriptions import ForgetResult, SubscriptionEnd
from tests.unit.usecases.events.keeping import ADDRESS, KEY, World, only, subscribed


@pytest.fixture
def kept() -> World:
    return subscribed()


def forget(world: World) -> ForgetResult:
    end = SubscriptionEnd(world.states, world.leases, world.clock)
    return end.forget("main", ADDRESS, world.there, world.clock.now() + 120)


def test_all_at_our_address_are_deleted(kept: World) -> None:
    kept.there.put(only(kept).model_copy(update={"id": "twin"}))
    assert forget(kept) == ForgetResult(removed=2)
    assert kept.there.known == {}


def test_what_is_not_ours_stays(kept: World) -> None:
    foreign = only(kept).model_copy(update={"id": "foreign", "address": ADDRESS + "x"})
    kept.there.put(foreign)
    forget(kept)
    assert only(kept) == foreign


def test_nothing_is_remembered(kept: World) -> None:
    forget(kept)
    assert kept.memory.subscription_id == ""
    kept.after.last_event = None
    assert kept.later().gap_from is None


def test_a_service_that_never_had_one_leaves_no_document() -> None:
    world = World()
    assert forget(world) == ForgetResult()
    assert world.states.get("subscription#main") == (None, 0)


@pytest.mark.parametrize("failure", [Unavailable("down"), NoSlot("full"), PermissionMissing("no")])
def test_a_failure_is_told_and_not_raised(kept: World, failure: RingkeepError) -> None:
    kept.there.sticky = failure
    forgotten = forget(kept)
    assert (forgotten.removed, bool(forgotten.problem)) == (0, True)
    assert kept.memory.subscription_id == only(kept).id


def test_what_was_deleted_counts_though_the_memory_stays(
    kept: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object) -> int:
        raise Conflict("changed")

    monkeypatch.setattr(kept.states, "put", changed)
    assert forget(kept) == ForgetResult(removed=1, problem="changed")


def test_a_keeper_at_work_is_not_disturbed(kept: World) -> None:
    with kept.leases.hold("subscription#main", 60):
        assert forget(kept).problem
    assert kept.there.calls == []


def test_the_problem_does_not_tell_our_address(kept: World) -> None:
    kept.there.unlisted = Unavailable(f"no answer from {ADDRESS}")
    problem = forget(kept).problem
    assert "no answer" in problem
    assert KEY not in problem
