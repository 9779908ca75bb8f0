"""The tags that the row of a recording shows."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.items import to_item
from ringkeep.aws.recordings.calls_table import DynamoCallsTable, recording_item
from ringkeep.aws.recordings.row_tags import DynamoRestoredTags, DynamoRowTags
from ringkeep.aws.work.work_table import DynamoRecordingWork
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import WorkWrite
from tests.contract.tables import calls_table, work_table
from tests.unit.domain.recordings.example_rows import pending

ROW = pending(revision=0)
TAGGED = WorkWrite(work=RecordingWork(tags=("late",), revision=1), tags_added=["late"])


def test_a_row_shows_its_tags_as_soon_as_they_are_written() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = calls_table(client)
        calls, rows = DynamoCallsTable(client, name), DynamoRowTags(client, name)
        store = DynamoRecordingWork(client, work_table(client), shown=rows.request)
        with pytest.raises(Conflict):
            store.write_work(ROW.key, TAGGED)
        assert store.work(ROW.key) == RecordingWork(), "without a row nothing is written"
        read = calls.put_recording(ROW)
        store.write_work(ROW.key, TAGGED)
        with pytest.raises(Conflict):
            calls.put_recording(read)
        row = calls.recording(ROW.key)
        assert row == read.model_copy(update={"tags": ("late",), "revision": 2})
        calls.put_recording(row)


def test_the_row_of_an_erased_recording_gets_no_tags() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = calls_table(client)
        item = {**recording_item(ROW), "state": "erased"}
        client.put_item(TableName=name, Item=to_item(item))
        rows = DynamoRowTags(client, name)
        store = DynamoRecordingWork(client, work_table(client), shown=rows.request)
        with pytest.raises(Conflict):
            store.write_work(ROW.key, TAGGED)
        assert not DynamoRestoredTags(client, name).give(ROW.key, ["late"])


def test_a_row_that_was_made_again_gets_its_tags_back() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = calls_table(client)
        calls, rows = DynamoCallsTable(client, name), DynamoRestoredTags(client, name)
        assert not rows.give(ROW.key, ["late"])
        calls.put_recording(ROW)
        assert rows.give(ROW.key, ["late"])
        assert not rows.give(ROW.key, ["late"])
        row = calls.recording(ROW.key)
        assert row is not None
        assert row.tags == ("late",)
