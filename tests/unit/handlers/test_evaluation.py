"""Scorecards are copied from their table's stream."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.evaluation.copies import EvaluationCopies
from ringkeep.aws.evaluation.scorecards_table import copy_key
from ringkeep.errors import StorageFailed
from ringkeep.handlers.evaluation import CopyEvaluations, EvaluationsBatch

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


def record(pk: str, sk: str, content: object, kind: str = "INSERT") -> dict[str, Any]:
    image = {"pk": {"S": pk}, "sk": {"S": sk}, "content": content}
    return {"eventName": kind, "dynamodb": {"Keys": {}, "NewImage": image}}


def copied(*records: dict[str, Any]) -> dict[str, bytes]:
    copies: dict[str, bytes] = {}

    class Copies:
        def keep(self, key: str, content: bytes) -> None:
            copies[key] = content

    batch = EvaluationsBatch.model_validate({"Records": records})
    assert CopyEvaluations(Copies())(batch, 0.0) == {"copied": len(copies)}
    return copies


def test_each_item_has_its_copy() -> None:
    assert copied(
        record("scorecards", "s1", {"S": '{"title": "A"}'}, "MODIFY"),
        record("scorecard#s1", "draft", {"S": "{}"}),
        record("scorecard#s1", "version#000012", {"S": "{}"}),
    ) == {
        "scorecards/s1/scorecard.json": b'{"title": "A"}',
        "scorecards/s1/draft.json": b"{}",
        "scorecards/s1/version-000012.json": b"{}",
    }


def test_what_is_no_scorecard_has_no_copy() -> None:
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {"pk": {"S": "scorecard#s1"}}}}
    other = record("something", "else", {"S": "{}"})
    assert copied(removed, other, record("scorecards", "s1", {"N": "1"})) == {}
    assert copy_key("scorecard#s1", "strange") == ""


def test_a_copy_that_fails_is_tried_again() -> None:
    class Broken:
        def keep(self, key: str, content: bytes) -> None:
            raise StorageFailed("no")

    batch = EvaluationsBatch.model_validate({"Records": [record("scorecards", "s1", {"S": "{}"})]})
    with pytest.raises(StorageFailed):
        CopyEvaluations(Broken())(batch, 0.0)


def test_a_later_copy_takes_the_place_of_an_earlier_one() -> None:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="recordings")
        copies = EvaluationCopies(client, "recordings")
        for content in (b"1", b"2"):
            copies.keep("scorecards/s1/draft.json", content)
        stored = client.get_object(Bucket="recordings", Key="scorecards/s1/draft.json")
        assert stored["Body"].read() == b"2"
