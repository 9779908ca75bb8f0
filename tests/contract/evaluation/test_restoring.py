"""What the stream copied comes back: the table after a loss is the table before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audited_changes import AuditedChanges
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.evaluation.copies import EvaluationCopies
from ringkeep.aws.evaluation.scorecard_copies import RestoringTable, S3ScorecardCopies
from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
from ringkeep.errors import StoredDataInvalid
from ringkeep.handlers.evaluation import CopyEvaluations, EvaluationsBatch
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.evaluation.restore_scorecards import RestoredScorecards, RestoreScorecards
from ringkeep.wiring.audited_scorecards import AuditedScorecards
from tests.contract.evaluation.test_scorecards import FIRST, SECOND
from tests.contract.tables import directory_table, people_table
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE, BUCKET = "evaluations", "recordings"
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


class Stack:
    def __init__(self, client: DynamoDBClient) -> None:
        self.client = client
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket=BUCKET)
        directory_table(client, TABLE)
        people = people_table(client)
        setup = PeopleSetup(store=DynamoPeople(client, people))
        scorecards = DynamoScorecards(client, TABLE)
        audited = AuditedScorecards(client, scorecards, AuditedChanges(people))
        self.change = ChangeScorecards(setup.changes, audited)

    def items(self) -> list[dict[str, object]]:
        found = self.client.scan(TableName=TABLE)["Items"]
        return sorted(map(dict, found), key=str)

    def copy(self) -> None:
        """As the stream does after each change."""
        records = [{"eventName": "INSERT", "dynamodb": {"NewImage": item}} for item in self.items()]
        batch = EvaluationsBatch.model_validate({"Records": records})
        CopyEvaluations(EvaluationCopies(self.s3, BUCKET))(batch, 0.0)

    def lose(self) -> None:
        self.client.delete_table(TableName=TABLE)
        directory_table(self.client, TABLE)

    def restore(self) -> RestoredScorecards:
        copies = S3ScorecardCopies(self.s3, BUCKET)
        return RestoreScorecards(copies, RestoringTable(self.client, TABLE))()


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack(boto3.client("dynamodb", region_name="us-east-1"))


def test_everything_comes_back_and_no_old_draft(stack: Stack) -> None:
    head = stack.change.add(FIRST, COMMAND_LINE)
    stack.change.add(SECOND, COMMAND_LINE)
    stack.copy()
    head = stack.change.activate(head.id, COMMAND_LINE, head.revision)
    stack.copy()
    before = stack.items()
    stack.lose()
    assert stack.restore() == RestoredScorecards(restored=2, versions=1)
    assert stack.items() == before
    assert stack.restore() == RestoredScorecards(known=2)


def test_what_is_there_stays(stack: Stack) -> None:
    head = stack.change.add(FIRST, COMMAND_LINE)
    stack.copy()
    stack.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    newer = stack.items()
    assert stack.restore() == RestoredScorecards(known=1)
    assert stack.items() == newer


def test_without_copies_there_is_nothing_to_restore(stack: Stack) -> None:
    assert stack.restore() == RestoredScorecards()


def test_a_strange_copy_is_named(stack: Stack) -> None:
    stack.s3.put_object(Bucket=BUCKET, Key="scorecards/s1/scorecard.json", Body=b"[]")
    with pytest.raises(StoredDataInvalid, match=r"scorecards/s1/scorecard\.json"):
        stack.restore()
