"""A user's sight follows every change, and reads only the blocks that changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.domain.access.profiles import AGENT, EVALUATOR, MANAGER
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.teams import TeamBlock
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.read_sight import ReadSight
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice


class _Counting(MemoryPeopleStore):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        self.read.append(manager)
        return super().team(manager, parts)


@pytest.fixture
def store() -> _Counting:
    return _Counting()


@pytest.fixture
def setup(store: _Counting) -> PeopleSetup:
    return PeopleSetup(memory=store)


def sight_of_all(setup: PeopleSetup, *users: UserRecord) -> Sight:
    """The same sight from the extensions themselves."""
    ids = [each.user.id for each in users]
    return Sight.of_users(ids, setup.memory.extensions.values())


def test_a_manager_sees_everyone_below_with_their_extensions(setup: PeopleSetup) -> None:
    boss = setup.add("boss", "manager")
    lead = setup.add("lead", "manager", manager=boss.user.id)
    ann = setup.add("ann", manager=lead.user.id)
    other = setup.add("other")
    for each, number in ((lead, "101"), (ann, "102"), (other, "103")):
        setup.assign(each.user.id, choice(number), COMMAND_LINE)
    sights = ReadSight(setup.memory)
    assert sights(setup.stored(boss), MANAGER) == sight_of_all(setup, boss, lead, ann)
    assert sights(setup.stored(lead), MANAGER) == sight_of_all(setup, lead, ann)
    assert sights(setup.stored(lead), AGENT) == sight_of_all(setup, lead)
    assert sights(setup.stored(other), MANAGER) == sight_of_all(setup, other)


def test_a_change_is_seen_at_once_and_nothing_else_is_read_again(
    setup: PeopleSetup, store: _Counting
) -> None:
    boss = setup.add("boss", "manager")
    lead = setup.add("lead", "manager", manager=boss.user.id)
    ann = setup.add("ann", manager=lead.user.id)
    sights = ReadSight(store)
    sights(boss, MANAGER)
    store.read.clear()
    assert sights(boss, MANAGER) == sight_of_all(setup, boss, lead, ann)
    assert store.read == []
    setup.assign(ann.user.id, choice("101"), COMMAND_LINE)
    store.read.clear()
    assert sights(boss, MANAGER) == sight_of_all(setup, boss, lead, ann)
    assert store.read == [lead.user.id]


def test_a_manager_who_lost_a_report_and_got_another_one_sees_the_new_one(
    setup: PeopleSetup,
) -> None:
    boss = setup.add("boss", "manager")
    ann = setup.add("ann", manager=boss.user.id)
    sights = ReadSight(setup.memory)
    assert sights(boss, MANAGER).sees_user(ann.user.id)
    setup.edit(ann, manager="")
    ben = setup.add("ben", manager=boss.user.id)
    assert sights(boss, MANAGER).users == {boss.user.id, ben.user.id}


def test_everyone_needs_no_read(setup: PeopleSetup, store: _Counting) -> None:
    eva = setup.add("eva", "evaluator")
    store.read.clear()
    assert ReadSight(store)(eva, EVALUATOR) == EVERYONE
    assert store.read == []
