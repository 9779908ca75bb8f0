"""DynamoRecordingList and its fake return the rows of a day in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.recording_list import DynamoRecordingList
from ringkeep.domain.recordings.places import BEGINNING, END, sort_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings.ports import CallsTable, RecordingList
from tests.contract.tables import calls_table
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import NOW, pending

DAY = "2026-11-18"


class Tables(Protocol):
    @property
    def calls(self) -> CallsTable: ...

    @property
    def rows(self) -> RecordingList: ...


class _Fake:
    def __init__(self) -> None:
        self.calls = self.rows = MemoryCallsTable()


class _Dynamo:
    def __init__(self) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = calls_table(client)
        self.calls = DynamoCallsTable(client, name)
        self.rows = DynamoRecordingList(client, name)


@pytest.fixture(params=[_Fake, _Dynamo])
def tables(request: pytest.FixtureRequest) -> Iterator[Tables]:
    with mock_aws():
        yield request.param()


def written(tables: Tables, *ages: float, service: str = "default") -> list[Recording]:
    """Returns the rows in the order of their calls' start."""
    rows = [
        pending(service=service, recording_id=f"r{number:03}", start_time=NOW - age, revision=0)
        for number, age in enumerate(ages)
    ]
    return sorted((tables.calls.put_recording(row) for row in rows), key=sort_of)


def test_the_rows_of_a_day_in_both_orders(tables: Tables) -> None:
    rows = written(tables, 3.0, 0.0, 2.0, 2.0, 86_400.0)
    written(tables, 1.0, service="other")
    of_day = rows[1:]
    assert list(tables.rows.oldest_of_day("default", DAY, BEGINNING)) == of_day
    assert list(tables.rows.newest_of_day("default", DAY, END)) == of_day[::-1]


def test_a_list_goes_on_at_a_place(tables: Tables) -> None:
    rows = written(tables, 0.0, 1.0, 2.0, 3.0)
    sort = sort_of(rows[2])
    assert list(tables.rows.newest_of_day("default", DAY, sort)) == [rows[1], rows[0]]
    with_it = tables.rows.newest_of_day("default", DAY, sort, including=True)
    assert list(with_it) == [rows[2], rows[1], rows[0]]
    assert list(tables.rows.oldest_of_day("default", DAY, sort)) == [rows[3]]


def test_a_day_of_several_pages_is_read_completely(tables: Tables) -> None:
    rows = written(tables, *(float(number) for number in range(205)))
    assert list(tables.rows.oldest_of_day("default", DAY, BEGINNING)) == rows
    assert list(tables.rows.newest_of_day("default", DAY, END)) == rows[::-1]
