"""The state store in DynamoDB and its fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.state import DynamoStateStore
from ringkeep.domain.json import JsonObject
from ringkeep.errors import (
    Conflict,
    ResourceMissing,
)
from ringkeep.usecases.state import StateStore
from tests.contract.tables import directory_table
from tests.fakes.state import MemoryStateStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture(params=["fake", "dynamodb"])
def states(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> StateStore:
    if request.param == "fake":
        return MemoryStateStore()
    return DynamoStateStore(dynamodb, directory_table(dynamodb))


def test_unknown_document_is_none(states: StateStore) -> None:
    assert states.get("place") == (None, 0)


def test_document_is_read_with_its_version(states: StateStore) -> None:
    document: JsonObject = {"watermark": 1.5, "walk": None, "nested": {"list": [1, "", True]}}
    version = states.put("place", document, 0)
    assert states.get("place") == (document, version)
    second = states.put("place", {}, version)
    assert states.get("place") == ({}, second)


def test_writing_an_outdated_document_is_a_conflict(states: StateStore) -> None:
    version = states.put("place", {"by": "first"}, 0)
    states.put("place", {"by": "second"}, version)
    with pytest.raises(Conflict):
        states.put("place", {"by": "late"}, version)
    assert states.get("place")[0] == {"by": "second"}


def test_only_one_of_two_writers_creates_a_document(states: StateStore) -> None:
    states.put("place", {"by": "first"}, 0)
    with pytest.raises(Conflict):
        states.put("place", {"by": "second"}, 0)


def test_writing_a_deleted_document_is_a_conflict(states: StateStore) -> None:
    with pytest.raises(Conflict):
        states.put("place", {}, 3)


def test_missing_table_is_named(dynamodb: DynamoDBClient) -> None:
    with pytest.raises(ResourceMissing, match="table gone does not exist"):
        DynamoStateStore(dynamodb, "gone").get("place")
