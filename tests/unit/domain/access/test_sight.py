"""What a person may see: on a day, now, and of a recording with several owners."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import AGENT, ProfileVisibility
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import (
    EVERYONE,
    NO_ONE,
    CurrentSight,
    OwnerOn,
    Sight,
    visible_users,
)
from ringkeep.domain.access.user_principal import COMMAND_LINE, principal_of
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef

MARCH_1, MARCH_2 = date(2026, 3, 1), date(2026, 3, 2)
ONE, TWO, FREE = (Owner("main", "7", extension) for extension in ("101", "102", "103"))
ABROAD = Owner("tokyo", "8", "101")


def assigned(owner: Owner, *assignments: Assignment) -> ExtensionAssignments:
    return ExtensionAssignments(
        service=owner.service,
        account_id=owner.account_id,
        extension_id=owner.extension_id,
        assignments=assignments,
    )


#: 101 was Ann's until the first of March, then it became Ben's; 102 is Ben's
ASSIGNMENTS = [
    assigned(
        ONE,
        Assignment(user_id="ann", period=Period(last_day=MARCH_1)),
        Assignment(user_id="ben", period=Period(first_day=MARCH_2)),
    ),
    assigned(TWO, Assignment(user_id="ben")),
    assigned(ABROAD, Assignment(user_id="ann", period=Period(first_day=MARCH_2))),
]
ANN = Sight.of_users({"ann"}, ASSIGNMENTS)
BEN = Sight.of_users({"ben"}, ASSIGNMENTS)


def test_a_successor_does_not_inherit_calls() -> None:
    assert ANN.sees(ONE, MARCH_1)
    assert not ANN.sees(ONE, MARCH_2)
    assert BEN.sees(ONE, MARCH_2)
    assert not BEN.sees(ONE, MARCH_1)


def test_the_same_extension_id_of_another_service_is_another_extension() -> None:
    assert ANN.sees(ABROAD, MARCH_2)
    assert not BEN.sees(ABROAD, MARCH_2)


def test_a_recording_is_seen_by_someone_who_sees_one_of_its_owners() -> None:
    transferred = [OwnerOn(ONE, MARCH_1), OwnerOn(TWO, MARCH_1)]
    assert ANN.sees_any(transferred)
    assert BEN.sees_any(transferred)
    assert not ANN.sees_any([OwnerOn(ONE, MARCH_2), OwnerOn(TWO, MARCH_2)])


def test_a_recording_without_an_owner_is_seen_only_with_the_visibility_all() -> None:
    unassigned = [OwnerOn(FREE, MARCH_1)]
    assert [each.sees_any(unassigned) for each in (ANN, BEN, NO_ONE, EVERYONE)] == [
        False,
        False,
        False,
        True,
    ]
    assert not BEN.sees_any([])
    assert EVERYONE.sees_any([])


def test_now_is_today_in_the_time_zone_of_each_service() -> None:
    """In Tokyo it is already the second of March."""
    current = ANN.now(lambda service: MARCH_2 if service == "tokyo" else MARCH_1)
    assert current == CurrentSight(everyone=False, owners=frozenset({ONE, ABROAD}))
    assert current.sees(ONE)
    assert not current.sees(TWO)
    assert current.sees_account(AccountRef("tokyo", "8"))
    assert not current.sees_account(AccountRef("tokyo", "9"))


def test_people_with_equal_sight_share_a_page() -> None:
    both = {"ann", "ben"}
    first, second = (Sight.of_users(both, each) for each in (ASSIGNMENTS, ASSIGNMENTS[::-1]))
    assert first == second
    assert hash(first) == hash(second)
    assert first.fingerprint == second.fingerprint
    assert len({each.now(lambda _: MARCH_1) for each in (first, second, EVERYONE)}) == 2


def test_people_who_see_something_different_have_different_fingerprints() -> None:
    later = Sight.of_users({"ben"}, [assigned(TWO, Assignment(user_id="ben"))])
    sights = [ANN, BEN, later, EVERYONE, NO_ONE]
    assert len({each.fingerprint for each in sights}) == len(sights)


def test_visibility_decides_which_users_are_seen() -> None:
    tree = ManagerTree({"ben": "ann", "cid": "ben"})
    assert visible_users(ProfileVisibility.ALL, "ann", tree) is None
    assert visible_users(ProfileVisibility.TEAM, "ann", tree) == frozenset({"ann", "ben", "cid"})
    assert visible_users(ProfileVisibility.TEAM, "cid", tree) == frozenset({"cid"})
    assert visible_users(ProfileVisibility.SELF, "ann", tree) == frozenset({"ann"})


def user(**changes: object) -> User:
    fields: dict[str, object] = {
        "id": "0" * 32,
        "name": "Ann",
        "email": "ann@example.com",
        "security_profile": "agent",
        "created_at": 1.0,
        "changed_at": 1.0,
    }
    return User.model_validate({**fields, **changes})


def test_a_principal_has_the_rights_of_the_profile_and_the_sight_of_their_people() -> None:
    principal = principal_of(user(), AGENT, ANN)
    assert principal is not None
    assert principal.may(Right.PLAY)
    assert not principal.may(Right.EXPORT)
    assert principal.sees(ONE, MARCH_1)
    assert principal.sees_recording([OwnerOn(ONE, MARCH_1)])
    assert principal.sees_user("ann")
    assert not principal.sees_user("ben")


def test_a_deactivated_user_is_no_principal() -> None:
    assert principal_of(user(active=False), AGENT, ANN) is None


def test_the_fingerprint_of_a_principal_changes_with_rights_and_sight() -> None:
    principals = [principal_of(user(), AGENT, each) for each in (ANN, BEN)]
    fewer = AGENT.model_copy(update={"rights": frozenset({Right.PLAY})})
    principals += [principal_of(user(), fewer, ANN), COMMAND_LINE]
    assert len({each.fingerprint for each in principals if each}) == 4


owners = st.sampled_from([ONE, TWO, FREE, ABROAD])
days = st.integers(0, 6).map(lambda offset: MARCH_1 + timedelta(days=offset))
users = st.sampled_from(["ann", "ben", "cid"])


@st.composite
def assignment_lists(draw: st.DrawFn) -> list[ExtensionAssignments]:
    found = []
    for owner in (ONE, TWO, ABROAD):
        first, last = sorted((draw(days), draw(days)))
        before = Assignment(user_id=draw(users), period=Period(last_day=first))
        after = Assignment(
            user_id=draw(users),
            period=Period(first_day=first + timedelta(days=1), last_day=last + timedelta(days=1)),
        )
        found.append(assigned(owner, before, after))
    return found


@given(assignment_lists(), st.sets(users), owners, days)
def test_sight_is_having_the_extension_on_the_day(
    assignments: list[ExtensionAssignments], seen: set[str], owner: Owner, day: date
) -> None:
    holder = next((each.user_on(day) for each in assignments if each.extension == owner), None)
    assert Sight.of_users(seen, assignments).sees(owner, day) is (holder in seen)


@given(assignment_lists(), st.sets(users), st.sets(users), owners, days)
def test_seeing_more_users_never_shows_less(
    assignments: list[ExtensionAssignments], some: set[str], more: set[str], owner: Owner, day: date
) -> None:
    smaller, larger = (Sight.of_users(each, assignments) for each in (some, some | more))
    assert larger.sees(owner, day) or not smaller.sees(owner, day)
    assert EVERYONE.sees(owner, day)
