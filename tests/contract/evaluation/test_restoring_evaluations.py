"""Evaluations and their steps come back from their copies: the table after a loss is the table before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from ringkeep.aws.evaluation.copies import EvaluationCopies
from ringkeep.aws.evaluation.evaluation_copies import RestoringEvaluations, S3EvaluationCopies
from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations
from ringkeep.aws.table import transact
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_rules import Person
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.handlers.evaluation import CopyEvaluations, EvaluationsBatch
from ringkeep.usecases.evaluation.restore_evaluations import (
    RestoredEvaluations,
    RestoreEvaluations,
)
from tests.contract.tables import evaluations_table
from tests.properties import examples
from tests.unit.domain.evaluation.test_evaluations import (
    CARD,
    EVA,
    GOOD,
    MAX,
    STEPS,
    contents,
    moves,
    new,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE, BUCKET = "evaluations", "recordings"
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
Move = tuple[str, Person, Content, str, float]


class Stack:
    """`images` are what the stream has and was not copied yet."""

    def __init__(self, client: DynamoDBClient) -> None:
        self.client = client
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket=BUCKET)
        evaluations_table(client, TABLE)
        self.evaluations = DynamoEvaluations(client, TABLE)
        self.images: list[object] = []

    def apply(self, write: EvaluationWrite) -> Evaluation:
        transact(self.client, self.evaluations.requests(write))
        self.images += self.items()
        return write.after

    def assigned(self, id_: str = "e1") -> Evaluation:
        fields = {"id": id_, "scorecard_id": f"card-{id_}"}
        return self.apply(steps.assigned(new().model_copy(update=fields), MAX, 1.0))

    def items(self) -> list[dict[str, object]]:
        found = self.client.scan(TableName=TABLE)["Items"]
        return sorted(map(dict, found), key=lambda each: (str(each["pk"]), str(each["sk"])))

    def copy(self) -> None:
        records = [{"eventName": "INSERT", "dynamodb": {"NewImage": each}} for each in self.images]
        batch = EvaluationsBatch.model_validate({"Records": records})
        CopyEvaluations(EvaluationCopies(self.s3, BUCKET))(batch, 0.0)
        self.images = []

    def names(self) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [each["Key"] for each in found]

    def lose(self) -> None:
        self.client.delete_table(TableName=TABLE)
        evaluations_table(self.client, TABLE)

    def clear(self) -> None:
        self.lose()
        for name in self.names():
            self.s3.delete_object(Bucket=BUCKET, Key=name)

    def restore(self) -> RestoredEvaluations:
        table = RestoringEvaluations(self.client, TABLE)
        return RestoreEvaluations(S3EvaluationCopies(self.s3, BUCKET), table)()

    def submitted(self, id_: str = "e1") -> Evaluation:
        draft = self.apply(steps.saved(self.assigned(id_), GOOD, EVA, 2.0))
        return self.apply(steps.submitted(draft, CARD, EVA, 3.0))


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack(boto3.client("dynamodb", region_name="us-east-1"))


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # it clears what the last one left
)
@given(tried=st.lists(st.tuples(moves, st.booleans()), max_size=12), first=contents)
def test_whatever_was_done_comes_back(
    stack: Stack, tried: Sequence[tuple[Move, bool]], first: Content
) -> None:
    stack.clear()
    evaluation, at = stack.apply(steps.saved(stack.assigned(), first, EVA, 2.0)), 2.0
    for (name, person, content, question, pause), is_copied in tried:
        at += pause
        try:
            write = STEPS[name](evaluation, person, content, question, at)
        except (Refusal, ChangeRefused):
            continue
        evaluation = stack.apply(write)
        if is_copied:
            stack.copy()
    stack.copy()
    before = stack.items()
    stack.lose()
    assert stack.restore() == RestoredEvaluations(restored=1, steps=evaluation.steps)
    assert stack.items() == before
    assert stack.evaluations.evaluation("e1") == evaluation
    assert len(stack.evaluations.evaluation_steps("e1", "", 100).items) == evaluation.steps
    assert stack.restore() == RestoredEvaluations(known=1)


def test_each_revision_has_a_copy_and_all_drafts_one(stack: Stack) -> None:
    evaluation = stack.assigned()
    for at in range(3):
        evaluation = stack.apply(steps.saved(evaluation, GOOD, EVA, 2.0 + at))
    stack.apply(steps.submitted(evaluation, CARD, EVA, 9.0))
    stack.copy()
    assert stack.names() == [
        "evaluations/e1/draft.json",
        "evaluations/e1/revision-000001.json",
        "evaluations/e1/revision-000005.json",
    ]


def test_what_is_there_stays(stack: Stack) -> None:
    evaluation = stack.assigned()
    stack.copy()
    stack.apply(steps.saved(evaluation, GOOD, EVA, 2.0))
    stack.submitted("e2")
    stack.copy()
    newer = stack.items()
    assert stack.restore() == RestoredEvaluations(known=2)
    assert stack.items() == newer


def test_one_in_the_table_that_is_older_than_its_copies_is_named(stack: Stack) -> None:
    stack.submitted("e1")
    stack.copy()
    stack.lose()
    stack.assigned("e1")
    older = stack.items()
    assert stack.restore() == RestoredEvaluations(known=1, older=("e1",))
    assert stack.items() == older


def test_an_interrupted_restoration_is_repeated(stack: Stack) -> None:
    stack.submitted()
    stack.copy()
    before = stack.items()
    for item in before:
        if str(item["sk"]) != "{'S': 'step#000001'}":
            keys = {name: value for name, value in item.items() if name in {"pk", "sk"}}
            stack.client.delete_item(TableName=TABLE, Key=keys)  # type: ignore[arg-type]
    assert len(stack.items()) == 1
    assert stack.restore() == RestoredEvaluations(restored=1, steps=2)
    assert stack.items() == before


def test_one_whose_place_was_taken_comes_back_beside_the_other(stack: Stack) -> None:
    lost = stack.assigned("e1")
    stack.copy()
    stack.lose()
    again = lost.model_copy(update={"id": "e2"})
    stack.apply(steps.assigned(again, MAX, 5.0))
    assert stack.restore() == RestoredEvaluations(restored=1, steps=1)
    assert stack.restore().restored == 0
    found = stack.evaluations.evaluations_of_recording(lost.subject)
    assert [each.id for each in found] == ["e2", "e1"]
    assert stack.evaluations.existing_evaluation(lost) == "e2"
    stack.apply(steps.reassigned(lost, "other", None, MAX, 6.0))
    assert stack.evaluations.existing_evaluation(lost) == "e2"
    found = stack.evaluations.evaluations_of_recording(lost.subject)
    assert [each.id for each in found] == ["e2", "e1"]


@pytest.mark.parametrize("broken", [b"[]", b"", b'{"evaluation": {"id": "e1"}}'])
def test_an_evaluation_with_a_broken_copy_is_left_out_and_the_copy_named(
    stack: Stack, broken: bytes
) -> None:
    stack.submitted("e1")
    stack.submitted("e2")
    stack.copy()
    name = "evaluations/e1/revision-000003.json"
    stack.s3.put_object(Bucket=BUCKET, Key=name, Body=broken)
    stack.lose()
    assert stack.restore() == RestoredEvaluations(restored=1, steps=2, unreadable=(name,))
    assert stack.evaluations.evaluation("e1") is None


def test_a_copy_of_another_evaluation_is_named(stack: Stack) -> None:
    stack.submitted("e1")
    stack.copy()
    stack.lose()
    name = "evaluations/e1/revision-000003.json"
    stack.s3.copy_object(
        Bucket=BUCKET, Key="evaluations/e2/revision-000003.json", CopySource=f"{BUCKET}/{name}"
    )
    strange = "evaluations/e2/revision-000003.json"
    assert stack.restore() == RestoredEvaluations(restored=1, steps=2, unreadable=(strange,))


def test_other_objects_are_passed_over(stack: Stack) -> None:
    for name in ("evaluations/readme.txt", "evaluations/e1/notes.json", "scorecards/s1/draft.json"):
        stack.s3.put_object(Bucket=BUCKET, Key=name, Body=b"?")
    assert stack.restore() == RestoredEvaluations()
