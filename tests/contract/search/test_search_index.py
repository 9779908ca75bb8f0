"""The contract of the ports PostingPages, PostingWriter and WrittenDocuments, for AWS and the fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.search.search_table import DynamoPostingPages, DynamoPostingWriter
from ringkeep.aws.search.written_documents import S3WrittenDocuments
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.documents import ListKey
from ringkeep.domain.search.keys import Field, ListName, month_of, sort_key, time_key
from ringkeep.domain.search.lists import PostingPages
from ringkeep.domain.search.written import WrittenPostings, written
from ringkeep.errors import Conflict
from ringkeep.usecases.search.ports import PostingWriter, WrittenDocuments
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.contract.tables import search_table
from tests.fakes.search.search_index import MemorySearchIndex, MemoryWrittenDocuments

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOW = 1_795_000_000.0
REFUND = ListKey(Field.WORD, "refund")
REFUNDS = ListName("main", *REFUND)
KEY = RecordingKey(service="main", account_id="1", recording_id="2")


class Index(PostingPages, PostingWriter, Protocol):
    """Both ports of the index."""


class _Dynamo(DynamoPostingWriter, DynamoPostingPages):
    """Both adapters over one table."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        DynamoPostingPages.__init__(self, client, name)
        DynamoPostingWriter.__init__(self, client, name)


@pytest.fixture(params=["fake", "dynamodb"])
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    if request.param == "fake":
        yield MemorySearchIndex()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield _Dynamo(client, search_table(client))


@pytest.fixture(params=["fake", "s3"])
def documents(request: pytest.FixtureRequest) -> Iterator[WrittenDocuments]:
    if request.param == "fake":
        yield MemoryWrittenDocuments()
        return
    with moto_bucket() as client:
        yield S3WrittenDocuments(client, BUCKET)


def key_of(number: int) -> str:
    return sort_key(NOW + number, "809646016", str(7_600_000_000 + number))


def filled(index: Index, count: int) -> list[str]:
    """Writes a posting for each number, and returns their keys from the newest to the oldest."""
    for number in range(count):
        index.put("main", key_of(number), {REFUND: b"\x00" + bytes([number])})
    return [key_of(number) for number in reversed(range(count))]


def test_a_page_has_the_newest_postings_between_two_keys(index: Index) -> None:
    keys = filled(index, 10)
    month = month_of(keys[0])
    page = index.page(REFUNDS, month, keys[2], keys[7], 4)
    assert [posting.key for posting in page.postings] == keys[2:6]
    assert page.postings[0].packed == b"\x00\x07"
    assert page.more
    rest = index.page(REFUNDS, month, keys[6], keys[7], 4)
    assert [posting.key for posting in rest.postings] == keys[6:8]
    assert not rest.more


def test_a_page_counts_its_bytes(index: Index) -> None:
    (key,) = filled(index, 1)
    page = index.page(REFUNDS, month_of(key), key, time_key(0), 10)
    assert page.size == len("pkskv") + len("main#word#refund#202611") + len(key) + 2


def test_lists_of_other_services_fields_values_and_months_are_others(index: Index) -> None:
    (key,) = filled(index, 1)
    month = month_of(key)
    for name, of_month in (
        (ListName("other", *REFUND), month),
        (ListName("main", Field.TAG, "refund"), month),
        (ListName("main", Field.WORD, "refunds"), month),
        (REFUNDS, "202610"),
    ):
        assert not index.page(name, of_month, key, time_key(0), 10).postings


def test_a_posting_is_replaced_and_removed(index: Index) -> None:
    (key,) = filled(index, 1)
    index.put("main", key, {REFUND: b"\x01"})
    page = index.page(REFUNDS, month_of(key), key, time_key(0), 10)
    assert [each.packed for each in page.postings] == [b"\x01"]
    index.remove("main", key, [REFUND])
    index.remove("main", key, [REFUND])
    assert not index.page(REFUNDS, month_of(key), key, time_key(0), 10).postings


def test_more_postings_than_one_request_takes(index: Index) -> None:
    lists = [ListKey(Field.WORD, f"word{number}") for number in range(60)]
    key = key_of(1)
    index.put("main", key, dict.fromkeys(lists, b"\x00"))
    index.remove("main", key, lists[:30])
    found = [
        bool(index.page(ListName("main", *each), month_of(key), key, time_key(0), 1).postings)
        for each in lists
    ]
    assert found == [False] * 30 + [True] * 30


def test_months_are_added_up(index: Index) -> None:
    other = ListKey(Field.TAG, "late fee")
    index.add_months("main", [REFUND, other], "202611")
    index.add_months("main", [REFUND], "202612")
    index.add_months("main", [REFUND], "202612")
    names = [REFUNDS, ListName("main", *other), ListName("main", Field.WORD, "unknown")]
    assert index.months("main", names) == {
        REFUNDS: {"202611", "202612"},
        ListName("main", *other): {"202611"},
    }
    assert index.months("main", []) == {}


def test_the_vocabulary_finds_words_by_their_beginning(index: Index) -> None:
    words = ["invoice", "invoiced", "involve", "inn", "order", "\u05e9\u05dc\u05d5\u05dd"]
    index.add_months("main", [ListKey(Field.WORD, word) for word in words], "202611")
    index.add_months("main", [ListKey(Field.TAG, "invoke")], "202611")
    index.add_months("other", [ListKey(Field.WORD, "invent")], "202611")
    found = index.words("main", "invo", 10)
    assert dict(found.months) == {word: {"202611"} for word in words[:3]}
    assert found.units == 0.5
    assert set(index.words("main", "in", 2).months) == {"inn", "invoice"}
    assert set(index.words("main", "\u05e9\u05dc", 9).months) == {"\u05e9\u05dc\u05d5\u05dd"}


def test_what_was_written_is_a_document_with_versions(documents: WrittenDocuments) -> None:
    assert documents.read(KEY) is None
    document = written(key_of(1), {REFUND: b"\x00"})
    first = documents.save(KEY, document, "")
    read = documents.read(KEY)
    assert read is not None
    assert (read.document, read.version) == (document, first)
    second = documents.save(KEY, WrittenPostings(sort_key="x", settled=False), first)
    assert second != first


@pytest.mark.parametrize("change", ["create", "replace", "delete"])
def test_a_writer_that_was_overtaken_is_told(documents: WrittenDocuments, change: str) -> None:
    document = written(key_of(1), {REFUND: b"\x00"})
    version = documents.save(KEY, document, "")
    others: dict[str, Callable[[], object]] = {
        "create": lambda: None,
        "replace": lambda: documents.save(KEY, WrittenPostings(sort_key="x"), version),
        "delete": lambda: documents.delete(KEY),
    }
    others[change]()
    with pytest.raises(Conflict):
        documents.save(KEY, document, "" if change == "create" else version)


def test_a_document_is_deleted(documents: WrittenDocuments) -> None:
    documents.save(KEY, written(key_of(1), {}), "")
    documents.delete(KEY)
    documents.delete(KEY)
    assert documents.read(KEY) is None
