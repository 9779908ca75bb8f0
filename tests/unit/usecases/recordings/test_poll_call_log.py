"""The call log is read completely and only once, even if a run fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, HOUR
from ringkeep.domain.recordings.walks import OVERLAP
from ringkeep.errors import (
    BadRequest,
    Conflict,
    ForeignHost,
    InvalidAnswer,
    PermissionMissing,
    RingkeepError,
    StorageFailed,
    Unavailable,
)
from ringkeep.usecases.recordings.poll_call_log import (
    CallLogPoller,
    PageWriter,
    PollResult,
    Target,
    read_until,
)
from ringkeep.usecases.recordings.record_calls import CallRecorder
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.example_rows import DELAYS, NOW
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ACCOUNT = AccountRef("default", "a1")
TIME_LIMIT = 3600.0


def call(number: int, age: float = 600.0, **fields: JsonValue) -> dict[str, JsonValue]:
    """Returns the record of a finished one-minute call with one recording, begun `age` seconds ago."""
    return {
        "id": f"c{number}",
        "sessionId": f"s{number}",
        "startTime": _iso(NOW - age),
        "duration": 60,
        "result": "Accepted",
        "lastModifiedTime": _iso(NOW - age + 90),
        "recording": {"id": f"r{number}", "type": "Automatic"},
        **fields,
    }


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


class FailingCallsTable(MemoryCallsTable):
    """Fails after a number of writes, as in a Lambda function that runs out of time."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_after: int | None = None

    def _maybe_fail(self) -> None:
        if self.fails_after is not None and self.writes >= self.fails_after:
            raise StorageFailed("killed")

    def put_recording(self, row: Recording) -> Recording:
        self._maybe_fail()
        return super().put_recording(row)

    def put_call(self, account: AccountRef, call: Call) -> bool:
        self._maybe_fail()
        return super().put_call(account, call)


class PollSetup:
    def __init__(self, log: FakeCallLog) -> None:
        self.log = log
        self.clock = FakeClock(NOW)
        self.calls = FailingCallsTable()
        self.archive = MemoryArchive()
        self.places = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.workflows = RecordedWorkflows()
        self.found_counts = MemoryFoundCounts()
        self.limiter = FixedLimiter(self.clock)
        scheduler = ImportScheduler(self.calls, self.limiter, self.workflows, self.clock, DELAYS)
        recorder = CallRecorder(self.calls, self.archive, DELAYS, self.clock.now)
        writer = PageWriter(recorder, self.found_counts, scheduler)
        self.poller = CallLogPoller(self.places, self.leases, writer, self.clock, DELAYS)

    @property
    def target(self) -> Target:
        return Target(SERVICE, CONNECTION, "a1", self.log)

    def poll(self, source: DiscoverySource = "poll") -> PollResult:
        return self.poller.poll(self.target, source, self.clock.now() + TIME_LIMIT)

    def continue_sweep(self, source: DiscoverySource) -> PollResult | None:
        return self.poller.continue_sweep(self.target, source, self.clock.now() + TIME_LIMIT)

    @property
    def recordings(self) -> list[str]:
        return sorted(key.recording_id for key in self.calls.rows)


def calls_of(count: int) -> list[dict[str, JsonValue]]:
    return [call(number, age=600 + number * 60) for number in range(count)]


def names(count: int) -> list[str]:
    return sorted(f"r{number}" for number in range(count))


def test_every_page_is_read() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10))
    result = setup.poll()
    assert (result.pages, result.records, result.found, result.finished) == (3, 25, 25, True)
    assert setup.recordings == names(25)


def test_the_next_poll_starts_at_the_watermark_minus_the_overlap() -> None:
    setup = PollSetup(FakeCallLog())
    setup.poll()
    setup.clock.advance(300)
    setup.poll()
    assert setup.log.requests[-1][0] == NOW - OVERLAP


def test_an_empty_call_log_is_not_an_error() -> None:
    setup = PollSetup(FakeCallLog())
    assert setup.poll() == PollResult(source="poll", pages=1)


def test_a_poll_without_a_slot_keeps_its_place() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=2))
    assert not setup.poll().finished
    setup.log.slots = None
    setup.poll()
    assert setup.recordings == names(25)
    assert [uri for *_, uri in setup.log.requests] == [None, "10", "20"]


def test_the_watermark_moves_only_after_all_pages_are_written() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=2))
    setup.poll()
    setup.clock.advance(HOUR)
    setup.log.slots = None
    setup.poll()
    setup.clock.advance(300)
    setup.poll()
    assert setup.log.requests[-1][0] == NOW - OVERLAP


@settings(max_examples=60)
@given(st.integers(0, 70), st.integers(1, 9))
def test_a_poll_that_fails_at_any_write_loses_nothing(fails_after: int, page_size: int) -> None:
    setup = PollSetup(FakeCallLog(calls_of(20), page_size=page_size))
    setup.calls.fails_after = fails_after
    try:
        setup.poll()
    except StorageFailed:
        setup.calls.fails_after = None
        setup.clock.advance(TIME_LIMIT + 120)  # the lease of the failed poll expires
        setup.poll()
    assert setup.recordings == names(20)
    assert len(setup.calls.calls) == 20


def test_an_outage_is_raised_and_the_next_poll_continues() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll()
    setup.log.slots, setup.log.fault = None, Unavailable("data centre switch", status=503)
    with pytest.raises(Unavailable):
        setup.poll()
    setup.poll()
    assert setup.recordings == names(25)


@pytest.mark.parametrize(
    "refusal", [BadRequest("no such page", status=400), ForeignHost("another server's page")]
)
def test_if_a_page_no_longer_exists_the_slice_starts_again(refusal: RingkeepError) -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll()
    setup.log.slots, setup.log.fault = None, refusal
    with pytest.raises(type(refusal)):
        setup.poll()
    setup.poll()
    assert setup.recordings == names(25)
    assert [uri for *_, uri in setup.log.requests] == [None, None, "10", "20"]


def test_a_poll_does_nothing_while_another_one_holds_the_lease() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    with setup.leases.hold(setup.target.place_name("poll"), 60):
        assert setup.poll() == PollResult(source="poll", finished=False)
    assert setup.log.requests == []


def test_unchanged_calls_are_not_written() -> None:
    setup = PollSetup(FakeCallLog(calls_of(5)))
    setup.poll()
    before = setup.calls.writes
    setup.poll()
    assert setup.calls.writes == before


def test_imports_of_fresh_recordings_start_at_once() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    assert setup.poll().started == 3


def test_a_recording_that_is_added_to_a_stored_call_is_found() -> None:
    setup = PollSetup(FakeCallLog([call(1, recording=None)]))
    setup.poll()
    setup.log.records = [call(1, lastModifiedTime=_iso(NOW))]
    setup.poll("hourly")
    assert setup.recordings == ["r1"]


def test_a_recording_of_an_active_call_is_announced_and_pending_after_its_end() -> None:
    setup = PollSetup(FakeCallLog([call(1, result="In Progress")]))
    setup.poll()
    states = [row.state for row in setup.calls.rows.values()]
    assert states == [RecordingState.ANNOUNCED]
    setup.log.records = [call(1, lastModifiedTime=_iso(NOW))]
    setup.poll("hourly")
    assert next(iter(setup.calls.rows.values())).state is RecordingState.PENDING


def test_an_older_version_does_not_replace_a_newer_one() -> None:
    setup = PollSetup(FakeCallLog([call(1, lastModifiedTime=_iso(NOW), direction="Outbound")]))
    setup.poll()
    setup.log.records = [call(1, direction="Inbound")]
    setup.poll("nightly")
    assert next(iter(setup.calls.rows.values())).direction == "Outbound"


def test_a_recording_that_only_an_older_record_lists_has_a_row() -> None:
    """Two sources read at once: the newer record, without its deleted recording, is written first."""
    setup = PollSetup(FakeCallLog([call(1, lastModifiedTime=_iso(NOW), recording=None)]))
    setup.poll()
    setup.log.records = [call(1)]
    setup.poll("nightly")
    assert setup.recordings == ["r1"]
    assert (
        setup.calls.call_version(ACCOUNT, "c1")
        == parse_call(call(1, lastModifiedTime=_iso(NOW))).version
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


@pytest.mark.parametrize(
    ("source", "look_back"), [("hourly", 4 * HOUR), ("nightly", 48 * HOUR), ("weekly", 90 * DAY)]
)
def test_each_sweep_has_its_own_time_range(source: DiscoverySource, look_back: float) -> None:
    setup = PollSetup(FakeCallLog())
    setup.poll(source)
    assert setup.log.requests[0][0] == NOW - look_back


def test_an_unfinished_sweep_is_continued_by_the_next_poll() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll("nightly")
    setup.log.slots = None
    result = setup.continue_sweep("nightly")
    assert result is not None
    assert (result.source, result.finished) == ("nightly", True)
    assert setup.log.requests[-1][2] == "20"


def test_continuing_does_not_start_a_finished_sweep_again() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    setup.poll("nightly")
    assert setup.continue_sweep("nightly") is None
    assert len(setup.log.requests) == 1


def test_read_until_is_the_end_of_the_last_poll() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    assert read_until(setup.poller.places, ACCOUNT) is None
    setup.poll()
    assert read_until(setup.poller.places, ACCOUNT) == NOW


def test_found_recordings_are_counted_by_day() -> None:
    setup = PollSetup(FakeCallLog(calls_of(5)))
    setup.poll()
    assert sum(setup.found_counts.found_by_day(ACCOUNT).values()) == 5


def extract_setup(*answers: FakeExtract | Exception) -> PollSetup:
    return PollSetup(FakeCallLog(calls_of(3), extracts=list(answers)))  # type: ignore[arg-type]


def test_the_extract_is_used_if_the_account_offers_it() -> None:
    setup = extract_setup(FakeExtract(calls_of(2), "t1", True), FakeExtract([call(7)], "t2"))
    result = setup.poll()
    assert (result.used_extract_sync, result.found, result.pages) == (True, 3, 2)
    assert [token for token, _ in setup.log.extract_requests] == [None, "t1"]
    assert setup.log.requests == []


def test_the_next_poll_continues_from_the_sync_token() -> None:
    setup = extract_setup(FakeExtract([], "t1"), FakeExtract([], "t2"))
    setup.poll()
    setup.poll()
    assert [token for token, _ in setup.log.extract_requests] == [None, "t1"]


@pytest.mark.parametrize(
    "refusal",
    [
        PermissionMissing("no feature", code="CMN-408"),
        BadRequest("unknown", status=400),
    ],
)
def test_after_a_refused_extract_the_list_is_read_for_a_day(
    refusal: Exception,
) -> None:
    setup = extract_setup(refusal, FakeExtract([], "t1"))
    assert setup.poll().records == 3
    setup.poll()
    assert len(setup.log.extract_requests) == 1
    setup.clock.advance(DAY + 60)
    setup.poll()
    assert len(setup.log.extract_requests) == 2


@pytest.mark.parametrize("error", [Unavailable("?", status=501), InvalidAnswer("not JSON")])
def test_after_an_error_of_the_extract_the_list_is_read_in_this_run(error: Exception) -> None:
    setup = extract_setup(error, FakeExtract([], "t1"))
    assert setup.poll().records == 3
    assert setup.poll().used_extract_sync


def test_an_expired_sync_token_loses_nothing() -> None:
    expired = BadRequest("syncToken is invalid", status=400, code="CLG-101")
    setup = extract_setup(FakeExtract([], "t1"), expired, FakeExtract([call(9)], "t9"))
    setup.poll()
    setup.clock.advance(300)
    assert not setup.poll().used_extract_sync
    setup.clock.advance(300)
    setup.poll()
    assert "r9" in setup.recordings
    assert setup.log.extract_requests[-1][0] is None


def test_an_unfinished_extract_keeps_the_watermark() -> None:
    setup = extract_setup(
        FakeExtract([], "t0"), FakeExtract([call(1)], "t1", True), FakeExtract([call(2)], "t2")
    )
    setup.poll()
    setup.clock.advance(300)
    setup.log.slots = 1
    assert not setup.poll().finished
    place, _ = setup.places.get(setup.target.place_name("poll"))
    assert place is not None
    assert (place["watermark"], place["sync_token"]) == (NOW, "t1")


def test_a_place_that_another_poller_changed_is_not_overwritten() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    name = setup.target.place_name("poll")

    def change_place(records: Sequence[object]) -> None:
        value, version = setup.places.get(name)
        setup.places.put(name, value or {}, version)

    setup.log.on_page = change_place
    with pytest.raises(Conflict):
        setup.poll()
