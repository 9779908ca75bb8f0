"""The cells, against a naive recomputation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.evaluation.score_cells import (
    NAMES_OF_A_PART,
    Cell,
    add_to,
    cells_of,
    change_of,
)
from ringkeep.domain.evaluation.score_contributions import Contribution
from ringkeep.domain.evaluation.score_periods import ReportPeriod
from ringkeep.domain.evaluation.score_requests import facts_of
from ringkeep.domain.evaluation.score_sums import NOTHING, Sums, sum_of
from tests.unit.domain.evaluation.score_builders import contributions

several = st.lists(contributions(), max_size=12)


def table(of: Iterable[Contribution]) -> dict[Cell, dict[str, Sums]]:
    cells: dict[Cell, dict[str, Sums]] = {}
    for each in of:
        add_to(cells, cells_of(each))
    return cells


@given(several)
def test_the_order_changes_nothing(given_: list[Contribution]) -> None:
    assert table(given_) == table(reversed(given_))


@given(several)
def test_removing_what_was_added_leaves_nothing(given_: list[Contribution]) -> None:
    cells = table(given_)
    for each in given_:
        add_to(cells, change_of(each, None))
    assert all(sums == NOTHING for named in cells.values() for sums in named.values())


@given(contributions(), contributions())
def test_a_change_takes_one_contribution_to_the_other(
    before: Contribution, after: Contribution
) -> None:
    cells = table([before])
    add_to(cells, change_of(before, after))
    found = {
        cell: {name: sums for name, sums in named.items() if sums} for cell, named in cells.items()
    }
    assert {cell: named for cell, named in found.items() if named} == table([after])


@given(contributions())
def test_the_same_contribution_changes_nothing(each: Contribution) -> None:
    assert change_of(each, each) == {}


@given(several, st.sampled_from(ReportPeriod))
def test_the_totals_are_those_of_a_naive_recomputation(
    given_: list[Contribution], period: ReportPeriod
) -> None:
    cells = table(given_)
    for kind in ("all", "teams", "users", "members"):
        partition = f"{kind}#{period}"
        found = sum_of(
            named[""]
            for cell, named in cells.items()
            if cell.partition == partition
            or (kind == "members" and cell.partition.startswith(f"{partition}#"))
        )
        assert found == naive(given_)


def naive(given_: Sequence[Contribution]) -> Sums:
    return Sums(
        len(given_),
        sum(each.score for each in given_),
        sum(each.score**2 for each in given_),
        sum(bool(each.failed_by) for each in given_),
    )


@given(contributions())
def test_a_key_says_what_a_cell_is_about(each: Contribution) -> None:
    for cell in cells_of(each):
        facts = facts_of(cell)
        assert facts.user in (None, each.user)
        assert facts.team in (None, each.team)
        assert facts.scorecard in (None, each.scorecard)
        assert facts.start in {period.start(each.day).isoformat() for period in ReportPeriod}


def test_a_strange_key_is_no_cell() -> None:
    for cell in (Cell("other#month", "a#b"), Cell("all#month", "a"), Cell("details#month#c", "a")):
        with pytest.raises(ValueError, match="no cell"):
            facts_of(cell)


def large(scored: int, **values: object) -> Contribution:
    """A scorecard of 100 sections and 100 questions with the longest reference ids."""
    refs = [f"{number:03d}{'ä' * 97}" for number in range(100)]
    return Contribution.model_validate(
        {
            "day": date(2026, 11, 20),
            "user": "ann",
            "team": "max",
            "scorecard": "support",
            "version": 1,
            "score": scored,
            "sections": dict.fromkeys(refs, scored),
            "questions": dict.fromkeys(refs, scored),
            **values,
        }
    )


def test_a_transaction_has_room_for_the_largest_scorecard() -> None:
    """Even if everything moves to other cells."""
    moved = large(1, day=date(2026, 1, 1), user="ben", team="mia", version=2)
    assert len(change_of(large(9_999), moved)) <= 98
    assert all(len(named) <= NAMES_OF_A_PART for named in cells_of(large(9_999)).values())
