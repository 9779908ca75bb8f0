"""Changes at RingCentral become decisions; a deletion with recordings not imported is an alarm."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.decisions import (
    CHOICES,
    Choice,
    Decision,
    DecisionKind,
    WatchedExtension,
    open_decisions,
)
from ringkeep.domain.access.listed_extensions import ListedExtension, as_listed
from ringkeep.domain.access.periods import Period
from ringkeep.domain.directory.extensions import Extension, ExtensionRow

TODAY = date(2026, 11, 26)
ROW = ExtensionRow(
    extension=Extension(
        id="101", name="Ann Lee", status="Enabled", site_id="s1", site_name="Berlin"
    ),
    added_at=1.0,
    changed_at=1.0,
)
ANNS = Assignment(user_id="ann")


def changed(**values: str) -> ExtensionRow:
    extension = ROW.extension.model_copy(update=values)
    return ROW.model_copy(update={"extension": extension})


DELETED = ROW.model_copy(update={"removed_at": 2.0})


def watched(
    row: ExtensionRow | None,
    *assignments: Assignment,
    decided: ListedExtension | None = None,
    unimported: int | None = 0,
    extension_id: str = "101",
) -> WatchedExtension:
    stored = ExtensionAssignments(
        service="main", account_id="7", extension_id=extension_id, assignments=assignments
    )
    return WatchedExtension(stored, decided or as_listed(ROW), row, unimported)


def found(one: WatchedExtension) -> list[Decision]:
    return list(open_decisions([one], TODAY))


def test_nothing_changed() -> None:
    assert found(watched(ROW, ANNS)) == []
    assert found(watched(changed(number="555", email="new@example.com"), ANNS)) == []


@pytest.mark.parametrize(
    ("row", "kind", "before", "after"),
    [
        (changed(name="Ben Ray"), DecisionKind.RENAMED, "Ann Lee", "Ben Ray"),
        (changed(site_id="s2", site_name="Rome"), DecisionKind.MOVED, "Berlin", "Rome"),
        (changed(status="Disabled"), DecisionKind.DISABLED, "Enabled", "Disabled"),
        (changed(status="Frozen"), DecisionKind.DISABLED, "Enabled", "Frozen"),
        (changed(status="Unassigned"), DecisionKind.DISABLED, "Enabled", "Unassigned"),
        (DELETED, DecisionKind.DELETED, "Ann Lee", ""),
        (None, DecisionKind.DELETED, "Ann Lee", ""),
    ],
)
def test_each_change_of_an_assigned_extension_is_a_decision(
    row: ExtensionRow | None, kind: DecisionKind, before: str, after: str
) -> None:
    (decision,) = found(watched(row, ANNS))
    assert (decision.kind, decision.before, decision.after) == (kind, before, after)
    assert decision.users == ("ann",)
    assert decision.choices == CHOICES[kind]
    assert not decision.alarm


def test_a_new_name_may_be_a_successor() -> None:
    (decision,) = found(watched(changed(name="Ben Ray"), ANNS))
    assert Choice.SUCCESSOR in decision.choices


def test_several_changes_are_several_decisions() -> None:
    row = changed(name="Ben Ray", site_id="s2", status="Disabled")
    kinds = [each.kind for each in found(watched(row, ANNS))]
    assert sorted(kinds) == ["disabled", "moved", "renamed"]


def test_of_a_deleted_extension_nothing_else_matters() -> None:
    row = changed(name="Ben Ray").model_copy(update={"removed_at": 2.0})
    assert [each.kind for each in found(watched(row, ANNS))] == [DecisionKind.DELETED]


def test_a_site_that_is_renamed_moves_no_one() -> None:
    assert found(watched(changed(site_name="Berlin Mitte"), ANNS)) == []


def test_once_decided_a_change_is_not_listed_again() -> None:
    row = changed(name="Ann Ray")
    assert found(watched(row, ANNS, decided=as_listed(row))) == []
    assert found(watched(None, ANNS, decided=as_listed(None))) == []


def test_a_change_that_ringcentral_undoes_is_no_longer_listed() -> None:
    assert found(watched(changed(status="Disabled"), ANNS))
    assert found(watched(changed(status="Enabled"), ANNS)) == []


def test_the_same_change_has_the_same_id_at_every_sync_and_another_change_another() -> None:
    first, again = (found(watched(changed(name="Ben"), ANNS))[0] for _ in range(2))
    other = found(watched(changed(name="Cid"), ANNS))[0]
    assert first.id == again.id != other.id


def test_only_extensions_that_someone_has_or_will_have_need_a_decision() -> None:
    past = Assignment(user_id="ann", period=Period(last_day=date(2026, 11, 25)))
    today = Assignment(user_id="ben", period=Period(first_day=TODAY, last_day=TODAY))
    future = Assignment(user_id="cid", period=Period(first_day=date(2027, 1, 1)))
    row = changed(name="Dan")

    assert found(watched(row, past)) == []
    assert found(watched(row)) == []
    (decision,) = found(watched(row, past, today, future))
    assert decision.users == ("ben", "cid")


@pytest.mark.parametrize("unimported", [1, 500, None])
def test_a_deleted_extension_whose_recordings_are_not_all_imported_is_an_alarm(
    unimported: int | None,
) -> None:
    """Also if it is not known whether all of them are imported, and if no one has the extension."""
    for assignments in ((ANNS,), ()):
        (decision,) = found(watched(DELETED, *assignments, unimported=unimported))
        assert decision.alarm
        assert decision.unimported == unimported
        assert bool(decision.choices) is bool(assignments)


@pytest.mark.parametrize("unimported", [1, None])
def test_an_alarm_remains_after_someone_has_decided_but_there_is_nothing_to_choose(
    unimported: int | None,
) -> None:
    for assignments in ((ANNS,), ()):
        decided = as_listed(DELETED)
        (decision,) = found(watched(DELETED, *assignments, decided=decided, unimported=unimported))
        assert (decision.alarm, decision.choices) == (True, ())
    assert found(watched(DELETED, ANNS, decided=as_listed(DELETED))) == []


def test_a_deleted_extension_without_users_and_open_recordings_is_no_decision() -> None:
    assert found(watched(DELETED)) == []


def test_recordings_that_are_not_imported_are_no_alarm_while_the_extension_exists() -> None:
    (decision,) = found(watched(changed(name="Ben"), ANNS, unimported=3))
    assert not decision.alarm


def test_alarms_come_first() -> None:
    decisions = open_decisions(
        [
            watched(changed(name="Ben"), ANNS, extension_id="100"),
            watched(DELETED, ANNS, unimported=2, extension_id="900"),
        ],
        TODAY,
    )
    assert [each.alarm for each in decisions] == [True, False]
