"""The contract of the StateStore port, for DynamoDB and the in-memory fake."""

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


def test_an_unknown_document_is_none_with_version_zero(states: StateStore) -> None:
    assert states.get("place") == (None, 0)


def test_a_document_is_read_with_its_version(states: StateStore) -> None:
    document: JsonObject = {"watermark": 1.5, "walk": None, "nested": {"list": [1, "", True]}}
    version = states.put("place", document, 0)
    assert states.get("place") == (document, version)
    second = states.put("place", {}, version)
    assert states.get("place") == ({}, second)


def test_a_document_that_changed_since_the_read_is_a_conflict(states: StateStore) -> None:
    version = states.put("place", {"by": "first"}, 0)
    states.put("place", {"by": "second"}, version)
    with pytest.raises(Conflict):
        states.put("place", {"by": "late"}, version)
    assert states.get("place")[0] == {"by": "second"}


def test_a_new_document_cannot_be_created_twice(states: StateStore) -> None:
    states.put("place", {"by": "first"}, 0)
    with pytest.raises(Conflict):
        states.put("place", {"by": "second"}, 0)


def test_a_document_that_no_longer_exists_is_a_conflict(states: StateStore) -> None:
    with pytest.raises(Conflict):
        states.put("place", {}, 3)


def test_the_error_for_a_missing_table_names_it(dynamodb: DynamoDBClient) -> None:
    with pytest.raises(ResourceMissing, match="table missing does not exist"):
        DynamoStateStore(dynamodb, "missing").get("place")
