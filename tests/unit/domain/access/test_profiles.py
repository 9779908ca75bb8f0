"""Security profiles: the built-in ones, own ones, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.older_roles import profile_of_role
from ringkeep.domain.access.profile_rules import deletion_refusals, profile_refusals
from ringkeep.domain.access.profiles import (
    ADMINISTRATOR,
    AGENT,
    BUILT_IN,
    EVALUATOR,
    LIMITED_ADMINISTRATOR,
    MANAGER,
    ProfileVisibility,
    SecurityProfile,
    all_profiles,
    find_profile,
    profile_key,
)
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right

COACH = SecurityProfile(
    id="4f1d", name="Coach", rights=frozenset({Right.PLAY}), visibility=ProfileVisibility.TEAM
)
PROFILES = all_profiles([COACH])


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [each.code for each in refusals]


def test_the_administrator_has_every_right_and_sees_everyone() -> None:
    assert ADMINISTRATOR.rights == set(Right)
    assert ADMINISTRATOR.visibility is ProfileVisibility.ALL


def test_an_agent_sees_only_themself_and_a_manager_their_team() -> None:
    assert AGENT.visibility is ProfileVisibility.SELF
    assert AGENT.rights == {Right.SEE_LIVE, Right.LIST_RECORDINGS, Right.PLAY}
    assert MANAGER.visibility is ProfileVisibility.TEAM


def test_an_evaluator_takes_no_audio_out_of_the_system() -> None:
    assert Right.EVALUATE in EVALUATOR.rights
    assert not EVALUATOR.rights & {Right.DOWNLOAD, Right.EXPORT, Right.SEE_LIVE}


def test_a_limited_administrator_can_give_every_profile_but_the_administrator() -> None:
    others = (MANAGER, EVALUATOR, AGENT, LIMITED_ADMINISTRATOR)
    assert all(LIMITED_ADMINISTRATOR.includes(each) for each in others)
    assert not LIMITED_ADMINISTRATOR.includes(ADMINISTRATOR)
    assert set(Right) - LIMITED_ADMINISTRATOR.rights == {
        Right.MANAGE_SERVICES,
        Right.MANAGE_RETENTION,
        Right.SEE_UNREDACTED,
    }


def test_only_the_built_in_administrator_counts_as_administrator() -> None:
    like_it = COACH.model_copy(
        update={"rights": frozenset(Right), "visibility": ProfileVisibility.ALL}
    )
    assert [each.is_administrator for each in (ADMINISTRATOR, like_it)] == [True, False]
    assert not LIMITED_ADMINISTRATOR.is_administrator


def test_a_built_in_profile_cannot_be_changed_or_deleted() -> None:
    changed = MANAGER.model_copy(update={"built_in": False, "rights": frozenset(Right)})

    assert codes(profile_refusals(changed, PROFILES)) == ["profile_built_in"]
    assert codes(profile_refusals(MANAGER, PROFILES)) == ["profile_built_in"]
    assert codes(deletion_refusals(MANAGER, users=0)) == ["profile_built_in"]


def test_a_stored_profile_cannot_replace_a_built_in_one() -> None:
    impostor = COACH.model_copy(update={"id": AGENT.id, "rights": frozenset(Right)})
    assert all_profiles([impostor])[AGENT.id] == AGENT


@pytest.mark.parametrize(
    "name", ["COACH", " coach ", "Agent", "limited_administrator", "Limited  Administrator", "4F1D"]
)
def test_the_name_of_a_profile_is_unique_without_case(name: str) -> None:
    new = COACH.model_copy(update={"id": "77aa", "name": name})
    assert codes(profile_refusals(new, PROFILES)) == ["profile_name_taken"]


def test_a_profile_may_keep_its_own_name() -> None:
    assert profile_refusals(COACH.model_copy(update={"name": "coach"}), PROFILES) == ()


def test_someone_who_manages_users_needs_to_see_everyone() -> None:
    new = COACH.model_copy(update={"rights": frozenset({Right.MANAGE_USERS})})
    assert codes(profile_refusals(new, PROFILES)) == ["managing_users_needs_all"]
    seeing_all = new.model_copy(update={"visibility": ProfileVisibility.ALL})
    assert profile_refusals(seeing_all, PROFILES) == ()


def test_a_profile_in_use_cannot_be_deleted() -> None:
    (refusal,) = deletion_refusals(COACH, users=2)
    assert refusal.code == "profile_in_use"
    assert str(refusal).startswith("2 users have this security profile.")
    assert deletion_refusals(COACH, users=0) == ()


@pytest.mark.parametrize("given_name", ["agent", "Agent", "AGENT "])
def test_a_script_may_give_the_id_or_the_name_of_a_profile(given_name: str) -> None:
    assert find_profile(PROFILES, given_name) == AGENT


def test_a_profile_is_found_by_its_id_or_not_at_all() -> None:
    assert find_profile(PROFILES, "4f1d") == find_profile(PROFILES, "coach") == COACH
    assert find_profile(PROFILES, "pilot") is None


def test_people_of_an_older_stack_keep_what_they_had() -> None:
    manager = profile_of_role("Manager")
    assert manager is not None
    assert manager.rights == {Right.SEE_LIVE}
    assert manager.visibility is ProfileVisibility.ALL
    assert profile_refusals(manager, PROFILES) == ()
    assert profile_of_role("Administrator") == ADMINISTRATOR
    assert profile_of_role("Agent") == AGENT
    assert profile_of_role("Other") is None


def test_ids_of_built_in_profiles_are_the_keys_of_their_names() -> None:
    assert all(each.id == profile_key(each.name) for each in BUILT_IN)


@given(st.text())
def test_the_key_of_a_name_is_its_own_key(name: str) -> None:
    assert profile_key(profile_key(name)) == profile_key(name)


@pytest.mark.parametrize(
    "name", ["Admini\u200bstrator", "Administrator\u200d", "\u2060Administrator"]
)
def test_a_name_that_differs_only_in_what_no_one_sees_is_taken(name: str) -> None:
    spoofed = COACH.model_copy(update={"id": "77", "name": name})
    assert codes(profile_refusals(spoofed, PROFILES)) == ["profile_name_taken"]


def test_no_name_has_an_empty_key() -> None:
    """An empty cell of a file would find the profile."""
    assert profile_key("\u200b") != ""
