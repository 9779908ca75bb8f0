"""What was stored before there were decisions is read, and stays as it is until someone changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.decisions_table import DynamoDecisions
from ringkeep.aws.access.people_items import extension_item, extension_key
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.items import Item, to_item
from ringkeep.aws.table import Table
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.json import JsonObject
from tests.contract.tables import directory_table, people_table
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice, extension

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


def test_an_assignment_without_a_listing_is_read_and_changed(dynamodb: DynamoDBClient) -> None:
    name = people_table(dynamodb)
    setup = PeopleSetup(store=DynamoPeople(dynamodb, name))
    ann, ben = setup.add("ann"), setup.add("ben")
    setup.assign(ann.user.id, choice("101", last="2026-11-26"), COMMAND_LINE)
    store, owner = setup.changes.store, extension("101")
    new = extension_item(store.extension(owner))
    content = new["content"]
    assert isinstance(content, dict)
    del content["decided"]
    older: Item = {**extension_key(owner), **new}
    dynamodb.put_item(TableName=name, Item=to_item(older))
    read = store.extension(owner)
    assert (read.decided, len(read.assignments)) == (None, 1)
    setup.assign(ben.user.id, choice("101", first="2026-11-27"), COMMAND_LINE)
    assert store.extension(owner).decided is not None


def test_a_table_without_decisions_has_none(dynamodb: DynamoDBClient) -> None:
    decisions = DynamoDecisions(dynamodb, people_table(dynamodb))
    assert decisions.page("", "", 10) == []
    assert decisions.decision("a") is None


def test_a_service_without_the_setting_keeps_in_step_with_nothing(dynamodb: DynamoDBClient) -> None:
    name = directory_table(dynamodb)
    row: JsonObject = {
        "pk": "service",
        "sk": "main",
        **Service(
            name="main", server_url="https://platform.example.com", secret_arn="arn"
        ).model_dump(mode="json", exclude={"version": True, "policy": {"keep_in_step"}}),
    }
    Table(dynamodb, name).put(row)
    assert DynamoServiceDirectory(dynamodb, name).get("main").policy.keep_in_step is None
