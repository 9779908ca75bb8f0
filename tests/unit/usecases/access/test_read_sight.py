"""A user's sight follows every change, and reads only the blocks that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from ringkeep.domain.access.profiles import AGENT, EVALUATOR, MANAGER
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.teams import TeamBlock
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.access.read_sight import ReadSight
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice


class _Counting(MemoryPeopleStore):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        self.read += parts
        return super().blocks(parts, latest=latest)


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


class _Behind(MemoryPeopleStore):
    """Reads that need not be consistent return what was stored before the last change."""

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[tuple[str, int], TeamBlock] = {}
        self.latest: list[bool] = []

    def write(self, write: PeopleWrite) -> None:
        self.before = dict(self.team_blocks)
        super().write(write)

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        self.latest.append(latest)
        if latest:
            return super().blocks(parts, latest=latest)
        keys = [(id_, part) for id_, count in parts.items() for part in range(count)]
        return [self.before[key] for key in keys if key in self.before]


def test_a_block_that_was_read_too_old_is_read_again() -> None:
    store = _Behind()
    setup = PeopleSetup(memory=store)
    boss = setup.add("boss", "manager")
    for number in range(3):
        ann = setup.add(f"ann{number}", manager=boss.user.id)
        assert ReadSight(store)(boss, MANAGER).sees_user(ann.user.id)
    assert store.latest == [False, True] * 3


def test_many_managers_are_read_together() -> None:
    store = _Counting()
    setup = PeopleSetup(memory=store)
    boss = setup.add("boss", "manager")
    leads = [setup.add(f"lead{number}", "manager", manager=boss.user.id) for number in range(5)]
    for number, lead in enumerate(leads):
        setup.add(f"ann{number}", manager=lead.user.id)
    asked: list[int] = []
    read = store.blocks

    def counted(parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        asked.append(len(parts))
        return read(parts, latest=latest)

    store.blocks = counted  # type: ignore[method-assign]
    assert len(ReadSight(store)(boss, MANAGER).users) == 11
    assert asked == [6]
