"""Whatever two administrators do at the same moment, the stored people agree with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import NamedTuple, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment
from ringkeep.domain.access.licence_counts import LicenceCounts, counted
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.properties import examples
from tests.unit.usecases.access.interleaving import run_together
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    choice,
    profile_fields,
)

NAMES = ("ann", "ben", "cid")


class Move(NamedTuple):
    """One change: `kind` of user number `user`, with a value among few, so that they collide."""

    kind: str
    user: int
    value: int


def apply(move: Move, setup: PeopleSetup, users: list[UserRecord], request: ChangeRequest) -> None:
    target, value = users[move.user], move.value
    periods = (("", ""), ("2026-01-01", "2026-06-30"), ("2026-06-30", ""), ("2026-07-01", ""))
    match move.kind:
        case "add":
            setup.add(f"new{value}", request=request, licences=["evaluation"])
        case "email":
            setup.edit(target, request, email=f"same{value}@example.com")
        case "name":
            setup.edit(target, request, name=f"name{value}")
        case "manager":
            setup.edit(target, request, manager=["", *(each.user.id for each in users)][value])
        case "profile":
            names = ("administrator", "agent", "own", "manager")
            setup.edit(target, request, security_profile=names[value])
        case "active":
            setup.edit(target, request, active=value % 2 == 0)
        case "licences":
            setup.edit(target, request, licences=["evaluation"] if value % 2 else [])
        case "extension":
            first, last = periods[value]
            setup.assign(target.user.id, choice("101", first, last), request)
        case "own_profile":
            for own in setup.memory.profiles().own:
                setup.profiles.delete(own.id, request)
            setup.profiles.add(profile_fields("own"), request)


KINDS = (
    "add",
    "email",
    "name",
    "manager",
    "profile",
    "active",
    "licences",
    "extension",
    "own_profile",
)
Both: TypeAlias = tuple[list[Move], list[Move]]


def _moves(kinds: tuple[str, str]) -> st.SearchStrategy[Both]:
    """Few kinds of changes of few users, so that they often meet."""
    one = st.builds(Move, st.sampled_from(kinds), st.integers(0, 2), st.integers(0, 3))
    several = st.lists(one, min_size=1, max_size=3)
    return st.tuples(several, several)


MEETING = (
    ("profile", "own_profile"),
    ("profile", "active"),
    ("manager", "active"),
    ("manager", "extension"),
    ("licences", "active"),
    ("email", "add"),
)
both_moves = st.sampled_from([*((kind, kind) for kind in KINDS), *MEETING]).flatmap(_moves)


@settings(max_examples=examples(250))
@given(both_moves, st.randoms(use_true_random=False))
def test_no_order_of_two_administrators_requests_breaks_a_rule(both: Both, random: Random) -> None:
    first, second = both
    order = [random.randint(0, 1) for _ in range(200)]
    memory = MemoryPeopleStore()
    memory.licences_item = LicenceCounts(ceilings={Licence.EVALUATION: 2}, version=1)
    start = PeopleSetup(memory=memory)
    start.profiles.add(profile_fields("own"), COMMAND_LINE)
    users = [start.add(name, "administrator") for name in NAMES[:2]]
    users += [start.add(name) for name in NAMES[2:]]

    def administrator(number: int, mine: list[Move]) -> Callable[[PeopleStore], None]:
        def run(store: PeopleStore) -> None:
            setup = PeopleSetup(memory=memory, store=store, ids=(number + 1) << 60)
            for move in mine:
                with suppress(ChangeRefused, Refusal, Conflict):
                    apply(move, setup, users, by(users[number]))

        return run

    run_together(memory, [administrator(0, first), administrator(1, second)], order)
    check(memory)


def check(memory: MemoryPeopleStore) -> None:
    """Everything that is stored twice agrees, and every rule holds."""
    records = list(memory.records.values())
    check_rules(memory, records)
    check_teams(memory, records)
    assert Counter(each.user.security_profile for each in records) == Counter(memory.profile_users)
    profiles = memory.profiles().by_id
    assert all(each.user.security_profile in profiles for each in records)
    assert [id_ for _, id_ in sorted(memory.places)] == [
        each.user.id for each in memory.users("", 1000)
    ]
    assert len(memory.places) == len(records)
    assert all(write.audit for write in memory.writes)


def check_rules(memory: MemoryPeopleStore, records: list[UserRecord]) -> None:
    emails = {each.user.email: each.user.id for each in records}
    assert len(emails) == len(records)
    assert emails == memory.emails
    administrators = {
        each.user.id
        for each in records
        if each.user.active and each.user.security_profile == "administrator"
    }
    assert administrators
    assert administrators == memory.administrators().ids
    licensed = Counter(licence for each in records for licence in counted(each.user))
    assert licensed[Licence.EVALUATION] <= 2
    assert licensed == Counter(memory.licences().used)
    for each in records:
        for held in each.assignments:
            own = Assignment(user_id=each.user.id, period=held.period)
            assert own in memory.extension(held.extension).assignments
    for stored in memory.extensions.values():
        for one in stored.assignments:
            others = [other for other in stored.assignments if other is not one]
            assert not any(one.period.overlaps(other.period) for other in others)
            holder = memory.records[one.user_id]
            assert (stored.extension, one.period) in holder.assignments


def check_teams(memory: MemoryPeopleStore, records: list[UserRecord]) -> None:
    above = {each.user.id: each.user.manager for each in records if each.user.manager}
    assert list(ManagerTree(above).cycles()) == []
    teams = memory.teams()
    assert teams.managers.keys() == set(above.values())
    for id_, entry in teams.managers.items():
        assert entry.manager == above.get(id_, "")
        blocks = memory.team(id_, entry.parts)
        reports = {user: held for block in blocks for user, held in block.reports.items()}
        expected = {each.user.id: each.assignments for each in records if each.user.manager == id_}
        assert reports == expected
        assert max(block.version for block in blocks) == entry.changed
    assert len(memory.writes) == len({entry.id for w in memory.writes for entry in w.audit})
