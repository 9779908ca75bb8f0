"""The packed tree of managers is small enough for the reads of a request."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.aws.access.people_items import administrators_item
from ringkeep.aws.access.team_items import block_item, block_of, teams_item, teams_of
from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.size_rules import MOST_ADMINISTRATORS, MOST_MANAGERS
from ringkeep.domain.access.teams import LARGEST_PART, Manager, TeamBlock, Teams, report_size
from ringkeep.domain.access.visibility import Owner
from tests.properties import examples

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


def size(value: object) -> int:
    """As DynamoDB counts: the bytes of all names and texts, and a few for each value."""
    if isinstance(value, dict):
        return 3 + sum(size(name) + size(each) for name, each in value.items())
    if isinstance(value, list | tuple):
        return 3 + sum(1 + size(each) for each in value)
    return 1 + len(str(value).encode())


def test_the_items_about_all_people_fit_however_many_there_are() -> None:
    managers = {
        id_of(n): Manager(manager=id_of(n // 3), changed=2**32 - 1) for n in range(MOST_MANAGERS)
    }
    assert size(teams_item(Teams(managers=managers, version=2**32 - 1))) < LARGEST_ITEM
    ids = frozenset(map(id_of, range(MOST_ADMINISTRATORS)))
    assert size(administrators_item(Administrators(ids=ids, version=1))) < LARGEST_ITEM / 2


def test_two_thousand_reports_are_one_part() -> None:
    held = block(2_000)
    assert sum(map(report_size, held.reports.values())) < LARGEST_PART
    assert block_item(held)["unpacked"] == ""
    assert size(block_item(held)) < LARGEST_ITEM / 2


_TEXTS = st.one_of(
    st.sampled_from(
        ["62000001", "1" * 18, "1" * 200, "0", "007", "\x01" * 60, '"\\' * 40, "李" * 60]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
_PERIODS = st.sampled_from(
    [
        Period(),
        Period(first_day=date(2026, 1, 1), last_day=date(9999, 12, 31)),
        Period(first_day=date(1970, 1, 1), last_day=date(1970, 1, 1)),
    ]
)
_HELD = st.builds(
    lambda service, account, extension, period: UserAssignment(
        Owner(service, account, extension), period
    ),
    st.sampled_from(["main", "s" * 64, "emea-1"]),
    st.sampled_from(["809646016", "9" * 40]),
    _TEXTS,
    _PERIODS,
)
ACCOUNTS = 256 * 120
"""The accounts of a part are listed in it once more."""


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(_HELD, st.sampled_from([0, 1, 2, 200, 300])), max_size=8))
def test_whatever_people_have_a_part_fits_in_an_item(
    drawn: list[tuple[UserAssignment, int]],
) -> None:
    """A report never needs more than `report_size` says, so a full part needs no more than LARGEST_PART."""
    reports = {id_of(n): (held,) * times for n, (held, times) in enumerate(drawn)}
    counted = sum(map(report_size, reports.values()))
    without = size(block_item(TeamBlock(manager=id_of(0), version=1)))
    listed = 120 * len({held.extension.account for held, _ in drawn})
    needed = size(block_item(TeamBlock(manager=id_of(0), reports=reports, version=1)))
    assert needed <= without + listed + counted
    assert without + ACCOUNTS + LARGEST_PART < LARGEST_ITEM
