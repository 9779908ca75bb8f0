"""Several changes written together leave what they leave one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.teams import Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.people_transaction import PeopleTransaction
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.properties import examples
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice

Change = Callable[[Changes, list[UserRecord]], object]


def deactivated(number: int) -> Change:
    def change(changes: Changes, people: list[UserRecord]) -> object:
        off = UserChanges(active=False)
        return ChangeUser(changes)(people[number].user.id, off, COMMAND_LINE)

    return change


def renamed(number: int, name: str) -> Change:
    def change(changes: Changes, people: list[UserRecord]) -> object:
        new = UserChanges(name=name)
        return ChangeUser(changes)(people[number].user.id, new, COMMAND_LINE)

    return change


def profiled(number: int, profile: str) -> Change:
    def change(changes: Changes, people: list[UserRecord]) -> object:
        new = UserChanges(security_profile=profile)
        return ChangeUser(changes)(people[number].user.id, new, COMMAND_LINE)

    return change


def licensed(number: int, *licences: str) -> Change:
    def change(changes: Changes, people: list[UserRecord]) -> object:
        new = UserChanges.model_validate({"licences": frozenset(licences)})
        return ChangeUser(changes)(people[number].user.id, new, COMMAND_LINE)

    return change


def assigned(number: int, extension_id: str, month: int) -> Change:
    chosen = choice(extension_id, f"2026-{month:02}-01", f"2026-{month:02}-28")

    def change(changes: Changes, people: list[UserRecord]) -> object:
        assign = AssignExtension(changes, SETUP.extensions)
        return assign(people[number].user.id, chosen, COMMAND_LINE)

    return change


SETUP = PeopleSetup()
NUMBERS = st.integers(0, 3)
CHANGES = st.one_of(
    st.builds(deactivated, NUMBERS),
    st.builds(renamed, NUMBERS, st.sampled_from(["Ann", "Ben"])),
    st.builds(profiled, NUMBERS, st.sampled_from(["agent", "administrator"])),
    st.builds(licensed, NUMBERS, st.sampled_from(["call_recording", "evaluation"])),
    st.builds(assigned, NUMBERS, st.sampled_from(["101", "102"]), st.integers(1, 4)),
)


def company() -> tuple[PeopleSetup, list[UserRecord]]:
    """An administrator, a manager, and two people who report to them."""
    setup = PeopleSetup()
    root = setup.add("root", "administrator")
    mia = setup.add("mia", "manager", manager=root.user.id)
    people = [setup.add(name, manager=mia.user.id) for name in ("cid", "dan")]
    return setup, [root, mia, *people]


def succeeded(changes: Changes, people: list[UserRecord], each: Change) -> bool:
    try:
        each(changes, people)
    except ChangeRefused:
        return False
    return True


def content(store: MemoryPeopleStore) -> object:
    """Everything but versions, and the times and ids of changes."""
    users = {
        id_: (
            it.user.name,
            it.user.active,
            it.user.licences,
            it.user.security_profile,
            it.assignments,
        )
        for id_, it in store.records.items()
    }
    return (
        users,
        {owner: it.assignments for owner, it in store.extensions.items()},
        store.administrators_item.ids,
        {name: count for name, count in store.licences_item.used.items() if count},
        {id_: it.manager for id_, it in store.teams_item.managers.items()},
        {key: it.reports for key, it in store.team_blocks.items()},
        {id_: count for id_, count in store.profile_users.items() if count},
        set(store.tasks),
    )


def versions(store: MemoryPeopleStore) -> dict[str, int]:
    return {
        **{id_: it.user.version for id_, it in store.records.items()},
        **{str(owner): it.version for owner, it in store.extensions.items()},
        "administrators": store.administrators_item.version,
        "licences": store.licences_item.version,
        "teams": store.teams_item.version,
    }


@settings(max_examples=examples(60), deadline=None)
@given(wanted=st.lists(CHANGES, max_size=6))
def test_together_is_the_same_as_one_after_the_other(wanted: list[Change]) -> None:
    alone, people = company()
    accepted = [succeeded(alone.changes, people, each) for each in wanted]
    setup, people = company()
    before = versions(setup.memory)
    together = PeopleTransaction(setup.memory)
    changes = replace(setup.changes, store=together)
    assert [succeeded(changes, people, each) for each in wanted] == accepted
    assert versions(setup.memory) == before
    setup.memory.write(together.combined())
    assert content(setup.memory) == content(alone.memory)
    after = versions(setup.memory)
    assert all(after[name] - before.get(name, 0) <= 1 for name in after)
    assert_blocks_are_found(setup.memory, setup.memory.teams_item)


def assert_blocks_are_found(store: MemoryPeopleStore, teams: Teams) -> None:
    """A reader keeps a block until `changed` grows, so it must not be ahead of the stored version."""
    for id_, manager in teams.managers.items():
        assert manager.changed <= teams.version
        blocks = store.team(id_, manager.parts)
        assert max(each.version for each in blocks) == manager.changed
