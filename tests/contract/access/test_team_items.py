"""The packed tree of managers is small enough for the reads of a request."""

from __future__ import annotations

from datetime import date

from ringkeep.aws.access.team_items import block_item, block_of, teams_item, teams_of
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.teams import MOST_REPORTS, Manager, TeamBlock, Teams
from ringkeep.domain.access.visibility import Owner

LARGEST_ITEM = 400 * 1024
READ_UNIT = 4 * 1024
"""A consistent read of so many bytes costs one unit."""


def id_of(number: int) -> str:
    return f"{number:032x}"


def block(reports: int) -> TeamBlock:
    period = Period(first_day=date(2026, 1, 1))
    held = {
        id_of(number): (
            UserAssignment(Owner("main", "809646016", f"{62_000_000 + number}"), period),
        )
        for number in range(reports)
    }
    return TeamBlock(manager=id_of(0), reports=held, version=1)


def test_a_hundred_managers_cost_one_unit() -> None:
    managers = {id_of(n): Manager(manager=id_of(n // 10), changed=n + 1) for n in range(100)}
    stored = Teams(managers=managers, version=100)
    item = teams_item(stored)
    assert len(str(item["managers"])) < READ_UNIT - 200
    assert teams_of(item) == stored


def test_two_hundred_reports_cost_two_units() -> None:
    item = block_item(block(200))
    assert len(str(item["reports"])) < 2 * READ_UNIT - 100
    assert block_of(item, id_of(0), 0) == block(200)


def test_a_full_part_fits_in_an_item() -> None:
    item = block_item(block(MOST_REPORTS))
    assert item["unpacked"] == ""
    assert len(str(item["reports"])) < LARGEST_ITEM / 2
