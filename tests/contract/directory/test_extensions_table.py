"""The contract of the ExtensionDirectory port, for DynamoDB and the in-memory fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, cast

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import difference
from ringkeep.errors import (
    ResourceMissing,
    StorageFailed,
)
from ringkeep.usecases.access.ports import ExtensionNumbers, KnownExtensions
from ringkeep.usecases.directory.ports import ExtensionDirectory
from ringkeep.usecases.recordings.name_recordings import ExtensionNames
from tests.contract.tables import directory_table
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.unit.domain.directory.example_extensions import NOW, listed, raw_extension, stored

ACCOUNT = AccountRef("default", "a1")

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


class BothDirectories(
    ExtensionDirectory, KnownExtensions, ExtensionNumbers, ExtensionNames, Protocol
):
    """One table serves all ports."""


@pytest.fixture(params=["fake", "dynamodb"])
def extensions(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> BothDirectories:
    if request.param == "fake":
        return MemoryExtensionDirectory()
    return DynamoExtensionDirectory(dynamodb, directory_table(dynamodb), FakeClock())


def test_writing_no_extensions_leaves_no_rows(extensions: ExtensionDirectory) -> None:
    extensions.write(ACCOUNT, [])
    assert extensions.rows(ACCOUNT) == {}


def test_extensions_are_read_as_they_were_written(extensions: ExtensionDirectory) -> None:
    unusual = raw_extension(3, nested={"list": [1, 2.5, None, True, ""], "text": "\u00e9"})
    rows = stored([raw_extension(1), {"id": "2"}, unusual])
    extensions.write(ACCOUNT, list(rows.values()))
    assert extensions.rows(ACCOUNT) == rows


def test_some_of_the_extensions_are_read(extensions: ExtensionDirectory) -> None:
    rows = stored([raw_extension(number) for number in range(1, 131)])
    extensions.write(ACCOUNT, list(rows.values()))
    wanted = [*list(rows)[:120], "999", next(iter(rows))]
    assert extensions.some_rows(ACCOUNT, wanted) == {id_: rows[id_] for id_ in list(rows)[:120]}
    assert extensions.some_rows(ACCOUNT, []) == {}
    assert extensions.some_rows(AccountRef("default", "a2"), wanted) == {}


def test_a_removed_extension_keeps_its_history(extensions: ExtensionDirectory) -> None:
    rows = stored([raw_extension(1)])
    extensions.write(ACCOUNT, list(rows.values()))
    change = difference(rows, listed([]), NOW)
    extensions.write(ACCOUNT, change.removed)
    assert list(extensions.rows(ACCOUNT).values()) == list(change.removed)


def test_more_extensions_than_fit_in_a_page_or_batch_are_read(
    extensions: ExtensionDirectory,
) -> None:
    rows = stored(raw_extension(number, note="x" * 3000) for number in range(610))
    extensions.write(ACCOUNT, list(rows.values()))
    assert extensions.rows(ACCOUNT).keys() == rows.keys()


def test_one_extension_of_an_account_is_read(extensions: BothDirectories) -> None:
    rows = stored([raw_extension(1), raw_extension(2)])
    extensions.write(ACCOUNT, list(rows.values()))
    (first, row), *_ = rows.items()
    assert extensions.row(Owner(*ACCOUNT, first)) == row
    for unknown in (Owner(*ACCOUNT, "999"), Owner(*ACCOUNT, ""), Owner("default", "a2", first)):
        assert extensions.row(unknown) is None


def test_numbers_are_read_without_the_rest(extensions: BothDirectories) -> None:
    rows = stored([raw_extension(number) for number in range(1, 151)] + [{"id": "999"}])
    extensions.write(ACCOUNT, list(rows.values()))
    expected = {id_: row.extension.number for id_, row in rows.items()}
    assert expected["999"] == ""
    assert extensions.numbers(ACCOUNT) == expected
    assert extensions.numbers(AccountRef("other", "a1")) == {}
    wanted = [Owner(*ACCOUNT, id_) for id_ in (*expected, "unknown", "", "999")]
    found = extensions.numbers_of(wanted)
    assert found == {Owner(*ACCOUNT, id_): number for id_, number in expected.items()}
    assert extensions.numbers_of([]) == {}


def test_names_are_read_together(extensions: BothDirectories) -> None:
    rows = stored([raw_extension(number) for number in range(1, 151)] + [{"id": "999"}])
    extensions.write(ACCOUNT, list(rows.values()))
    wanted = [Owner(*ACCOUNT, id_) for id_ in (*rows, "unknown", "", "999")]
    assert extensions.names_of(wanted) == {
        Owner(*ACCOUNT, id_): (row.extension.number, row.extension.name, row.extension.type)
        for id_, row in rows.items()
    }
    assert extensions.names_of([Owner(*ACCOUNT, "999")]) == {Owner(*ACCOUNT, "999"): ("", "", "")}
    assert extensions.names_of([]) == {}


@pytest.mark.parametrize("other", [AccountRef("default", "a2"), AccountRef("other", "a1")])
def test_accounts_and_services_have_separate_directories(
    extensions: ExtensionDirectory, other: AccountRef
) -> None:
    extensions.write(ACCOUNT, list(stored([raw_extension(1)]).values()))
    assert extensions.rows(other) == {}


class PartialBatches:
    """A DynamoDB client that leaves part of a batch unprocessed, `times` times."""

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


def test_unprocessed_rows_are_written_again_after_a_pause() -> None:
    clock, client = FakeClock(), PartialBatches(times=2)
    table = DynamoExtensionDirectory(cast("DynamoDBClient", client), "directory", clock)
    table.write(AccountRef("s", "a"), list(stored(raw_extension(n) for n in range(30)).values()))
    assert client.batches == [25, 3, 3, 5]
    assert clock.slept == [0.1, 0.2]


def test_rows_that_remain_unprocessed_are_a_failure() -> None:
    client = cast("DynamoDBClient", PartialBatches(times=100))
    table = DynamoExtensionDirectory(client, "directory", FakeClock())
    with pytest.raises(StorageFailed, match="3 extension rows"):
        table.write(
            AccountRef("s", "a"), list(stored(raw_extension(n) for n in range(30)).values())
        )


def test_the_error_for_a_missing_table_names_it(dynamodb: DynamoDBClient) -> None:
    with pytest.raises(ResourceMissing, match="table missing does not exist"):
        DynamoExtensionDirectory(dynamodb, "missing", FakeClock()).rows(AccountRef("s", "a"))
