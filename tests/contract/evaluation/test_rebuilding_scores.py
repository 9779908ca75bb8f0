"""The reports on scores equal a recomputation from the copies of the evaluations, whatever was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from ringkeep.aws.evaluation.score_rebuild import DynamoScoreRebuild, S3CopiedScores
from ringkeep.aws.evaluation.scores_table import LOCK, DynamoScoreCells, DynamoScoreChanges
from ringkeep.aws.table import Table
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_records import EvaluationCopy
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.domain.evaluation.score_cells import Cell, NamedSums
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.domain.evaluation.score_sums import Sums, sum_of
from ringkeep.errors import Throttled
from ringkeep.handlers.scores import ChangedItems, RollUp
from ringkeep.usecases.evaluation.rebuild_scores import CheckScores, RebuildScores, RebuiltScores
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.usecases.evaluation.score_ports import ScoresRebuilding
from tests.contract.evaluation import test_restoring_evaluations as restoring
from tests.contract.evaluation.test_restoring_evaluations import BUCKET, Move
from tests.contract.tables import directory_table
from tests.fakes.clock import FakeClock
from tests.properties import examples
from tests.unit.domain.evaluation.test_evaluations import (
    ANN,
    CARD,
    EVA,
    GOOD,
    STEPS,
    contents,
    moves,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SCORES = "scores"
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


class Stack(restoring.Stack):
    """`records` are what the stream has for the sums, in order."""

    def __init__(self, client: DynamoDBClient) -> None:
        super().__init__(client)
        directory_table(client, SCORES)
        self.clock = FakeClock()
        self.table = DynamoScoreRebuild(client, SCORES, self.clock)
        self.copies = S3CopiedScores(self.s3, BUCKET)
        self.records: list[object] = []

    def copy(self) -> None:
        self.records += [
            each
            for each in self.images
            if isinstance(each, Mapping) and each["sk"] == {"S": "evaluation"}
        ]
        super().copy()

    def roll_up(self, records: Sequence[object]) -> None:
        batch = {"Records": [{"dynamodb": {"NewImage": each}} for each in records]}
        changes = DynamoScoreChanges(self.client, SCORES)
        RollUp(RollUpScores(changes, self.clock))(ChangedItems.model_validate(batch), 0.0)

    def catch_up(self) -> None:
        self.copy()
        self.roll_up(self.records)
        self.records = []

    def clear(self) -> None:
        super().clear()
        self.lose_scores()
        self.records, self.images = [], []

    def lose_scores(self) -> None:
        self.client.delete_table(TableName=SCORES)
        directory_table(self.client, SCORES)

    def rebuild(self, run: str = "r1") -> RebuiltScores:
        return RebuildScores(self.copies, self.table)(run)

    def differences(self) -> list[str]:
        return list(CheckScores(self.copies, self.table)())

    def cells(self) -> dict[Cell, NamedSums]:
        found = (
            (cell, {name: sums for name, sums in named.items() if sums})
            for cell, named in self.table.all_cells()
        )
        return {cell: named for cell, named in found if named}

    def total(self) -> Sums:
        cells = DynamoScoreCells(self.client, SCORES)
        found = cells.find(CellQuery("all#month", " ", "~"))
        return sum_of(named[""] for _, named in found)

    def copied(self) -> list[Evaluation]:
        """The newest copy of each evaluation, read without the code under test."""
        newest: dict[str, str] = {}
        for name in self.names():
            if "revision-" in name:
                newest[name.split("/")[1]] = name
        bodies = (self.s3.get_object(Bucket=BUCKET, Key=name)["Body"] for name in newest.values())
        return [EvaluationCopy.model_validate_json(each.read()).evaluation for each in bodies]

    def naive(self) -> Sums:
        scores = [
            round(each.scores.score * 100)
            for each in self.copied()
            if each.released_at is not None and each.scores and each.scores.score is not None
        ]
        failed = sum(
            bool(each.scores and each.scores.failed_by and each.released_at is not None)
            for each in self.copied()
        )
        return Sums(len(scores), sum(scores), sum(each**2 for each in scores), failed)

    def released(self, id_: str = "e1") -> Evaluation:
        return self.apply(steps.released(self.submitted(id_), EVA, 4.0))


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack(boto3.client("dynamodb", region_name="us-east-1"))


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # it clears what the last one left
)
@given(
    tried=st.lists(st.tuples(moves, st.booleans()), max_size=12), first=contents, seed=st.integers()
)
def test_whatever_was_done_the_report_equals_a_recomputation_from_the_copies(
    stack: Stack, tried: Sequence[tuple[Move, bool]], first: Content, seed: int
) -> None:
    """Also if records come twice, late and in parts."""
    stack.clear()
    random = Random(seed)  # noqa: S311
    evaluation, at = stack.released("e1"), 4.0
    stack.apply(steps.saved(stack.assigned("e2"), first, EVA, 2.0))
    for (name, person, content, question, pause), is_rolled_up in tried:
        at += pause
        try:
            write = STEPS[name](evaluation, person, content, question, at)
        except (Refusal, ChangeRefused):
            continue
        evaluation = stack.apply(write)
        if is_rolled_up:
            stack.copy()
            stack.roll_up(stack.records)
            stack.roll_up(random.sample(stack.records, len(stack.records)))
    stack.copy()
    for record in stack.records:
        stack.roll_up([record])
    stack.roll_up(random.choices(stack.records, k=3))
    assert stack.total() == stack.naive()
    assert stack.differences() == []
    before = stack.cells()
    stack.rebuild()
    assert stack.cells() == before
    stack.lose_scores()
    stack.rebuild()
    assert stack.cells() == before
    stack.roll_up(stack.records)
    assert stack.cells() == before
    assert stack.differences() == []


def test_the_month_is_that_of_the_release(stack: Stack) -> None:
    stack.released()
    stack.catch_up()
    month = datetime.fromtimestamp(4.0, UTC).date().replace(day=1).isoformat()
    assert all(cell.place.startswith(month) for cell in stack.cells() if "all#month" in cell)


def test_an_interrupted_rebuild_is_repeated_and_everything_waits_until_then(stack: Stack) -> None:
    for id_ in ("e1", "e2", "e3"):
        stack.released(id_)
    stack.catch_up()
    before = stack.cells()

    class Interrupted(DynamoScoreRebuild):
        def _write_batch(self, batch: Sequence[object]) -> None:
            if any("DeleteRequest" in each for each in batch if isinstance(each, Mapping)):
                super()._write_batch(batch)  # type: ignore[arg-type]
                raise Throttled("interrupted")

    with pytest.raises(Throttled):
        RebuildScores(stack.copies, Interrupted(stack.client, SCORES, stack.clock))("r1")
    assert stack.cells() != before
    newer = stack.released("e4")
    with pytest.raises(ScoresRebuilding):
        stack.catch_up()
    with pytest.raises(ScoresRebuilding):
        DynamoScoreCells(stack.client, SCORES).require_complete()
    with pytest.raises(ScoresRebuilding, match="5 minutes"):
        stack.rebuild("r2")
    stack.clock.advance(301)
    result = stack.rebuild("r2")
    assert (result.evaluations, result.counted, result.cells) == (4, 4, len(stack.cells()))
    stack.roll_up(stack.records)
    assert stack.total() == stack.naive()
    assert newer.scores is not None
    assert stack.differences() == []


def test_a_run_that_was_taken_over_stops(stack: Stack) -> None:
    stack.released()
    stack.catch_up()
    stack.table.begin("r1")
    stack.clock.advance(301)
    stack.table.begin("r2")
    with pytest.raises(ScoresRebuilding, match="took over"):
        stack.table.go_on("r1")
    with pytest.raises(ScoresRebuilding, match="took over"):
        stack.table.end("r1")
    stack.table.end("r2")
    assert Table(stack.client, SCORES).get(LOCK) is None


def test_what_is_newer_than_its_copy_stays(stack: Stack) -> None:
    """The copy is still on the way: the stream has already brought it to the sums."""
    evaluation = stack.released()
    stack.catch_up()
    worse = Content(answers={**GOOD.answers})
    edit = steps.edited(evaluation, CARD, worse, "again", EVA, 9.0)
    stack.apply(edit)
    kept = stack.names()
    stack.catch_up()
    for name in set(stack.names()) - set(kept):
        stack.s3.delete_object(Bucket=BUCKET, Key=name)
    before = stack.cells()
    result = stack.rebuild()
    assert (result.newer, result.counted) == (1, 1)
    assert stack.cells() == before
    for name in stack.names():
        stack.s3.delete_object(Bucket=BUCKET, Key=name)
    result = stack.rebuild("r2")
    assert (result.uncopied, result.counted) == (1, 1)
    assert stack.cells() == before


def test_a_check_names_what_is_wrong(stack: Stack) -> None:
    stack.released("e1")
    stack.catch_up()
    stack.released("e2")
    stack.copy()
    missing = stack.differences()
    assert "The evaluation e2 is missing from the reports." in missing
    assert any("all#month 1970-01-01#" in each for each in missing)
    stack.roll_up(stack.records)
    table = Table(stack.client, SCORES)
    table.add({"pk": "teams#month", "sk": "1970-01-01#"}, "s", 1)
    (wrong,) = stack.differences()
    assert wrong.startswith("The sums of teams#month 1970-01-01# do not fit")
    table.put({"pk": "users#week", "sk": "x#1970-01-01##c", "n": 1})
    assert len(stack.differences()) == 2
    stack.rebuild()
    assert stack.differences() == []


def test_a_copy_that_cannot_be_read_is_named_and_its_evaluation_stays(stack: Stack) -> None:
    evaluation = stack.released()
    stack.catch_up()
    before = stack.cells()
    name = f"evaluations/e1/revision-{evaluation.revision:06d}.json"
    stack.s3.put_object(Bucket=BUCKET, Key=name, Body=b"[]")
    assert stack.rebuild().unreadable == (name,)
    assert stack.cells() == before
    assert stack.differences() == [f"The copy {name} cannot be read."]


def test_more_than_one_batch(stack: Stack) -> None:
    evaluation = stack.released()
    stack.copy()
    body = EvaluationCopy(evaluation=evaluation).model_dump_json()
    for number in range(130):
        stack.s3.put_object(
            Bucket=BUCKET,
            Key=f"evaluations/x{number:03d}/revision-000004.json",
            Body=body.replace('"e1"', f'"x{number:03d}"'),
        )
    result = stack.rebuild()
    assert (result.evaluations, result.counted) == (131, 131)
    assert stack.total() == stack.naive()
    assert stack.differences() == []


def test_an_agents_acknowledgement_changes_no_sum(stack: Stack) -> None:
    evaluation = stack.released()
    stack.catch_up()
    before = stack.cells()
    stack.apply(steps.acknowledged(evaluation, "", ANN, 5.0))
    stack.catch_up()
    assert stack.cells() == before
    assert stack.differences() == []
