"""The stored tree of managers agrees with the users after every change."""

from __future__ import annotations

import pytest

from ringkeep.domain.access import teams
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.teams import (
    Manager,
    StoredTeams,
    TeamBlock,
    TeamChange,
    Teams,
    report_size,
    team_change,
)
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from tests.unit.domain.access.example_users import ANN, BEN, CID, user


def record(user_id: str, manager: str = "") -> UserRecord:
    return UserRecord(user=user(user_id, manager=manager))


def changed(
    stored: StoredTeams, before: UserRecord | None, after: UserRecord
) -> tuple[TeamChange, dict[str, list[TeamBlock]]]:
    change = team_change(before, after, stored)
    assert change is not None
    blocks = {id_: {each.part: each for each in parts} for id_, parts in stored.blocks.items()}
    for each in change.blocks:
        blocks.setdefault(each.manager, {})[each.part] = each
    return change, {id_: list(parts.values()) for id_, parts in blocks.items()}


def test_someone_who_gets_a_first_report_becomes_a_manager_with_their_own() -> None:
    change, _ = changed(StoredTeams(Teams(version=4), {}, above=CID), None, record(ANN, BEN))
    assert change.teams == Teams(managers={BEN: Manager(manager=CID, changed=5)}, version=5)
    assert change.blocks == (TeamBlock(manager=BEN, reports={ANN: ()}, version=5),)


def test_a_manager_without_reports_is_none() -> None:
    first, blocks = changed(StoredTeams(Teams(), {}), None, record(ANN, BEN))
    second, _ = changed(StoredTeams(first.teams, blocks), record(ANN, BEN), record(ANN))
    assert second.teams == Teams(version=2)
    assert second.blocks == (TeamBlock(manager=BEN, version=2),)


def test_a_moved_manager_takes_their_team_along() -> None:
    first, _ = changed(StoredTeams(Teams(), {}), None, record(ANN, BEN))
    second, _ = changed(StoredTeams(first.teams, {}), record(BEN), record(BEN, CID))
    assert second.teams.managers[BEN] == Manager(manager=CID, changed=1)
    assert second.teams.heads_of_team(CID) == {BEN, CID}
    assert [each.manager for each in second.blocks] == [CID]


def test_who_reports_to_no_one_writes_nothing() -> None:
    renamed = UserRecord(user=user(ANN, email="new@example.com"))
    assert team_change(record(ANN), renamed, StoredTeams(Teams(), {})) is None
    assert team_change(None, record(ANN), StoredTeams(Teams(), {})) is None


def test_a_new_name_writes_no_block() -> None:
    renamed = UserRecord(user=user(ANN, email="new@example.com", manager=BEN))
    assert team_change(record(ANN, BEN), renamed, StoredTeams(Teams(), {})) is None


def test_a_full_part_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "LARGEST_PART", 2 * report_size(()))
    stored, ids = StoredTeams(Teams(), {}), [f"{number:032x}" for number in range(5)]
    for id_ in ids:
        change, blocks = changed(stored, None, record(id_, BEN))
        stored = StoredTeams(change.teams, blocks)
    assert [len(each.reports) for each in stored.blocks[BEN]] == [2, 2, 1]
    assert stored.teams.managers[BEN].parts == 3
    left, blocks = changed(stored, record(ids[0], BEN), record(ids[0]))
    assert left.teams.managers[BEN].parts == 3
    again, blocks = changed(StoredTeams(left.teams, blocks), record(ids[0]), record(ids[0], BEN))
    assert [len(each.reports) for each in blocks[BEN]] == [2, 2, 1]
    assert again.teams.managers[BEN].changed == again.teams.version == 7


def test_who_gets_more_extensions_than_fit_moves_to_another_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = tuple(UserAssignment(Owner("main", "1", f"10{each}"), Period()) for each in range(3))
    monkeypatch.setattr(teams, "LARGEST_PART", report_size(held) + report_size(()) - 1)
    stored = StoredTeams(Teams(), {})
    for id_ in (ANN, CID):
        change, blocks = changed(stored, None, record(id_, BEN))
        stored = StoredTeams(change.teams, blocks)
    assert [list(each.reports) for each in stored.blocks[BEN]] == [[ANN, CID]]
    more = record(CID, BEN).model_copy(update={"assignments": held})
    after, blocks = changed(stored, record(CID, BEN), more)
    assert [dict(each.reports) for each in blocks[BEN]] == [{ANN: ()}, {CID: held}]
    assert after.teams.managers[BEN].parts == 2
