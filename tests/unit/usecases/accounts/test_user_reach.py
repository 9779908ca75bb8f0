"""The profile of each user is read once a day and kept for the service."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.reach import Reach, UserReach
from ringkeep.domain.json import JsonObject
from ringkeep.errors import (
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RingkeepError,
    Unavailable,
)
from ringkeep.usecases.accounts.user_reach import UserReaches
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.accounts.test_reach import ROLE_LIMITED_TO_A_SITE, profile

DAY = 86400.0


class Profiles:
    """Answers with a profile or an error for each user. `asked` lists the requests."""

    def __init__(self, **answers: JsonObject | RingkeepError) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, user: str) -> JsonObject:
        self.asked.append(user)
        answer = self.answers[user]
        if isinstance(answer, RingkeepError):
            raise answer
        return answer


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def reaches(clock: FakeClock) -> UserReaches:
    return UserReaches(MemoryStateStore(), clock)


def test_each_profile_is_read_once_a_day(reaches: UserReaches, clock: FakeClock) -> None:
    profiles = Profiles(a=ROLE_LIMITED_TO_A_SITE, b=profile(["Account"]))
    for _ in range(3):
        service = reaches.current("acme", ["a", "b"], profiles)
        clock.advance(3600)
    assert (service.of("a").company, service.of("b").company) == (Reach.LIMITED, Reach.COMPANY)
    assert profiles.asked == ["a", "b"]
    clock.advance(DAY)
    reaches.current("acme", ["a", "b"], profiles)
    assert profiles.asked == ["a", "b"] * 2


def test_a_role_that_was_changed_is_noticed_the_next_day(
    reaches: UserReaches, clock: FakeClock
) -> None:
    reaches.current("acme", ["a"], Profiles(a=profile(["Account"])))
    clock.advance(DAY + 1)
    service = reaches.current("acme", ["a"], Profiles(a=ROLE_LIMITED_TO_A_SITE))
    assert service.partial
    assert reaches.of("acme") == service


@pytest.mark.parametrize("error", [LoginFailed("no"), NoSlot("no"), Unavailable("no")])
def test_a_failure_leaves_the_last_reach_and_is_tried_again(
    reaches: UserReaches, clock: FakeClock, error: RingkeepError
) -> None:
    reaches.current("acme", ["a"], Profiles(a=profile(["Account"])))
    clock.advance(DAY + 1)
    failing = Profiles(a=error)
    for _ in range(2):
        assert reaches.current("acme", ["a"], failing).sees_company("a")
    assert failing.asked == ["a", "a"]


@pytest.mark.parametrize("error", [NotFound("no"), PermissionMissing("no")])
def test_a_refused_profile_is_asked_for_once_a_day(
    reaches: UserReaches, error: RingkeepError
) -> None:
    refusing = Profiles(a=error)
    for _ in range(2):
        assert reaches.current("acme", ["a"], refusing).of("a").company is Reach.UNKNOWN
    assert refusing.asked == ["a"]


def test_the_users_of_a_large_service_are_read_over_several_runs(reaches: UserReaches) -> None:
    users = [f"u{number}" for number in range(8)]
    profiles = Profiles(**dict.fromkeys(users, profile(["Account"])))
    reads = []
    for _ in range(4):
        before = len(profiles.asked)
        reaches.current("acme", users, profiles)
        reads.append(len(profiles.asked) - before)
    assert reads == [3, 3, 2, 0]
    assert sorted(profiles.asked) == users


def test_removed_users_are_forgotten(reaches: UserReaches) -> None:
    both = Profiles(a=profile(["Account"]), b=profile(["Account"]))
    reaches.current("acme", ["a", "b"], both)
    reaches.current("acme", ["b"], both)
    assert list(reaches.of("acme").users) == ["b"]


def test_a_persons_test_is_stored_at_once(reaches: UserReaches) -> None:
    limited = UserReach(call_log=Reach.LIMITED, recordings=Reach.LIMITED, read_at=1)
    reaches.remember("acme", {"a": limited}, ["a"])
    assert reaches.of("acme").partial


def test_two_workers_that_read_at_the_same_time_do_not_fail(clock: FakeClock) -> None:
    states = MemoryStateStore()

    def read(user: str) -> JsonObject:
        UserReaches(states, clock).current("acme", ["a"], Profiles(a=profile(["Account"])))
        return profile(["Account"])

    assert UserReaches(states, clock).current("acme", ["a"], read).sees_company("a")


@pytest.mark.parametrize(
    ("error", "asked"), [(LoginFailed("no"), ["a", "b"]), (Unavailable("no"), ["a"])]
)
def test_an_outage_is_met_once_in_a_run(
    reaches: UserReaches, error: RingkeepError, asked: list[str]
) -> None:
    profiles = Profiles(a=error, b=profile(["Account"]))
    reaches.current("acme", ["a", "b"], profiles)
    assert profiles.asked == asked
