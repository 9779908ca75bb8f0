"""The contract of the CallsTable and FoundCounts ports, for DynamoDB and the in-memory fakes."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.found_counts import DynamoFoundCounts
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.errors import Conflict, ResourceMissing
from ringkeep.usecases.recordings.ports import CallsTable, FoundCounts
from tests.contract.tables import calls_table
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending, raw_call

ACCOUNT = AccountRef("default", "a1")
EVER = NOW + 10_000 * DAY


@pytest.fixture(params=["fake", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator[CallsTable]:
    if request.param == "fake":
        yield MemoryCallsTable()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoCallsTable(client, calls_table(client))


@pytest.fixture(params=["fake", "dynamodb"])
def found_counts(request: pytest.FixtureRequest) -> Iterator[FoundCounts]:
    if request.param == "fake":
        yield MemoryFoundCounts()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoFoundCounts(client, calls_table(client))


def test_a_row_is_read_as_it_was_written(table: CallsTable) -> None:
    row = table.put_recording(pending())
    assert table.recording(row.key) == row


def test_a_stored_row_is_read_as_it_was_written(table: CallsTable) -> None:
    row = table.put_recording(lifecycle.stored(pending(), AUDIO, NOW))
    read = table.recording(row.key)
    assert read is not None
    assert (read.state, read.audio, read.expires_at) == (
        RecordingState.STORED,
        AUDIO,
        row.expires_at,
    )


def test_an_unknown_row_is_none(table: CallsTable) -> None:
    assert table.recording(RecordingKey(service="s", account_id="a", recording_id="r")) is None


def test_a_new_row_does_not_replace_an_existing_one(table: CallsTable) -> None:
    table.put_recording(pending())
    with pytest.raises(Conflict):
        table.put_recording(pending())


def test_a_row_that_changed_since_the_read_is_a_conflict(table: CallsTable) -> None:
    row = table.put_recording(pending())
    table.put_recording(lifecycle.dispatched(row, NOW, NOW, DELAYS))
    with pytest.raises(Conflict):
        table.put_recording(lifecycle.lost(row, "expired", NOW))


def test_recordings_of_two_accounts_may_have_the_same_id(table: CallsTable) -> None:
    table.put_recording(pending())
    other = table.put_recording(pending(account_id="sandbox"))
    assert table.recording(other.key) == other


def test_due_rows_are_in_order_of_their_due_time(table: CallsTable) -> None:
    for number, due in enumerate((30, 10, 20)):
        table.put_recording(pending(recording_id=f"r{number}", due_at=NOW + due))
    rows = table.due(ACCOUNT, Lane.FRESH, NOW + 25, 10)
    assert [row.recording_id for row in rows] == ["r1", "r2"]


def test_the_number_of_due_rows_is_limited(table: CallsTable) -> None:
    for number in range(5):
        table.put_recording(pending(recording_id=f"r{number}"))
    assert len(table.due(ACCOUNT, Lane.FRESH, EVER, 3)) == 3


def test_due_rows_are_those_of_one_lane_service_and_account(table: CallsTable) -> None:
    table.put_recording(pending(lane=Lane.BACKFILL))
    table.put_recording(pending(service="other"))
    table.put_recording(pending(account_id="other"))
    assert table.due(ACCOUNT, Lane.FRESH, EVER, 10) == []


def test_a_closed_row_is_neither_due_nor_expiring(table: CallsTable) -> None:
    table.put_recording(lifecycle.stored(pending(), AUDIO, NOW))
    assert table.due(ACCOUNT, Lane.FRESH, EVER, 10) == []
    assert table.expiring(ACCOUNT, EVER, 10) == []


def test_a_dispatched_row_is_due_again_when_its_claim_expires(table: CallsTable) -> None:
    row = table.put_recording(lifecycle.dispatched(pending(), NOW, NOW, DELAYS))
    assert table.due(ACCOUNT, Lane.FRESH, row.claimed_until - 1, 10) == []
    assert table.due(ACCOUNT, Lane.FRESH, row.claimed_until, 10) == [row]


def test_rows_that_are_not_due_do_not_count_towards_the_limit(table: CallsTable) -> None:
    for number in range(5):
        table.put_recording(
            pending(recording_id=f"r{number}", expires_at=NOW + number, due_at=NOW + DAY)
        )
    table.put_recording(pending(recording_id="due", expires_at=NOW + DAY, due_at=NOW))
    rows = table.expiring(ACCOUNT, NOW + 2 * DAY, 2, due_before=NOW)
    assert [row.recording_id for row in rows] == ["due"]


def test_expiring_rows_are_in_order_of_their_expiry(table: CallsTable) -> None:
    table.put_recording(pending(recording_id="young", expires_at=NOW + 80 * DAY))
    table.put_recording(pending(recording_id="old", expires_at=NOW + 2 * DAY))
    rows = table.expiring(ACCOUNT, NOW + 90 * DAY, 10)
    assert [row.recording_id for row in rows] == ["old", "young"]
    assert [row.recording_id for row in table.expiring(ACCOUNT, NOW + 5 * DAY, 10)] == ["old"]


def test_a_call_is_replaced_only_by_a_newer_version(table: CallsTable) -> None:
    first = parse_call(raw_call())
    older = parse_call(raw_call(lastModifiedTime="2026-11-18T09:00:00.000Z"))
    newer = parse_call(raw_call(lastModifiedTime="2026-11-18T13:00:00.000Z"))
    assert table.put_call(ACCOUNT, first)
    assert not table.put_call(ACCOUNT, older)
    assert not table.put_call(ACCOUNT, first)
    assert table.put_call(ACCOUNT, newer)
    assert table.call_versions(ACCOUNT, ["c1"]).get("c1") == newer.version


def test_a_call_without_a_version_is_replaced_by_any_version(table: CallsTable) -> None:
    unversioned = parse_call({"id": "c1", "startTime": "2026-11-18T09:00:00Z"})
    assert table.put_call(ACCOUNT, unversioned)
    assert table.put_call(ACCOUNT, unversioned)
    assert table.put_call(ACCOUNT, parse_call(raw_call()))
    assert not table.put_call(ACCOUNT, unversioned)


def test_the_raw_record_is_read_unchanged(table: CallsTable) -> None:
    raw = raw_call(novelty={"deep": [1, 2.5, None, "ü"]})
    table.put_call(ACCOUNT, parse_call(raw))
    assert table.call_raw(ACCOUNT, "c1") == raw


def test_the_versions_of_many_calls_are_read_together(table: CallsTable) -> None:
    call = parse_call(raw_call(id="c150"))
    table.put_call(ACCOUNT, call)
    ids = [f"c{number}" for number in range(250)]
    assert table.call_versions(ACCOUNT, ids) == {"c150": call.version}
    assert table.call_versions(ACCOUNT, []) == {}


def test_an_id_that_cannot_be_a_key_hides_no_other_call(table: CallsTable) -> None:
    call = parse_call(raw_call(id="c1"))
    table.put_call(ACCOUNT, call)
    ids = ["c0", "x" * 3000, "c1"]
    assert table.call_versions(ACCOUNT, ids) == {"c1": call.version}


def test_an_unknown_call_has_no_version_and_no_record(table: CallsTable) -> None:
    assert table.call_versions(ACCOUNT, ["c1"]).get("c1") is None
    assert table.call_raw(ACCOUNT, "c1") is None


def test_found_recordings_are_counted_by_the_day_of_their_call(found_counts: FoundCounts) -> None:
    found_counts.add_found(ACCOUNT, [pending(), pending(start_time=NOW - 3 * DAY)])
    found_counts.add_found(ACCOUNT, [pending()])
    assert sorted(found_counts.found_by_day(ACCOUNT).values()) == [1, 2]
    assert found_counts.found_by_day(AccountRef("default", "other")) == {}


def test_the_error_for_a_missing_table_names_it() -> None:
    with mock_aws():
        table = DynamoCallsTable(boto3.client("dynamodb", region_name="us-east-1"), "missing-table")
        with pytest.raises(ResourceMissing, match="missing-table"):
            table.recording(pending().key)


def test_a_day_lists_all_its_rows_in_order() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = DynamoCallsTable(client, calls_table(client))
        for number in (2, 1):
            start = pending().start_time + number
            table.put_recording(pending(recording_id=f"r{number}", start_time=start))
        assert [item["recording_id"] for item in table.day("default", "2026-11-18")] == ["r1", "r2"]


def test_the_rows_of_a_day_are_read_in_order_of_their_calls(
    table: MemoryCallsTable | DynamoCallsTable,
) -> None:
    late, early = pending(recording_id="late"), pending(recording_id="early")
    early = early.model_copy(update={"start_time": early.start_time - 60})
    closed = lifecycle.lost(early, "expired", NOW)
    others = [
        pending(recording_id="r3", service="other"),
        pending(recording_id="r4", start_time=late.start_time - DAY),
    ]
    for row in (late, closed, *others):
        table.put_recording(row)
    rows = list(table.recordings_of_day("default", "2026-11-18"))
    assert [row.recording_id for row in rows] == ["early", "late"]
    assert (rows[0].state, rows[0].expires_at) == (RecordingState.LOST, closed.expires_at)


def test_the_fields_of_a_doubtful_and_of_a_missing_recording_are_kept(table: CallsTable) -> None:
    row = pending(missing_since=NOW, silent_workers=2, doubts=("truncated",))
    table.put_recording(row)
    read = table.recording(row.key)
    assert read is not None
    assert (read.missing_since, read.silent_workers, read.doubts) == (NOW, 2, ("truncated",))
