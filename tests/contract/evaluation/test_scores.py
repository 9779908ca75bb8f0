"""Sums of scores, in memory and in DynamoDB: exact after any changes, repeated and late ones too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from ringkeep.aws.evaluation.scores_table import (
    LOCK,
    DynamoScoreCells,
    DynamoScoreChanges,
    _update,
)
from ringkeep.aws.table import Table
from ringkeep.domain.evaluation.score_cells import Cell, NamedSums, add_to, cells_of, change_of
from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation, contribution
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.domain.evaluation.score_sums import Sums
from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.usecases.evaluation.score_ports import (
    ScoreCells,
    ScoreChanges,
    ScoresRebuilding,
    StoredContribution,
)
from tests.contract.tables import directory_table
from tests.fakes.clock import FakeClock
from tests.fakes.evaluation.scores import MemoryScores
from tests.properties import examples
from tests.unit.domain.evaluation.score_builders import USERS, evaluation
from tests.unit.domain.evaluation.test_score_cells import large

TABLE = "scores"
EVERYTHING = ("", "~~~")


class Stage(NamedTuple):
    cells: ScoreCells
    changes: ScoreChanges
    memory: MemoryScores | None
    table: Table | None

    @property
    def roll_up(self) -> RollUpScores:
        return RollUpScores(self.changes, FakeClock())

    def lock(self) -> None:
        if self.memory is not None:
            self.memory.rebuilding = True
        if self.table is not None:
            self.table.put({**LOCK, "run": "r1", "until": 1})

    def found(self, partition: str) -> dict[str, Sums]:
        query = CellQuery(partition, " ", "~~~")
        return {cell.place: named[""] for cell, named in self.cells.find(query) if "" in named}


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        memory = MemoryScores()
        yield Stage(memory, memory, memory, None)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = directory_table(client, TABLE)
        cells, changes = DynamoScoreCells(client, table), DynamoScoreChanges(client, table)
        yield Stage(cells, changes, None, Table(client, table))


def test_an_evaluation_is_added_once(stage: Stage) -> None:
    assert stage.roll_up(evaluation())
    assert not stage.roll_up(evaluation())
    assert stage.found("all#month") == {"2026-11-01#support": Sums(1, 8000, 64_000_000)}
    assert stage.found("teams#week") == {"2026-11-16#max": Sums(1, 8000, 64_000_000)}
    assert stage.found("users#month#none") == {}


def test_a_newer_revision_takes_the_place_of_an_older_one(stage: Stage) -> None:
    stage.roll_up(evaluation(revision=3))
    assert stage.roll_up(evaluation(score=90.0, revision=5))
    assert not stage.roll_up(evaluation(revision=4))
    assert stage.found("all#month") == {"2026-11-01#support": Sums(1, 9000, 81_000_000)}


def test_a_score_that_goes_away_is_taken_out_and_stays_out(stage: Stage) -> None:
    stage.roll_up(evaluation(revision=3))
    stage.roll_up(evaluation(score=None, revision=5))
    assert not stage.roll_up(evaluation(revision=4))
    assert not any(sums.count for sums in stage.found("all#month").values())
    assert stage.changes.stored("e1") == StoredContribution(5, None)


def test_what_is_not_released_leaves_no_trace(stage: Stage) -> None:
    assert not stage.roll_up(evaluation(state="draft"))
    assert not stage.roll_up(evaluation(kind="self", state="submitted"))
    assert stage.changes.stored("e1") is None


def test_of_two_writers_one_loses(stage: Stage) -> None:
    first, second = (StoredContribution(n, contribution(evaluation())) for n in (3, 4))
    stage.changes.apply("e1", None, first)
    with pytest.raises(Conflict):
        stage.changes.apply("e1", None, second)
    with pytest.raises(Conflict):
        stage.changes.apply("e1", second, second)
    assert stage.found("all#month")["2026-11-01#support"].count == 1


def test_while_the_sums_are_built_again_nothing_is_added_or_reported(stage: Stage) -> None:
    stage.lock()
    with pytest.raises(ScoresRebuilding):
        stage.roll_up(evaluation())
    with pytest.raises(ScoresRebuilding):
        stage.cells.require_complete()
    assert stage.changes.stored("e1") is None


def test_places_are_found_one_after_another(stage: Stage) -> None:
    for number, user in enumerate(USERS):
        stage.roll_up(evaluation(f"e{number}", evaluated=user))
    found, place = [], ""
    while place := stage.cells.place_after("users#month", place):
        found.append(place.partition("#")[0])
    assert found == sorted(USERS)
    assert stage.cells.place_after("none", "") == ""


def test_a_range_of_places_has_both_ends(stage: Stage) -> None:
    for month in (9, 10, 11):
        released = 1_795_000_000.0 - (11 - month) * 30 * 86_400
        stage.roll_up(evaluation(f"e{month}", released_at=released))
    query = CellQuery("all#month", "2026-10-01", "2026-11-01~")
    assert [cell.place[:7] for cell, _ in stage.cells.find(query)] == ["2026-10", "2026-11"]


def test_a_scorecard_of_several_parts_can_be_added_and_moved(stage: Stage) -> None:
    """An emulator needs half a minute for it, so the one here has fewer, but more than one part."""
    refs = dict.fromkeys((f"q{number}" for number in range(45)), 9_999)
    before = large(9_999, sections={}, questions=refs)
    after = before.model_copy(update={"user": "ben", "day": date(2026, 1, 1), "score": 1})
    stage.changes.apply("e1", None, StoredContribution(1, before))
    stage.changes.apply("e1", StoredContribution(1, before), StoredContribution(2, after))
    details = CellQuery("details#month#support", " ", "~~~")
    counts = {
        cell.place: len(named) for cell, named in stage.cells.find(details) if any(named.values())
    }
    assert counts == {"2026-01-01#1#0": 40, "2026-01-01#1#1": 5}


def test_every_update_is_within_dynamodbs_limits() -> None:
    """4 KB, and 300 operators and functions, of which each number here is one at most."""
    refs = large(9_999, failed_by="000" + "ä" * 97)
    for cell, named in change_of(refs, large(1)).items():
        update = _update(cell, named)
        assert len(update.expression.encode()) <= 4_096
        assert len(update.values) <= 300
        assert update.expression.startswith("ADD ")
        size = sum(len(name.encode()) + 21 for name in update.names.values())
        assert size < 400_000 / 4


def test_an_item_that_is_no_cell_is_named() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = directory_table(client, TABLE)
        Table(client, table).put({"pk": "all#month", "sk": "2026-11-01#support", "x": 1})
        cells = DynamoScoreCells(client, table)
        with pytest.raises(StoredDataInvalid, match="all#month"):
            list(cells.find(CellQuery("all#month", " ", "~")))


Steps = Sequence[tuple[int, int, float | None]]
"""The number of an evaluation, a revision, and the score at it."""
steps = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.none() | st.integers(0, 100).map(float)),
    min_size=1,
    max_size=8,
)


def at_revision(
    number: int, revision: int, scores: Mapping[tuple[int, int], float | None]
) -> ReportedEvaluation:
    score = scores[number, revision]
    return evaluation(
        f"e{number}",
        score,
        revision=revision,
        evaluated=USERS[number % 3],
        version=revision % 2 + 1 if number else 1,
    )


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_=steps)
def test_records_in_any_order_and_any_number_give_the_sums_of_the_newest_revisions(
    given_: Steps,
) -> None:
    """A revision has one content, however often its record comes."""
    scores: dict[tuple[int, int], float | None] = {}
    for number, revision, score in given_:
        scores.setdefault((number, revision), score)
    newest = {number: max(rev for n, rev in scores if n == number) for number, _ in scores}
    expected: dict[Cell, dict[str, Sums]] = {}
    for number, revision in newest.items():
        each = contribution(at_revision(number, revision, scores))
        add_to(expected, cells_of(each) if each else {})
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = directory_table(client, TABLE)
        roll_up = RollUpScores(DynamoScoreChanges(client, table), FakeClock())
        for number, revision, _ in given_:
            roll_up(at_revision(number, revision, scores))
        cells = DynamoScoreCells(client, table)
        found = dict(_all(cells, expected))
    assert found == expected


def _all(
    cells: DynamoScoreCells, expected: Mapping[Cell, object]
) -> Iterator[tuple[Cell, NamedSums]]:
    for partition in {"all#month", "all#week", *(cell.partition for cell in expected)}:
        for cell, named in cells.find(CellQuery(partition, " ", "~~~")):
            kept = {name: sums for name, sums in named.items() if sums}
            if kept:
                yield cell, kept
