"""The directory of services in DynamoDB and its fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.domain.accounts.services import Licensing, Policy, Service
from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    ResourceMissing,
    ServiceNotFound,
)
from ringkeep.usecases.accounts.ports import ServiceDirectory
from tests.contract.tables import directory_table
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.domain.directory.example_extensions import NOW

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SERVICE = Service(
    name="default",
    server_url="https://platform.example.com",
    secret_arn="arn:aws:secretsmanager:us-east-1:1:secret:default",
    policy=Policy(retention_days=30, first_attempt_delay_seconds=2.5),
    added_at=NOW + 0.25,
)
KEYS = {"pk": {"S": "service"}, "sk": {"S": "default"}}


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture(params=["fake", "dynamodb"])
def services(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> ServiceDirectory:
    if request.param == "fake":
        return MemoryServiceDirectory()
    return DynamoServiceDirectory(dynamodb, directory_table(dynamodb))


def test_service_is_read_as_written(services: ServiceDirectory) -> None:
    written = services.put(SERVICE)
    assert services.get("default") == written == SERVICE.model_copy(update={"version": 1})


def test_services_are_listed_by_name(services: ServiceDirectory) -> None:
    for name in ("b", "a", "c"):
        services.put(SERVICE.model_copy(update={"name": name}))
    assert [service.name for service in services.list()] == ["a", "b", "c"]


def test_writing_a_service_again_replaces_it(services: ServiceDirectory) -> None:
    written = services.put(SERVICE)
    services.put(written.model_copy(update={"server_url": "https://other.example.com"}))
    (stored,) = services.list()
    assert (stored.server_url, stored.version) == ("https://other.example.com", 2)


def test_a_service_that_changed_since_it_was_read_is_not_replaced(
    services: ServiceDirectory,
) -> None:
    read = services.put(SERVICE)
    other = services.put(read.model_copy(update={"policy": Policy(licensing=Licensing.USERS)}))
    for stale in (read, SERVICE):
        with pytest.raises(Conflict):
            services.put(stale.model_copy(update={"server_url": "https://other.example.com"}))
    assert services.get("default") == other


def test_a_row_of_version_0_1_0_has_no_version_and_is_replaced(dynamodb: DynamoDBClient) -> None:
    services = DynamoServiceDirectory(dynamodb, directory_table(dynamodb))
    item = {**KEYS, **{name: {"S": "https://old.example.com"} for name in ("name", "server_url")}}
    dynamodb.put_item(
        TableName="directory", Item={**item, "name": {"S": "default"}, "secret_arn": {"S": "arn"}}
    )
    old = services.get("default")
    assert old.version == 0
    assert services.put(old).version == services.get("default").version == 1


def test_an_unknown_service_is_not_found(services: ServiceDirectory) -> None:
    with pytest.raises(ServiceNotFound, match="unknown"):
        services.get("unknown")


def test_service_may_be_deleted_twice(services: ServiceDirectory) -> None:
    services.put(SERVICE)
    services.delete("default")
    services.delete("default")
    assert services.list() == []


def test_invalid_row_of_a_service_is_named(dynamodb: DynamoDBClient) -> None:
    table = directory_table(dynamodb)
    dynamodb.put_item(TableName=table, Item={**KEYS, "name": {"S": "default"}})
    with pytest.raises(ConfigurationError, match=r"service default is invalid.*server_url"):
        DynamoServiceDirectory(dynamodb, table).get("default")


def test_a_missing_table_is_named(dynamodb: DynamoDBClient) -> None:
    with pytest.raises(ResourceMissing, match="table missing does not exist"):
        DynamoServiceDirectory(dynamodb, "missing").list()
