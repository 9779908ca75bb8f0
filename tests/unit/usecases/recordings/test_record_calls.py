"""The rows that a page of the call log changes."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import ItemRefused, StorageFailed
from ringkeep.usecases.recordings.poll_call_log import read_until
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import (
    ACCOUNT,
    FailingCallsTable,
    PollSetup,
    call,
    extract_setup,
    iso,
)


def test_a_recording_that_is_added_to_a_stored_call_is_found() -> None:
    setup = PollSetup(FakeCallLog([call(1, recording=None)]))
    setup.poll()
    setup.log.records = [call(1, lastModifiedTime=iso(NOW))]
    setup.poll("hourly")
    assert setup.recordings == ["r1"]


def test_a_recording_of_an_active_call_is_announced_and_pending_after_its_end() -> None:
    setup = PollSetup(FakeCallLog([call(1, result="In Progress")]))
    setup.poll()
    states = [row.state for row in setup.calls.rows.values()]
    assert states == [RecordingState.ANNOUNCED]
    setup.log.records = [call(1, lastModifiedTime=iso(NOW))]
    setup.poll("hourly")
    assert next(iter(setup.calls.rows.values())).state is RecordingState.PENDING


def test_an_older_version_does_not_replace_a_newer_one() -> None:
    setup = PollSetup(FakeCallLog([call(1, lastModifiedTime=iso(NOW), direction="Outbound")]))
    setup.poll()
    setup.log.records = [call(1, direction="Inbound")]
    setup.poll("nightly")
    assert next(iter(setup.calls.rows.values())).direction == "Outbound"


def test_a_recording_that_only_an_older_record_lists_has_a_row() -> None:
    """Two sources read at once: the newer record, without its deleted recording, is written first."""
    setup = PollSetup(FakeCallLog([call(1, lastModifiedTime=iso(NOW), recording=None)]))
    setup.poll()
    setup.log.records = [call(1)]
    setup.poll("nightly")
    assert setup.recordings == ["r1"]
    assert (
        setup.calls.call_versions(ACCOUNT, ["c1"]).get("c1")
        == parse_call(call(1, lastModifiedTime=iso(NOW))).version
    )


def test_an_unreadable_record_is_counted_and_the_others_are_written() -> None:
    setup = PollSetup(FakeCallLog([call(1), {**call(2), "id": None, "recording": None}]))
    assert setup.poll().unreadable == 1
    assert setup.recordings == ["r1"]


@pytest.mark.parametrize("call_id", [None, "c" * 3000, {}, True])
def test_the_recording_of_a_record_without_a_usable_id_is_imported(call_id: JsonValue) -> None:
    setup = PollSetup(FakeCallLog([call(1), {**call(2), "id": call_id}]))
    result = setup.poll()
    assert (result.unreadable, result.set_aside, result.found) == (1, 1, 2)
    row = setup.row("r2")
    assert (row.state.open, row.call_id) == (True, "")
    assert set(setup.calls.calls) == {("default", "a1", "c1")}
    assert setup.poll("hourly").set_aside == 0


def test_a_record_without_a_usable_id_changes_no_row_that_is_known() -> None:
    setup = PollSetup(FakeCallLog([call(2)]))
    setup.poll()
    before = setup.row("r2")
    setup.log.records = [{**call(2, lastModifiedTime=iso(NOW)), "id": None}]
    setup.poll("hourly")
    assert setup.row("r2") == before


def test_a_record_with_an_impossible_date_is_counted_and_the_others_are_written() -> None:
    impossible = call(2, startTime="9999-12-31T23:59:59Z")
    setup = extract_setup(FakeExtract([call(1), impossible], "t1"))
    assert setup.poll().unreadable == 1
    assert setup.recordings == ["r1"]


LETTERS = "x" * 500_000


class StrictCallsTable(FailingCallsTable):
    """Refuses the rows of some recordings and calls for good, as DynamoDB does with a large item."""

    def __init__(self, refused: frozenset[str]) -> None:
        super().__init__()
        self.refused = refused

    def put_recording(self, row: Recording) -> Recording:
        if row.recording_id in self.refused:
            raise ItemRefused("too large")
        return super().put_recording(row)

    def put_call(self, account: AccountRef, call: Call) -> bool:
        if call.id in self.refused:
            raise ItemRefused("too large")
        return super().put_call(account, call)


def strict_setup(refused: str, *records: JsonObject) -> PollSetup:
    return PollSetup(FakeCallLog(records), StrictCallsTable(frozenset({refused})))


def set_aside(setup: PollSetup) -> list[JsonObject]:
    return [
        json.loads(stored.content)
        for key, stored in setup.archive.objects.items()
        if key.startswith("set-aside/default/a1/")
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"name": LETTERS}},
        {"id": "c" * 3000},
        {"result": LETTERS[:400_000]},
        {"recording": {"id": "r2", "contentUri": "https://m.example/" + LETTERS[:450_000]}},
        {"id": None},
        {"startTime": "9999-12-31T23:59:59Z"},
        {"recording": {"id": "r" * 3000}},
    ],
)
def test_one_record_that_cannot_be_written_does_not_stop_the_others(
    fields: dict[str, JsonValue],
) -> None:
    bad = {**call(2), **fields}
    setup = extract_setup(FakeExtract([call(1), bad, call(3)], "t1"))
    result = setup.poll()
    assert result.finished
    assert {"r1", "r3"} <= set(setup.recordings)
    assert (result.set_aside, set_aside(setup)) == (1, [bad])
    assert read_until(setup.places, ACCOUNT) == NOW


@pytest.mark.parametrize("letters", [50_000, 250_000])
def test_a_long_text_that_still_fits_is_kept_in_the_call_and_needs_no_look(letters: int) -> None:
    long = call(1, result=LETTERS[:letters])
    setup = PollSetup(FakeCallLog([long]))
    assert setup.poll().set_aside == 0
    assert setup.calls.call_raw(ACCOUNT, "c1") == long


@pytest.mark.parametrize("refused", ["r2", "c2"])
def test_an_item_that_the_table_refuses_is_set_aside_once_and_the_watermark_moves(
    refused: str,
) -> None:
    setup = strict_setup(refused, call(1), call(2), call(3))
    result = setup.poll()
    assert (result.set_aside, result.finished) == (1, True)
    assert {"r1", "r3"} <= set(setup.recordings)
    assert set_aside(setup) == [call(2)]
    assert setup.poll("hourly").set_aside == 0


def test_the_other_recordings_of_a_call_are_kept_if_one_is_refused() -> None:
    legs: JsonValue = [{"recording": {"id": each}} for each in ("r8", "r2", "r9")]
    setup = strict_setup("r2", call(2, recording=None, legs=legs))
    assert setup.poll().set_aside == 1
    assert setup.recordings == ["r8", "r9"]


def test_an_outage_is_not_a_refusal() -> None:
    setup = PollSetup(FakeCallLog([call(1)]))
    setup.calls.fails_after = 0
    with pytest.raises(StorageFailed):
        setup.poll()
    assert set_aside(setup) == []


DELETED: dict[str, JsonValue] = {
    "id": "c1",
    "sessionId": "s1",
    "startTime": "2026-11-18T10:40:00.000Z",
    "duration": 60,
    "result": "Accepted",
    "lastModifiedTime": "2026-11-18T10:42:00.000Z",
    "deleted": True,
    "recording": {
        "id": "r1",
        "type": "Automatic",
        "contentUri": "https://media.example.com/restapi/v1.0/account/1/recording/r1/content",
    },
}


def test_a_deleted_record_that_names_a_recording_gets_a_row() -> None:
    setup = PollSetup(FakeCallLog([DELETED]))
    assert setup.poll("weekly").found == 1
    row = setup.row("r1")
    assert (row.state.open, row.confirmed) == (True, True)
    assert setup.calls.call_raw(ACCOUNT, "c1") == DELETED


def test_a_deleted_record_does_not_replace_what_is_known() -> None:
    full = {**DELETED, "deleted": False, "direction": "Inbound"}
    setup = PollSetup(FakeCallLog([full]))
    setup.poll("weekly")
    later = "2026-11-19T10:42:00.000Z"
    setup.log.records = [{**DELETED, "lastModifiedTime": later}]
    assert setup.poll("nightly").found == 0
    assert setup.row("r1").direction == "Inbound"
    assert setup.calls.call_raw(ACCOUNT, "c1") == full


def test_a_deleted_record_does_not_open_a_lost_recording_again() -> None:
    setup = PollSetup(FakeCallLog([DELETED]))
    setup.poll("weekly")
    row = setup.row("r1")
    setup.calls.put_recording(lifecycle.lost(row, "deleted_at_ringcentral", NOW))
    setup.poll("weekly")
    assert setup.row("r1").state is RecordingState.LOST


def test_a_deleted_record_without_a_recording_leaves_no_row() -> None:
    setup = PollSetup(FakeCallLog([{**DELETED, "recording": None}]))
    setup.poll("weekly")
    assert setup.recordings == []
    assert setup.calls.call_versions(ACCOUNT, ["c1"]).get("c1") is None


def test_two_recordings_of_one_call_are_two_rows_with_their_mode_and_view() -> None:
    both: JsonValue = [
        {"recording": {"id": "r1", "mode": "Automatic", "view": "Party"}},
        {"recording": {"id": "r2", "mode": "OnDemand", "view": "Session"}},
    ]
    setup = PollSetup(FakeCallLog([call(1, recording=None, legs=both)]))
    setup.poll()
    rows = [setup.row(each) for each in ("r1", "r2")]
    assert [(row.mode, row.view) for row in rows] == [
        ("Automatic", "Party"),
        ("OnDemand", "Session"),
    ]
    assert all(row.state.open for row in rows)
