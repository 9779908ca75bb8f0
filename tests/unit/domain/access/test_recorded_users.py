"""Until when a user's calls are imported."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.users import Licence
from tests.unit.domain.access.example_users import user

RECORDED = frozenset({Licence.CALL_RECORDING})
LOST = 1_000.0


@pytest.mark.parametrize("change", [{"active": False}, {"licences": frozenset()}])
def test_calls_before_the_licence_was_lost_still_count(change: dict[str, object]) -> None:
    former = user(licences=RECORDED).changed(LOST, **change)
    assert former.is_recorded_at(LOST - 1)
    assert not former.is_recorded_at(LOST)


def test_other_changes_of_someone_without_a_licence_move_nothing() -> None:
    former = user(licences=RECORDED).changed(LOST, licences=frozenset())
    assert former.changed(LOST + 50, name="Benno").recorded_until == LOST


def test_a_licence_counts_for_every_call_that_is_found_from_then_on() -> None:
    assert user().changed(LOST, licences=RECORDED).is_recorded_at(LOST - 1)


def test_who_never_had_a_licence_has_none_for_old_calls() -> None:
    assert not user().changed(LOST, name="Benno").is_recorded_at(1.0)


def test_another_licence_is_none_for_recordings() -> None:
    assert not user(licences=frozenset({Licence.EVALUATION})).is_recorded
