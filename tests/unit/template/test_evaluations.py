"""The evaluations table has the keys and the attribute by which its adapter asks, and each copy its right."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.evaluation.evaluation_items import (
    evaluation_copy,
    evaluation_put,
    step_put,
    unique_put,
)
from ringkeep.aws.evaluation.scorecards_table import copy_key
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_lists import EvaluationList
from tests.contract.tables import evaluations_table
from tests.unit.domain.evaluation.test_evaluations import MAX, new
from tests.unit.template.loader import FUNCTIONS, RESOURCES
from tests.unit.template.rights import rights_of

TABLE = RESOURCES["EvaluationsTable"]["Properties"]
WRITE = steps.assigned(new(), MAX, 1.0)
CHANGES = FUNCTIONS["CopyEvaluationsFunction"]["Events"]["Changes"]["Properties"]


def test_each_list_has_an_index_with_the_summary() -> None:
    indexes = {each["IndexName"]: each for each in TABLE["GlobalSecondaryIndexes"]}
    assert set(indexes) == {f"by_{each}" for each in EvaluationList}
    for name in EvaluationList:
        keys = [each["AttributeName"] for each in indexes[f"by_{name}"]["KeySchema"]]
        assert keys == [f"{name}_key", f"{name}_sort"]
        projection = indexes[f"by_{name}"]["Projection"]
        assert projection == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["summary"]}


def test_the_contract_tests_use_the_same_table() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = client.describe_table(TableName=evaluations_table(client))["Table"]
    assert table["KeySchema"] == TABLE["KeySchema"]
    found = {
        each["IndexName"]: (each["KeySchema"], each["Projection"])
        for each in table["GlobalSecondaryIndexes"]
    }
    assert found == {
        each["IndexName"]: (each["KeySchema"], each["Projection"])
        for each in TABLE["GlobalSecondaryIndexes"]
    }


def test_the_function_may_write_every_copy_that_it_makes() -> None:
    rights = rights_of("CopyEvaluationsFunction")
    assert set(map(tuple, rights.values())) == {("s3:PutObject",)}
    item = evaluation_put(WRITE.after, WRITE.step, 0).item
    copied, draft = evaluation_copy(item), evaluation_copy({**item, "step": None})
    assert copied
    assert draft
    for key in (copied[0], draft[0], copy_key("scorecards", "s1")):
        allowed = [each.removeprefix("${RecordingsBucket.Arn}/") for each in rights]
        assert any(fnmatchcase(key, each) for each in allowed)


@pytest.mark.parametrize(
    ("pk", "sk", "is_copied"),
    [
        ("scorecards", "s1", True),
        ("scorecard#s1", "draft", True),
        ("evaluation#e1", "evaluation", True),
        ("evaluation#e1", "step#000001", False),
        ("subject#main#1#r", "review#s#a#b", False),
    ],
)
def test_the_function_is_called_only_for_what_it_copies(
    pk: str, sk: str, *, is_copied: bool
) -> None:
    filters = [
        json.loads(each["Pattern"])["dynamodb"]["Keys"]
        for each in CHANGES["FilterCriteria"]["Filters"]
    ]
    keys = {"pk": pk, "sk": sk}
    passes = [
        all(_matches(keys[name], rules["S"][0]) for name, rules in each.items()) for each in filters
    ]
    assert any(passes) is is_copied
    items = [evaluation_put(WRITE.after, WRITE.step, 0), unique_put(WRITE.after)]
    assert WRITE.step is not None
    items.append(step_put("e1", WRITE.step))
    assert [bool(evaluation_copy(each.item)) for each in items] == [True, False, False]


def _matches(value: str, rule: object) -> bool:
    return value.startswith(rule["prefix"]) if isinstance(rule, dict) else value == rule
