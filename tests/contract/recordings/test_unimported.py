"""How many recordings of a deleted extension are still to be imported: DynamoDB and the fake agree."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.recordings import unimported
from ringkeep.usecases.recordings.call_log_reading import Place, place_name
from ringkeep.usecases.recordings.ports import CallsTable
from ringkeep.usecases.recordings.unimported import CountUnimported
from tests.contract.tables import calls_table
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import pending

DELETED_AT = 1_000.0


@pytest.fixture(params=["fake", "dynamodb"])
def calls(request: pytest.FixtureRequest) -> Iterator[CallsTable]:
    if request.param == "fake":
        yield MemoryCallsTable()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoCallsTable(client, calls_table(client))


def put(
    calls: CallsTable, number: int, *ids: str, state: RecordingState = RecordingState.PENDING
) -> AccountRef:
    covered = tuple(CoveredExtension(extension_id=each, at=1.0) for each in ids)
    row = pending(recording_id=f"r{number}", revision=0).model_copy(
        update={"covered": covered, "extension_id": ids[0], "state": state}
    )
    return calls.put_recording(row).account


def checked(account: AccountRef, **sources: float) -> MemoryStateStore:
    """Checks of the call log that began at these times and have ended."""
    states = MemoryStateStore()
    for source, at in sources.items():
        place = Place(watermark=at).model_dump(mode="json")
        states.put(place_name(account, source), place, 0)
    return states


def test_open_recordings_of_every_extension_that_took_part_count(calls: CallsTable) -> None:
    account = put(calls, 1, "101", "102")
    put(calls, 2, "101", state=RecordingState.ANNOUNCED)
    put(calls, 3, "101", state=RecordingState.IMPORTING)
    for number, state in enumerate(
        (
            RecordingState.STORED,
            RecordingState.EXCLUDED,
            RecordingState.LOST,
            RecordingState.UNAVAILABLE,
            RecordingState.QUARANTINED,
        )
    ):
        put(calls, 10 + number, "101", state=state)
    count = CountUnimported(calls, checked(account, nightly=DELETED_AT)).of(account)
    found = [count(each, DELETED_AT) for each in ("101", "102", "103")]
    assert found == [3, 1, 0]


@pytest.mark.parametrize(
    ("sources", "known"),
    [
        ({}, False),
        ({"hourly": DELETED_AT + 1}, False),
        ({"poll": DELETED_AT + 1}, False),
        ({"nightly": DELETED_AT - 1}, False),
        ({"nightly": DELETED_AT}, True),
        ({"nightly": DELETED_AT - 1, "weekly": DELETED_AT + 1}, True),
    ],
)
def test_before_a_complete_check_began_and_ended_nothing_is_known(
    calls: CallsTable, sources: dict[str, float], known: bool
) -> None:
    account = put(calls, 1, "101")
    count = CountUnimported(calls, checked(account, **sources)).of(account)
    assert count("101", DELETED_AT) == (1 if known else None)
    assert count("102", DELETED_AT) == (0 if known else None)


def test_with_too_many_open_recordings_none_is_not_zero(
    calls: CallsTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unimported, "MOST_OPEN", 2)
    account = put(calls, 1, "101")
    put(calls, 2, "101")
    put(calls, 3, "102")
    states = checked(account, weekly=DELETED_AT)
    count = CountUnimported(calls, states).of(account)
    assert {count("101", DELETED_AT), count("102", DELETED_AT)} & {0} == set()
