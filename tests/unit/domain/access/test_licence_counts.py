"""The counts of licences and their ceiling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.licence_counts import LicenceCeilingReached, LicenceCounts, counted
from ringkeep.domain.access.users import Licence, User
from tests.unit.domain.access.example_users import user

RECORDING, EVALUATION = Licence.CALL_RECORDING, Licence.EVALUATION
LICENSED = user(licences=frozenset({RECORDING}))
FULL = LicenceCounts(used={RECORDING: 2}, ceilings={RECORDING: 2}, version=5)


def test_a_licence_beyond_the_ceiling_is_refused_with_its_name() -> None:
    with pytest.raises(LicenceCeilingReached, match="All 2 licences for call recording") as refused:
        FULL.after(None, LICENSED)
    assert refused.value.licence is RECORDING


def test_a_licence_without_a_ceiling_is_given_always() -> None:
    counts = FULL.after(None, user(licences=frozenset({EVALUATION})))
    assert counts.used == {RECORDING: 2, EVALUATION: 1}
    assert counts.version == 6


def test_a_deactivated_user_frees_their_licences_and_takes_them_again() -> None:
    deactivated = LICENSED.model_copy(update={"active": False})
    freed = FULL.after(LICENSED, deactivated)
    assert freed.used[RECORDING] == 1
    assert freed.after(deactivated, LICENSED).used[RECORDING] == 2
    with pytest.raises(LicenceCeilingReached):
        FULL.after(deactivated, LICENSED)


def test_a_lowered_ceiling_takes_no_licence_away() -> None:
    lowered = FULL.model_copy(update={"ceilings": {RECORDING: 1}})
    assert lowered.after(LICENSED, LICENSED.model_copy(update={"name": "Benjamin"})) is lowered
    assert lowered.after(LICENSED, None).used[RECORDING] == 1


def test_a_ceiling_of_zero_gives_no_licence() -> None:
    with pytest.raises(LicenceCeilingReached):
        LicenceCounts(ceilings={RECORDING: 0}).after(None, LICENSED)


states = st.builds(
    lambda licences, active: user(licences=frozenset(licences), active=active),
    st.sets(st.sampled_from(Licence)),
    st.booleans(),
)


@given(st.lists(st.tuples(st.integers(0, 4), st.none() | states)), st.integers(0, 3))
def test_the_counts_are_those_of_the_users_and_never_exceed_the_ceiling(
    changes: list[tuple[int, User | None]], ceiling: int
) -> None:
    users: dict[int, User | None] = {}
    counts = LicenceCounts(ceilings={RECORDING: ceiling})
    for who, after in changes:
        try:
            counts = counts.after(users.get(who), after)
        except LicenceCeilingReached:
            continue
        users[who] = after
        for licence in Licence:
            held = sum(licence in counted(each) for each in users.values())
            assert counts.used.get(licence, 0) == held
        assert counts.used.get(RECORDING, 0) <= ceiling
