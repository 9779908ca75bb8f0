"""The rows that a search has found, with the read units that they take."""

from __future__ import annotations

import boto3
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.recording_rows import DynamoRecordingRows
from ringkeep.domain.recordings.recordings import RecordingKey
from tests.contract.tables import calls_table
from tests.unit.domain.recordings.example_rows import NOW, pending


def test_rows_are_read_by_their_keys_with_their_units() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = calls_table(client)
        calls = DynamoCallsTable(client, name)
        written = [
            calls.put_recording(pending(recording_id=f"r{number}", revision=0))
            for number in range(120)
        ]
        long = written[0]
        for number in range(60):
            long = calls.put_recording(long.with_history(NOW, "tried", "x" * 100 + str(number)))
        missing = RecordingKey(service="default", account_id="a1", recording_id="none")
        read = DynamoRecordingRows(client, name).rows([*(row.key for row in written), missing])
        assert set(read.rows) == {row.key for row in written}
        assert read.rows[long.key] == long
        assert 119 * 0.5 + 1.0 <= read.units <= 119 * 0.5 + 3.0
        assert DynamoRecordingRows(client, name).rows([]).units == 0
