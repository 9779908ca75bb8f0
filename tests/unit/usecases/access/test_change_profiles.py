"""Security profiles of one's own: names, authority, use, and versions."""

from __future__ import annotations

import pytest

from ringkeep.domain.access import profile_rules
from ringkeep.domain.access.profiles import ProfileVisibility
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.access.rights import Right, RightUnknown
from ringkeep.domain.access.user_rules import ProfileUnknown
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    codes,
    profile_fields,
)


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def test_an_own_profile_is_added_changed_and_deleted(setup: PeopleSetup) -> None:
    own = setup.profiles.add(profile_fields("Coach"), COMMAND_LINE)
    assert (own.version, own.rights) == (1, frozenset({Right.PLAY}))
    new = profile_fields("Coach", ("recordings.play", "audit.see"), "all")
    changed = setup.profiles.change(own.id, new, COMMAND_LINE, version=1)
    assert (changed.version, changed.visibility) == (2, ProfileVisibility.ALL)
    assert setup.memory.profiles().own == (changed,)
    setup.profiles.delete(own.id, COMMAND_LINE, version=2)
    assert setup.memory.profiles().own == ()
    assert [each.action for each in setup.entries] == [
        "profiles.add",
        "profiles.change",
        "profiles.delete",
    ]
    change = setup.entries[1]
    assert (change.before["visibility"], change.after["visibility"]) == ("self", "all")


def test_a_change_without_a_difference_writes_nothing(setup: PeopleSetup) -> None:
    own = setup.profiles.add(profile_fields("Coach"), COMMAND_LINE)
    assert setup.profiles.change(own.id, profile_fields("Coach"), COMMAND_LINE) == own
    assert len(setup.entries) == 1


def test_a_right_that_does_not_exist_is_refused(setup: PeopleSetup) -> None:
    with pytest.raises(RightUnknown, match=r"recordings\.play"):
        setup.profiles.add(profile_fields("Coach", ("recordings.fly",)), COMMAND_LINE)


def test_names_are_unique_in_any_spelling(setup: PeopleSetup) -> None:
    setup.profiles.add(profile_fields("Team Coach"), COMMAND_LINE)
    for name in ("team_coach", "TEAM  COACH", "administrator"):
        with pytest.raises(ChangeRefused) as refused:
            setup.profiles.add(profile_fields(name), COMMAND_LINE)
        assert codes(refused.value) == ["profile_name_taken"]


@pytest.mark.parametrize("name", ["administrator", "agent"])
def test_built_in_profiles_never_change(setup: PeopleSetup, name: str) -> None:
    with pytest.raises(ChangeRefused) as refused:
        setup.profiles.change(name, profile_fields("New"), COMMAND_LINE)
    assert codes(refused.value) == ["profile_built_in"]
    with pytest.raises(ChangeRefused) as refused:
        setup.profiles.delete(name, COMMAND_LINE)
    assert codes(refused.value) == ["profile_built_in"]


def test_a_profile_in_use_is_not_deleted(setup: PeopleSetup) -> None:
    own = setup.profiles.add(profile_fields("Coach"), COMMAND_LINE)
    ann = setup.add("ann", "coach")
    setup.deactivate(ann.user.id, COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.profiles.delete(own.id, COMMAND_LINE)
    assert codes(refused.value) == ["profile_in_use"]
    setup.edit(ann, security_profile="agent")
    setup.profiles.delete(own.id, COMMAND_LINE)


def test_no_one_adds_a_profile_beyond_their_own(setup: PeopleSetup) -> None:
    limited = setup.add("lim", "limited-administrator")
    with pytest.raises(ChangeRefused) as refused:
        setup.profiles.add(profile_fields("Mine", ("services.manage",)), by(limited))
    assert codes(refused.value) == ["rights_beyond_yours"]


def test_a_stale_or_unknown_profile_is_refused(setup: PeopleSetup) -> None:
    own = setup.profiles.add(profile_fields("Coach"), COMMAND_LINE)
    setup.profiles.change(own.id, profile_fields("Trainer"), COMMAND_LINE)
    with pytest.raises(VersionStale):
        setup.profiles.delete(own.id, COMMAND_LINE, version=1)
    with pytest.raises(ProfileUnknown):
        setup.profiles.delete("none", COMMAND_LINE)


def test_someone_may_change_the_profile_they_have(setup: PeopleSetup) -> None:
    rights = (Right.MANAGE_USERS.value, "recordings.play")
    own = setup.profiles.add(profile_fields("Lead", rights, "all"), COMMAND_LINE)
    ann = setup.add("ann", "lead")
    setup.profiles.change(own.id, profile_fields("Leader", rights, "all"), by(ann))
    assert setup.memory.profiles().own[0].name == "Leader"


def test_the_number_of_own_profiles_is_bounded(
    setup: PeopleSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every change of a user reads all of them."""
    monkeypatch.setattr(profile_rules, "MOST_OWN", 2)
    one = setup.profiles.add(profile_fields("One"), COMMAND_LINE)
    setup.profiles.add(profile_fields("Two"), COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.profiles.add(profile_fields("Three"), COMMAND_LINE)
    assert codes(refused.value) == ["too_many_profiles"]
    setup.profiles.change(one.id, profile_fields("First"), COMMAND_LINE)
    setup.profiles.delete(one.id, COMMAND_LINE)
    setup.profiles.add(profile_fields("Three"), COMMAND_LINE)
