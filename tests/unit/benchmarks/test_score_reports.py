"""The benchmark of reports counts units as DynamoDB does."""

from __future__ import annotations

import pytest

from benchmarks import score_reports
from benchmarks.score_reports import Table, contributions, measured
from ringkeep.domain.evaluation.score_cells import Cell, add_to, cells_of
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.domain.evaluation.score_sums import Sums


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"pk": "ä", "n": 7}, 2 + 2 + 1 + 2),
        ({"q": 123_456}, 1 + 3 + 1),
        ({"s": -12_000}, 1 + 1 + 1 + 1),
    ],
)
def test_the_size_of_an_item(item: dict[str, object], size: int) -> None:
    assert score_reports._size(item) == size


def test_a_query_costs_half_a_unit_for_each_started_4_kb() -> None:
    cells = {Cell("all#month", f"{n:04d}"): {"": Sums(1, 1, 1)} for n in range(1_000)}
    table = Table(cells)
    list(table.find(CellQuery("all#month", "0000", "0000~")))
    assert (table.units, table.requests) == (0.5, 1)
    list(table.find(CellQuery("all#month", "", "~")))
    item = len("pk" + "all#month" + "sk" + "0000" + "nsq") + 3 * 2
    assert table.units == 0.5 + 0.5 * -(-1_000 * item // 4_096)


def test_one_year_by_team_is_within_its_bound() -> None:
    """Already with few evaluations there is a cell for each team and month."""
    cells: dict[Cell, dict[str, Sums]] = {}
    for each in contributions(1_500):
        add_to(cells, cells_of(each))
    found = measured(Table(cells))["one year by team"]
    assert found["lines"] == score_reports.TEAMS
    assert found["read_units"] <= score_reports.MOST_UNITS
