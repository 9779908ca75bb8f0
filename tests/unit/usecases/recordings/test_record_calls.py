"""The rows that a page of the call log changes."""

from __future__ import annotations

from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import RecordingState
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import (
    ACCOUNT,
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
        setup.calls.call_version(ACCOUNT, "c1")
        == parse_call(call(1, lastModifiedTime=iso(NOW))).version
    )


def test_an_unreadable_record_is_counted_and_the_others_are_written() -> None:
    setup = PollSetup(FakeCallLog([call(1), {**call(2), "id": None}]))
    assert setup.poll().unreadable == 1
    assert setup.recordings == ["r1"]


def test_a_record_with_an_impossible_date_is_counted_and_the_others_are_written() -> None:
    impossible = call(2, startTime="9999-12-31T23:59:59Z")
    setup = extract_setup(FakeExtract([call(1), impossible], "t1"))
    assert setup.poll().unreadable == 1
    assert setup.recordings == ["r1"]
