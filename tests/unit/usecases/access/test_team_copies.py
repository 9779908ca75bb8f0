"""With the copy of all teams, someone above many managers sees the same, from fewer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.profiles import MANAGER
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.sight import Sight
from ringkeep.domain.access.teams import TeamBlock
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.errors import RingkeepError, StorageFailed
from ringkeep.usecases.access.read_sight import ReadSight
from ringkeep.usecases.access.team_copies import CopyTeams
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.team_copies import MemoryTeamCopies
from tests.properties import examples
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice


class _Counting(MemoryPeopleStore):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        self.read += parts
        return super().blocks(parts, latest=latest)


class Company:
    """A boss, above leads with two people each, and the copy of their teams."""

    def __init__(self, leads: int = 4) -> None:
        self.store = _Counting()
        self.setup = PeopleSetup(memory=self.store)
        self.boss = self.setup.add("boss", "manager")
        boss = self.boss.user.id
        self.leads = [self.setup.add(f"lead{n}", "manager", manager=boss) for n in range(leads)]
        self.people = [
            self.setup.add(f"p{lead.user.name}{n}", manager=lead.user.id)
            for lead in self.leads
            for n in range(2)
        ]
        self.copies = MemoryTeamCopies()
        self.copy = CopyTeams(self.store, self.copies)

    def sight(self) -> Sight:
        """The sight of the boss in a new process."""
        return ReadSight(self.store, self.copies)(self.setup.stored(self.boss), MANAGER)

    def expected(self) -> Sight:
        return ReadSight(self.store)(self.setup.stored(self.boss), MANAGER)

    def reads_of_sight(self) -> list[str]:
        self.store.read.clear()
        seen = self.sight()
        read = list(self.store.read)
        assert seen == self.expected()
        return read

    def move(self, person: UserRecord, lead: UserRecord) -> None:
        self.setup.edit(self.setup.stored(person), manager=lead.user.id)


def test_after_a_copy_no_team_is_read_from_the_table() -> None:
    company = Company()
    assert len(company.reads_of_sight()) == 5
    assert company.copy() == 5
    assert company.reads_of_sight() == []


def test_only_the_teams_that_changed_since_the_copy_are_read() -> None:
    company = Company()
    company.copy()
    company.move(company.people[0], company.leads[3])
    changed = sorted((company.leads[0].user.id, company.leads[3].user.id))
    assert company.reads_of_sight() == changed
    assert company.copy() == 2
    assert company.reads_of_sight() == []


def test_without_a_change_nothing_is_copied() -> None:
    company = Company()
    company.copy()
    company.store.read.clear()
    assert company.copy() == 0
    assert (company.copies.written, company.store.read) == (1, [])


def test_a_single_team_is_read_from_the_table() -> None:
    company = Company()
    company.copy()
    lead = company.setup.stored(company.leads[0])
    company.store.read.clear()
    ReadSight(company.store, company.copies)(lead, MANAGER)
    assert (company.store.read, company.copies.read) == ([lead.user.id], 1)


def test_a_process_reads_the_copy_once() -> None:
    company = Company()
    company.copy()
    before = company.copies.read
    sights = ReadSight(company.store, company.copies)
    for _ in range(3):
        sights(company.setup.stored(company.boss), MANAGER)
    assert company.copies.read == before + 1


def test_a_company_with_one_team_has_no_copy() -> None:
    company = Company(leads=0)
    company.setup.add("ann", manager=company.boss.user.id)
    assert company.copy() == 0
    assert company.copies.written == 0


def test_a_copy_that_cannot_be_read_changes_nothing() -> None:
    company = Company()
    company.copy()
    company.copies.failure = StorageFailed("S3 does not answer")
    assert len(company.reads_of_sight()) == 5
    with pytest.raises(RingkeepError):
        company.copy()


def test_a_copy_of_a_later_state_is_not_used_and_is_replaced() -> None:
    """As after a restore of the table: its versions begin again at an earlier one."""
    company = Company()
    company.copy()
    company.copies.stored_version += 100
    company.copies.teams = {
        id_: each._replace(reports={}) for id_, each in company.copies.teams.items()
    }
    assert len(company.reads_of_sight()) == 5
    assert company.copy() == 5
    assert company.reads_of_sight() == []


def test_a_team_that_changes_during_the_copy_waits_for_the_next_one() -> None:
    company = Company()
    read = company.store.blocks

    def changing(parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        company.store.blocks = read  # type: ignore[method-assign]
        company.move(company.people[0], company.leads[3])
        return read(parts, latest=latest)

    company.store.blocks = changing  # type: ignore[method-assign]
    company.copy()
    assert len(company.copies.teams) == 3
    assert company.sight() == company.expected()
    company.copy()
    assert len(company.copies.teams) == 5


_ACTION = st.one_of(
    st.just(("copy",)),
    st.just(("look",)),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("lead"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("leave"), st.integers(0, 5)),
    st.tuples(st.just("assign"), st.integers(0, 5), st.sampled_from(("101", "102", "103"))),
)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(_ACTION, max_size=25))
def test_whatever_changes_the_sight_is_that_of_the_table(
    actions: list[tuple[str | int, ...]],
) -> None:
    company = Company(leads=3)
    warm = ReadSight(company.store, company.copies)
    for number, action in enumerate(actions):
        _act(company, action, number)
        if action == ("look",):
            assert warm(company.setup.stored(company.boss), MANAGER) == company.expected()
    assert company.sight() == company.expected()
    users = company.expected().users
    assert company.expected() == Sight.of_users(users, company.store.extensions.values())
    assert warm(company.setup.stored(company.boss), MANAGER) == company.expected()


def _act(company: Company, action: tuple[str | int, ...], number: int) -> None:
    match action:
        case ("copy",):
            company.copy()
        case ("move", int(person), int(lead)):
            company.move(company.people[person], company.leads[lead])
        case ("lead", int(lead), int(above)) if lead != above:
            with suppress(ChangeRefused):  # a circle
                company.move(company.leads[lead], company.leads[above])
        case ("leave", int(person)):
            company.setup.edit(company.setup.stored(company.people[person]), manager="")
        case ("assign", int(person), str(extension)):
            day = f"20{30 + number}-01-01"
            id_ = company.people[person].user.id
            company.setup.assign(id_, choice(extension, day, day), COMMAND_LINE)
