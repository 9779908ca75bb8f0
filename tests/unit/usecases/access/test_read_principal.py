"""From the id in a token to the person: who is refused, and what is kept how long."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.profiles import MANAGER
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.read_principal import KEPT_SECONDS, ReadPrincipal
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    choice,
    extension,
    profile_fields,
)

DAY = date(2026, 11, 26)


class _Counting(MemoryPeopleStore):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def user(self, user_id: str) -> UserRecord | None:
        self.asked.append("user")
        return super().user(user_id)

    def user_id_of_sub(self, sub: str) -> str:
        self.asked.append("sub")
        return super().user_id_of_sub(sub)


@pytest.fixture
def store() -> _Counting:
    return _Counting()


@pytest.fixture
def setup(store: _Counting) -> PeopleSetup:
    return PeopleSetup(memory=store)


@pytest.fixture
def principals(setup: PeopleSetup, store: _Counting) -> ReadPrincipal:
    return ReadPrincipal(store, setup.clock)


def add(setup: PeopleSetup, name: str, profile: str = "agent", **fields: object) -> UserRecord:
    return setup.edit(setup.add(name, profile, COMMAND_LINE, **fields), sub=f"sub-{name}")


def test_a_manager_has_the_rights_of_their_profile_and_sees_their_people(
    setup: PeopleSetup, principals: ReadPrincipal
) -> None:
    boss = add(setup, "boss", "manager")
    lead = add(setup, "lead", "manager", manager=boss.user.id)
    ann = add(setup, "ann", manager=lead.user.id)
    other = add(setup, "other")
    setup.assign(ann.user.id, choice("102"), COMMAND_LINE)
    setup.assign(other.user.id, choice("103"), COMMAND_LINE)
    found = principals("sub-boss")
    assert found is not None
    assert (found.user_id, found.name, found.rights) == (boss.user.id, "boss", MANAGER.rights)
    assert found.sees(extension("102"), DAY) and not found.sees(extension("103"), DAY)


def test_an_own_profile_is_read(setup: PeopleSetup, principals: ReadPrincipal) -> None:
    own = setup.profiles.add(profile_fields("Listener"), COMMAND_LINE)
    add(setup, "ann", own.id)
    found = principals.user("sub-ann")
    assert (found.profile, found.principal.rights) == (own, frozenset({Right.PLAY}))


@pytest.mark.parametrize("sub", ["", "sub-of-no-one"])
def test_someone_who_is_no_user_is_told_to_ask_for_it(principals: ReadPrincipal, sub: str) -> None:
    assert principals(sub) is None
    with pytest.raises(NotAUser, match="Ask an administrator to add you"):
        principals.user(sub)


def test_a_deactivated_user_is_refused(setup: PeopleSetup, principals: ReadPrincipal) -> None:
    ann = add(setup, "ann")
    setup.deactivate(ann.user.id, COMMAND_LINE)
    assert principals("sub-ann") is None
    with pytest.raises(NoLongerActive, match="Ask an administrator to activate you"):
        principals.user("sub-ann")


def test_a_user_whose_profile_is_gone_is_refused(
    setup: PeopleSetup, principals: ReadPrincipal
) -> None:
    own = setup.profiles.add(profile_fields("Listener"), COMMAND_LINE)
    add(setup, "ann", own.id)
    del setup.memory.own_profiles[own.id]
    assert principals("sub-ann") is None
    with pytest.raises(ProfileMissing, match="Ask an administrator"):
        principals.user("sub-ann")


def test_a_change_takes_effect_within_twenty_seconds(
    setup: PeopleSetup, principals: ReadPrincipal, store: _Counting
) -> None:
    ann = add(setup, "ann")
    assert principals("sub-ann") is not None
    store.asked.clear()
    setup.clock.advance(KEPT_SECONDS / 2 - 0.1)
    assert principals("sub-ann") is not None
    assert store.asked == []
    setup.deactivate(ann.user.id, COMMAND_LINE)
    setup.clock.advance(KEPT_SECONDS / 2 + 0.1)
    assert principals("sub-ann") is None


def test_without_keeping_a_change_takes_effect_at_once(
    setup: PeopleSetup, store: _Counting
) -> None:
    principals = ReadPrincipal(store, setup.clock, kept_seconds=0.0)
    ann = add(setup, "ann")
    assert principals("sub-ann") is not None
    setup.deactivate(ann.user.id, COMMAND_LINE)
    assert principals("sub-ann") is None


def test_the_user_of_an_id_is_found_once_and_checked_with_each_read(
    setup: PeopleSetup, store: _Counting
) -> None:
    principals = ReadPrincipal(store, setup.clock, kept_seconds=0.0)
    ann = add(setup, "ann")
    principals("sub-ann")
    store.asked.clear()
    principals("sub-ann")
    assert store.asked == ["user"]
    setup.edit(ann, sub="sub-new")
    assert principals("sub-ann") is None
    found = principals("sub-new")
    assert found is not None and found.user_id == ann.user.id


def test_someone_has_the_extension_of_today(setup: PeopleSetup, principals: ReadPrincipal) -> None:
    ann = add(setup, "ann")
    setup.assign(ann.user.id, choice("101", last="2026-11-25"), COMMAND_LINE)
    setup.assign(ann.user.id, choice("102", first="2026-11-26"), COMMAND_LINE)
    found = principals.user("sub-ann")
    assert found.extension(lambda _: date(2026, 11, 25)) == extension("101")
    assert found.extension(lambda _: DAY) == extension("102")
    add(setup, "ben")
    assert principals.user("sub-ben").extension(lambda _: DAY) is None


def test_another_user_is_read_by_their_id_as_they_are_now(
    setup: PeopleSetup, principals: ReadPrincipal
) -> None:
    boss = add(setup, "boss", "manager")
    ann = add(setup, "ann", manager=boss.user.id)
    setup.assign(ann.user.id, choice("102"), COMMAND_LINE)
    found = principals.by_id(boss.user.id)
    assert found.principal.rights == MANAGER.rights
    assert found.principal.sees(extension("102"), DAY)
    for unknown in ("", "0" * 32):
        with pytest.raises(NotAUser):
            principals.by_id(unknown)
    setup.edit(boss, active=False)
    with pytest.raises(NoLongerActive):
        principals.by_id(boss.user.id)


def test_someone_who_was_never_invited_has_an_id_too(
    setup: PeopleSetup, principals: ReadPrincipal
) -> None:
    new = setup.add("new", "manager", COMMAND_LINE)
    assert principals.by_id(new.user.id).sub == ""
