"""The directory table and its fakes keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from ringkeep.aws.directory.directory_table import (
    DynamoExtensionDirectory,
    DynamoServiceDirectory,
    DynamoStateStore,
)
from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.directory.extensions import difference
from ringkeep.domain.json import JsonObject
from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    ResourceMissing,
    ServiceNotFound,
    StorageFailed,
)
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.directory.ports import ExtensionDirectory
from ringkeep.usecases.state import StateStore
from tests.contract.directory.directory_table import directory_table
from tests.fakes.clock import FakeClock
from tests.fakes.directory.directory import (
    MemoryExtensionDirectory,
    MemoryServiceDirectory,
    MemoryStateStore,
)
from tests.unit.domain.directory.extensions import NOW, known, listed, raw_extension

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


@pytest.fixture(params=["fake", "dynamodb"])
def extensions(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> ExtensionDirectory:
    if request.param == "fake":
        return MemoryExtensionDirectory()
    return DynamoExtensionDirectory(dynamodb, directory_table(dynamodb), FakeClock())


@pytest.fixture(params=["fake", "dynamodb"])
def states(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> StateStore:
    if request.param == "fake":
        return MemoryStateStore()
    return DynamoStateStore(dynamodb, directory_table(dynamodb))


def test_a_service_comes_back_as_it_was_written(services: ServiceDirectory) -> None:
    services.put(SERVICE)
    assert services.get("default") == SERVICE


def test_services_are_listed_by_name(services: ServiceDirectory) -> None:
    for name in ("b", "a", "c"):
        services.put(SERVICE.model_copy(update={"name": name}))
    assert [service.name for service in services.list()] == ["a", "b", "c"]


def test_a_service_written_again_is_replaced(services: ServiceDirectory) -> None:
    services.put(SERVICE)
    services.put(SERVICE.model_copy(update={"server_url": "https://other.example.com"}))
    assert [service.server_url for service in services.list()] == ["https://other.example.com"]


def test_an_unknown_service_is_not_found(services: ServiceDirectory) -> None:
    with pytest.raises(ServiceNotFound, match="nobody"):
        services.get("nobody")


def test_a_deleted_service_is_gone_and_may_be_deleted_again(services: ServiceDirectory) -> None:
    services.put(SERVICE)
    services.delete("default")
    services.delete("default")
    assert services.list() == []


def test_no_extensions_are_no_rows(extensions: ExtensionDirectory) -> None:
    extensions.write("default", "a1", [])
    assert extensions.rows("default", "a1") == {}


def test_extensions_come_back_as_they_were_written(extensions: ExtensionDirectory) -> None:
    odd = raw_extension(3, nested={"list": [1, 2.5, None, True, ""], "text": "\u00e9"})
    rows = known([raw_extension(1), {"id": "2"}, odd])
    extensions.write("default", "a1", list(rows.values()))
    assert extensions.rows("default", "a1") == rows


def test_a_removed_extension_keeps_its_story(extensions: ExtensionDirectory) -> None:
    rows = known([raw_extension(1)])
    extensions.write("default", "a1", list(rows.values()))
    change = difference(rows, listed([]), NOW)
    extensions.write("default", "a1", change.removed)
    assert list(extensions.rows("default", "a1").values()) == list(change.removed)


def test_more_extensions_than_a_page_or_a_batch_hold_come_back(
    extensions: ExtensionDirectory,
) -> None:
    rows = known(raw_extension(number, note="x" * 3000) for number in range(610))
    extensions.write("default", "a1", list(rows.values()))
    assert extensions.rows("default", "a1").keys() == rows.keys()


@pytest.mark.parametrize(("service", "account"), [("default", "a2"), ("other", "a1")])
def test_accounts_and_services_have_directories_of_their_own(
    extensions: ExtensionDirectory, service: str, account: str
) -> None:
    extensions.write("default", "a1", list(known([raw_extension(1)]).values()))
    assert extensions.rows(service, account) == {}


def test_an_unknown_document_is_nothing(states: StateStore) -> None:
    assert states.get("place") == (None, 0)


def test_a_document_comes_back_with_its_version(states: StateStore) -> None:
    document: JsonObject = {"watermark": 1.5, "walk": None, "nested": {"list": [1, "", True]}}
    version = states.put("place", document, 0)
    assert states.get("place") == (document, version)
    second = states.put("place", {}, version)
    assert states.get("place") == ({}, second)


def test_a_document_that_changed_meanwhile_is_a_conflict(states: StateStore) -> None:
    version = states.put("place", {"by": "first"}, 0)
    states.put("place", {"by": "second"}, version)
    with pytest.raises(Conflict):
        states.put("place", {"by": "late"}, version)
    assert states.get("place")[0] == {"by": "second"}


def test_of_two_writers_of_a_new_document_one_wins(states: StateStore) -> None:
    states.put("place", {"by": "first"}, 0)
    with pytest.raises(Conflict):
        states.put("place", {"by": "second"}, 0)


def test_a_document_that_vanished_is_a_conflict(states: StateStore) -> None:
    with pytest.raises(Conflict):
        states.put("place", {}, 3)


def test_a_missing_table_is_named(dynamodb: DynamoDBClient) -> None:
    stores = (
        lambda: DynamoServiceDirectory(dynamodb, "gone").list(),
        lambda: DynamoExtensionDirectory(dynamodb, "gone", FakeClock()).rows("s", "a"),
        lambda: DynamoStateStore(dynamodb, "gone").get("place"),
    )
    for use in stores:
        with pytest.raises(ResourceMissing, match="table gone does not exist"):
            use()


def test_a_row_of_a_service_that_was_damaged_is_named(dynamodb: DynamoDBClient) -> None:
    table = directory_table(dynamodb)
    dynamodb.put_item(TableName=table, Item={**KEYS, "name": {"S": "default"}})
    with pytest.raises(ConfigurationError, match=r"service default is not usable.*server_url"):
        DynamoServiceDirectory(dynamodb, table).get("default")


class Unwilling:
    """A DynamoDB that leaves part of each batch undone, `times` times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.batches: list[int] = []

    def batch_write_item(
        self,
        RequestItems: Mapping[str, list[object]],  # noqa: N803 # boto3's name
    ) -> object:
        requests = RequestItems["directory"]
        self.batches.append(len(requests))
        self.times -= 1
        left = requests[-3:] if self.times >= 0 else []
        return {"UnprocessedItems": {"directory": left} if left else {}}


def test_what_dynamodb_left_undone_is_written_again_after_a_pause() -> None:
    clock, unwilling = FakeClock(), Unwilling(times=2)
    table = DynamoExtensionDirectory(cast("DynamoDBClient", unwilling), "directory", clock)
    table.write("s", "a", list(known(raw_extension(n) for n in range(30)).values()))
    assert unwilling.batches == [25, 3, 3, 5]
    assert clock.slept == [0.1, 0.2]


def test_a_table_that_never_takes_a_batch_is_a_failure() -> None:
    unwilling = cast("DynamoDBClient", Unwilling(times=100))
    table = DynamoExtensionDirectory(unwilling, "directory", FakeClock())
    with pytest.raises(StorageFailed, match="3 extension rows"):
        table.write("s", "a", list(known(raw_extension(n) for n in range(30)).values()))


class Unreachable:
    def query(self, **_: object) -> object:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


def test_an_unreachable_aws_is_a_failure_that_may_pass() -> None:
    table = DynamoServiceDirectory(cast("DynamoDBClient", Unreachable()), "directory")
    with pytest.raises(StorageFailed, match="could not be reached") as failure:
        table.list()
    assert failure.value.retryable
