"""What is refused when users are added and changed: every mistake at once, each with its field."""

from __future__ import annotations

import dataclasses

import pytest

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.authority import profile_authority_refusals
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.profiles import (
    ADMINISTRATOR,
    AGENT,
    EVALUATOR,
    LIMITED_ADMINISTRATOR,
    MANAGER,
    ProfileVisibility,
    SecurityProfile,
)
from ringkeep.domain.access.refusals import ChangeRefused, Refusal, accept
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import COMMAND_LINE, UserPrincipal
from ringkeep.domain.access.user_rules import People, UserChange, user_refusals
from ringkeep.domain.access.users import Licence, User
from tests.unit.domain.access.example_users import ANN, BEN, CID, PROFILES, principal, user

PEOPLE = People(profiles=PROFILES, administrators=Administrators(ids=frozenset({ANN}), version=1))


def refused(
    before: User | None,
    after: User | None,
    actor: UserPrincipal | None = None,
    **people: object,
) -> list[str]:
    situation = dataclasses.replace(PEOPLE, **people)  # type: ignore[arg-type]
    found = user_refusals(UserChange(before, after, actor or principal()), situation)
    assert all(_is_complete(each) for each in found)
    return [each.code for each in found]


def _is_complete(refusal: Refusal) -> bool:
    """Whether it says what is wrong and what to do, in sentences."""
    return str(refusal).endswith(".") and str(refusal).count(".") >= 2


def test_a_plain_new_user_is_accepted() -> None:
    assert refused(None, user(licences=frozenset(Licence))) == []


def test_every_mistake_is_named_at_once() -> None:
    new = user(profile="pilot", email="ben", manager=CID)
    people = dataclasses.replace(PEOPLE, licences=LicenceCounts())
    found = user_refusals(UserChange(None, new, principal()), people)

    assert [(each.field, each.code) for each in found] == [
        ("security_profile", "profile_unknown"),
        ("email", "email_not_valid"),
        ("manager", "manager_unknown"),
    ]
    with pytest.raises(ChangeRefused) as error:
        accept(found)
    assert error.value.refusals == found
    accept(())


def test_two_users_cannot_have_one_address() -> None:
    assert refused(None, user(), email_owner=CID) == ["email_taken"]
    assert refused(user(email="b@example.com"), user(), email_owner=BEN) == []


def test_an_address_is_stored_only_in_its_normal_form() -> None:
    assert refused(None, user(email="Ben@example.com")) == ["email_not_valid"]


def test_an_old_address_does_not_prevent_other_changes() -> None:
    old = user(email="bén@example.com")
    assert refused(old, old.model_copy(update={"name": "Benjamin"})) == []


def test_a_manager_exists_and_is_active() -> None:
    managed = user(manager=CID)
    assert refused(None, managed) == ["manager_unknown"]
    assert refused(None, managed, manager=user(ANN)) == ["manager_unknown"]
    assert refused(None, managed, manager=user(CID, active=False)) == ["manager_inactive"]
    assert refused(None, managed, manager=user(CID)) == []


def test_a_user_keeps_a_manager_who_was_deactivated() -> None:
    managed = user(manager=CID)
    renamed = managed.model_copy(update={"name": "Benjamin"})
    assert refused(managed, renamed, manager=user(CID, active=False)) == []


def test_a_manager_does_not_report_to_themself_through_others() -> None:
    tree = ManagerTree({CID: BEN})
    changed = user(manager=CID)
    assert refused(user(), changed, manager=user(CID), tree=tree) == ["manager_cycle"]
    assert refused(None, user(manager=BEN)) == ["manager_cycle"]


def test_a_licence_beyond_the_ceiling_is_refused() -> None:
    full = LicenceCounts(used={Licence.EVALUATION: 2}, ceilings={Licence.EVALUATION: 2})
    licensed = user(licences=frozenset({Licence.EVALUATION}))
    assert refused(user(), licensed, licences=full) == ["licence_ceiling_reached"]
    assert refused(licensed, user(), licences=full) == []


def test_the_last_administrator_cannot_be_demoted_or_removed() -> None:
    ann = user(ANN, "administrator")
    assert refused(ann, user(ANN, "agent")) == ["last_administrator"]
    assert refused(ann, None) == ["last_administrator"]


def test_someone_without_the_right_manages_no_users() -> None:
    assert refused(None, user(), principal(MANAGER)) == ["right_missing"]


@pytest.mark.parametrize("profile", ["limited-administrator", "manager", "evaluator", "agent"])
def test_a_limited_administrator_gives_what_they_have(profile: str) -> None:
    assert refused(user(), user(profile=profile), principal(LIMITED_ADMINISTRATOR)) == []


def test_no_one_gives_rights_that_they_lack() -> None:
    limited = principal(LIMITED_ADMINISTRATOR, user_id=BEN)
    assert refused(None, user(profile="administrator"), limited) == ["profile_beyond_yours"]
    themself = user(BEN, "limited-administrator")
    assert refused(themself, user(BEN, "administrator"), limited) == ["profile_beyond_yours"]


@pytest.mark.parametrize(
    "after",
    [
        user(ANN, "administrator", email="mine@example.com"),
        user(ANN, "administrator", active=False),
        user(ANN, "agent"),
        None,
    ],
)
def test_someone_with_more_rights_is_changed_only_by_someone_who_has_them(
    after: User | None,
) -> None:
    """A new address would let the actor sign in as that person."""
    before = user(ANN, "administrator", email="ann@example.com")
    people = {"administrators": Administrators(ids=frozenset({ANN, CID}), version=1)}
    limited = principal(LIMITED_ADMINISTRATOR)
    assert refused(before, after, limited, **people) == ["person_beyond_yours"]
    assert refused(before, after, principal(ADMINISTRATOR), **people) == []


def test_the_command_line_may_do_everything() -> None:
    assert refused(None, user(profile="administrator"), COMMAND_LINE) == []


def test_a_user_whose_profile_is_gone_can_get_another_one() -> None:
    assert refused(user(profile="gone"), user(), principal(LIMITED_ADMINISTRATOR)) == []


def coach(*rights: Right) -> SecurityProfile:
    return EVALUATOR.model_copy(
        update={"id": "c0ac", "built_in": False, "rights": frozenset(rights)}
    )


def test_a_profile_is_changed_only_by_someone_who_has_its_rights_before_and_after() -> None:
    limited = principal(LIMITED_ADMINISTRATOR)
    harmless, mighty = coach(Right.PLAY), coach(Right.PLAY, Right.MANAGE_RETENTION)
    changes = [(None, mighty), (harmless, mighty), (mighty, harmless), (mighty, None)]
    for before, after in changes:
        (refusal,) = profile_authority_refusals(limited, before, after)
        assert refusal.code == "rights_beyond_yours"
        assert "retention.manage" in str(refusal)
        assert profile_authority_refusals(principal(), before, after) == ()
    assert profile_authority_refusals(limited, None, harmless) == ()
    (missing,) = profile_authority_refusals(principal(AGENT), None, harmless)
    assert missing.code == "right_missing"


def test_a_profile_that_sees_more_than_the_actor_is_beyond_them() -> None:
    narrow = LIMITED_ADMINISTRATOR.model_copy(update={"visibility": ProfileVisibility.TEAM})
    (refusal,) = profile_authority_refusals(principal(narrow), None, coach(Right.PLAY))
    assert "the visibility all" in str(refusal)
