"""Users are added, changed and deactivated with everything that must agree with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.access.user_records import UserUnknown
from ringkeep.domain.access.users import Licence
from ringkeep.usecases.access.add_user import NewUser
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.access.requests import ChangeRequest
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    choice,
    codes,
    profile_fields,
)


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


class _Interrupted(MemoryPeopleStore):
    """Runs `meanwhile` once, after everything was read and before the next write."""

    meanwhile: Callable[[], object] | None = None

    def write(self, write: PeopleWrite) -> None:
        run, self.meanwhile = self.meanwhile, None
        if run:
            run()
        super().write(write)


@pytest.fixture
def raced() -> tuple[PeopleSetup, _Interrupted]:
    store = _Interrupted()
    return PeopleSetup(memory=store), store


def test_a_user_is_added_with_everything_that_belongs_to_them(setup: PeopleSetup) -> None:
    root = setup.add("root", "Administrator")
    new = NewUser(
        name="Ann",
        email=" Ann@Example.com",
        security_profile="Manager",
        manager=root.user.id,
        licences=frozenset(Licence),
    )
    ann = setup.add_user(new, by(root), choice("101", "2026-01-01"))
    assert (ann.user.email, ann.user.security_profile) == ("ann@example.com", "manager")
    assert setup.stored(ann) == ann
    assert setup.memory.licences().used == {Licence.CALL_RECORDING: 1, Licence.EVALUATION: 1}
    assert setup.memory.profiles().users == {"administrator": 1, "manager": 1}
    assert setup.memory.administrators().ids == {root.user.id}
    (held,) = ann.assignments
    assert setup.memory.extension(held.extension).user_on(date(2026, 1, 1)) == ann.user.id
    (block,) = setup.memory.team(root.user.id, 1)
    assert block.reports == {ann.user.id: ann.assignments}


def test_an_audit_entry_says_who_did_what_from_where(setup: PeopleSetup) -> None:
    root = setup.add("root", "administrator")
    ben = setup.add("ben", request=by(root))
    setup.edit(ben, by(root), name="Benjamin", licences=["evaluation"])
    first, second, third = setup.entries
    assert (first.actor.key, first.action) == ("command_line", "users.add")
    assert (second.actor.name, second.origin.address, second.request_id) == (
        "root",
        "192.0.2.1",
        "r-1",
    )
    assert (third.action, third.object.id) == ("users.change", ben.user.id)
    assert (third.before, third.after) == (
        {"licences": (), "name": "ben"},
        {"licences": ("evaluation",), "name": "Benjamin"},
    )


def test_all_mistakes_are_told_at_once_and_nothing_is_written(setup: PeopleSetup) -> None:
    setup.add("root", "administrator")
    written = len(setup.memory.writes)
    wrong = NewUser(name="X", email="no address", security_profile="king", manager="f" * 32)
    with pytest.raises(ChangeRefused) as refused:
        setup.add_user(wrong, COMMAND_LINE, choice("999"))
    assert codes(refused.value) == [
        "profile_unknown",
        "email_not_valid",
        "manager_unknown",
        "extension_unknown",
    ]
    assert len(setup.memory.writes) == written


def test_an_email_address_is_taken_in_any_spelling(setup: PeopleSetup) -> None:
    setup.add("ann")
    ben = setup.add("ben")
    attempts: list[Callable[[], object]] = [
        lambda: setup.add("Ann2", email="ANN@example.com"),
        lambda: setup.edit(ben, email="Ann@Example.COM "),
    ]
    for attempt in attempts:
        with pytest.raises(ChangeRefused) as refused:
            attempt()
        assert codes(refused.value) == ["email_taken"]


def test_a_race_for_one_email_address_is_refused_as_taken(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    store.meanwhile = lambda: setup.add("ann")
    with pytest.raises(ChangeRefused) as refused:
        setup.add("other", email="ann@example.com")
    assert codes(refused.value) == ["email_taken"]
    assert len(store.users("", 10)) == 1


def test_a_race_for_one_extension_is_refused_as_taken(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ann, ben = setup.add("ann"), setup.add("ben")
    store.meanwhile = lambda: setup.assign(ben.user.id, choice(), COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.assign(ann.user.id, choice(), COMMAND_LINE)
    assert codes(refused.value) == ["extension_taken"]
    assert setup.stored(ann).assignments == ()


def test_two_administrators_cannot_demote_each_other_at_the_same_moment(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ann, ben = (setup.add(name, "administrator") for name in ("ann", "ben"))
    store.meanwhile = lambda: setup.edit(ann, by(ben), security_profile="agent")
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(ben, by(ann), security_profile="agent")
    assert codes(refused.value) == ["right_missing", "last_administrator"]
    assert store.administrators().ids == {ben.user.id}


def test_someone_deactivated_meanwhile_changes_nothing(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    setup.add("root", "administrator")
    ann, ben = setup.add("ann", "administrator"), setup.add("ben")
    store.meanwhile = lambda: setup.deactivate(ann.user.id, COMMAND_LINE)
    with pytest.raises(NoLongerActive):
        setup.edit(ben, by(ann), name="Changed")
    assert setup.stored(ben) == ben


def test_someone_who_does_not_exist_changes_nothing(setup: PeopleSetup) -> None:
    with pytest.raises(NoLongerActive):
        setup.add("ben", request=ChangeRequest(user_id="f" * 32))


def test_a_manager_deactivated_meanwhile_gets_no_one(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ann, ben = setup.add("ann", "manager"), setup.add("ben")
    store.meanwhile = lambda: setup.deactivate(ann.user.id, COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(ben, manager=ann.user.id)
    assert codes(refused.value) == ["manager_inactive"]


def test_opposite_changes_of_managers_form_no_cycle(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ann, ben = setup.add("ann", "manager"), setup.add("ben", "manager")
    store.meanwhile = lambda: setup.edit(ben, manager=ann.user.id)
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(ann, manager=ben.user.id)
    assert codes(refused.value) == ["manager_cycle"]


def test_a_profile_deleted_meanwhile_is_not_given(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ben = setup.add("ben")
    own = setup.profiles.add(profile_fields("Own"), COMMAND_LINE)
    store.meanwhile = lambda: setup.profiles.delete(own.id, COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(ben, security_profile="own")
    assert codes(refused.value) == ["profile_unknown"]


def test_the_last_licence_is_given_once(raced: tuple[PeopleSetup, _Interrupted]) -> None:
    setup, store = raced
    store.licences_item = LicenceCounts(ceilings={Licence.EVALUATION: 1}, version=1)
    ann, ben = setup.add("ann"), setup.add("ben")
    store.meanwhile = lambda: setup.edit(ann, licences=["evaluation"])
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(ben, licences=["evaluation"])
    assert codes(refused.value) == ["licence_ceiling_reached"]
    setup.deactivate(ann.user.id, COMMAND_LINE)
    setup.edit(ben, licences=["evaluation"])
    with pytest.raises(ChangeRefused):
        setup.edit(ann, active=True)


def test_a_stale_edit_is_refused_with_both_versions(setup: PeopleSetup) -> None:
    ben = setup.add("ben")
    setup.edit(ben, name="Benjamin")
    with pytest.raises(VersionStale) as stale:
        setup.deactivate(ben.user.id, COMMAND_LINE, version=1)
    assert (stale.value.given, stale.value.current) == (1, 2)
    assert setup.stored(ben).user.active


def test_an_edit_made_stale_meanwhile_is_refused(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    ben = setup.add("ben")
    store.meanwhile = lambda: setup.edit(ben, name="Benjamin")
    with pytest.raises(VersionStale):
        setup.deactivate(ben.user.id, COMMAND_LINE, version=1)


def test_an_edit_without_a_difference_writes_nothing(setup: PeopleSetup) -> None:
    ben = setup.add("ben")
    assert setup.edit(ben, name="ben", email="BEN@example.com", security_profile="Agent") == ben
    assert len(setup.entries) == 1


def test_an_unknown_user_is_named_as_such(setup: PeopleSetup) -> None:
    with pytest.raises(UserUnknown):
        setup.deactivate("f" * 32, COMMAND_LINE)


def test_the_last_administrator_stays(setup: PeopleSetup) -> None:
    root = setup.add("root", "administrator")
    attempts: list[Callable[[], object]] = [
        lambda: setup.deactivate(root.user.id, COMMAND_LINE),
        lambda: setup.edit(root, by(root), security_profile="agent"),
    ]
    for attempt in attempts:
        with pytest.raises(ChangeRefused) as refused:
            attempt()
        assert codes(refused.value) == ["last_administrator"]
    setup.edit(root, by(root), name="Root")


def test_a_deactivated_user_frees_licences_and_keeps_the_rest(setup: PeopleSetup) -> None:
    ann = setup.add("ann", "manager", licences=["evaluation"])
    ben = setup.add("ben", manager=ann.user.id)
    setup.assign(ann.user.id, choice(), COMMAND_LINE)
    setup.deactivate(ann.user.id, COMMAND_LINE)
    assert setup.entries[-1].action == "users.deactivate"
    assert setup.memory.licences().used[Licence.EVALUATION] == 0
    assert len(setup.stored(ann).assignments) == 1
    assert setup.memory.teams().heads_of_team(ann.user.id) == {ann.user.id}
    with pytest.raises(ChangeRefused) as refused:
        setup.add("other", email=ann.user.email)
    assert codes(refused.value) == ["email_taken"]
    assert setup.stored(ben).user.manager == ann.user.id


def test_no_one_gives_more_than_they_have(setup: PeopleSetup) -> None:
    setup.add("root", "administrator")
    limited = setup.add("lim", "Limited Administrator")
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(limited, by(limited), security_profile="administrator")
    assert codes(refused.value) == ["profile_beyond_yours"]


def test_of_two_invitations_at_the_same_moment_one_is_sent(
    raced: tuple[PeopleSetup, _Interrupted],
) -> None:
    setup, store = raced
    root = setup.add("root", "administrator", invite=False)
    ann = setup.add("ann", invite=False)
    store.meanwhile = lambda: setup.invite(ann.user.id, by(root))
    with pytest.raises(ChangeRefused) as refused:
        setup.invite(ann.user.id, by(root))
    assert codes(refused.value) == ["invited_just_now"]
    setup.follow()
    assert setup.pool.mails == ["ann@example.com"]
