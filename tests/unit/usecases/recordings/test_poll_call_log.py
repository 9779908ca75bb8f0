"""The call log is read completely, once, whatever breaks in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.lifecycle import DAY, HOUR, DiscoverySource
from ringkeep.domain.recordings.recordings import Recording, RecordingState
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
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundLedger
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.recordings.rows import DELAYS, NOW
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

ACCOUNT = AccountRef("default", "a1")
HOUR_BUDGET = 3600.0


def call(number: int, age: float = 600.0, **fields: JsonValue) -> dict[str, JsonValue]:
    """A finished call of a minute with one recording, begun `age` seconds ago."""
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


class DyingCalls(MemoryCallsTable):
    """Dies at the n-th write, as a Lambda that runs out of time does."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_after: int | None = None

    def _maybe_die(self) -> None:
        if self.dies_after is not None and self.writes >= self.dies_after:
            raise StorageFailed("killed")

    def put_recording(self, row: Recording) -> Recording:
        self._maybe_die()
        return super().put_recording(row)

    def put_call(self, account: AccountRef, call: Call) -> bool:
        self._maybe_die()
        return super().put_call(account, call)


class Bench:
    def __init__(self, log: FakeCallLog) -> None:
        self.log = log
        self.clock = FakeClock(NOW)
        self.calls = DyingCalls()
        self.archive = MemoryArchive()
        self.places = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.workflows = RecordedWorkflows()
        self.found_counts = MemoryFoundLedger()
        self.limiter = FixedLimiter(self.clock)
        scheduler = ImportScheduler(self.calls, self.limiter, self.workflows, self.clock, DELAYS)
        recorder = CallRecorder(self.calls, self.archive, DELAYS, self.clock.now)
        writer = PageWriter(recorder, self.found_counts, scheduler)
        self.poller = CallLogPoller(self.places, self.leases, writer, self.clock, DELAYS)

    @property
    def target(self) -> Target:
        return Target(SERVICE, CONNECTION, "a1", self.log)

    def poll(self, source: DiscoverySource = "poll") -> PollResult:
        return self.poller.poll(self.target, source, self.clock.now() + HOUR_BUDGET)

    def continue_sweep(self, source: DiscoverySource) -> PollResult | None:
        return self.poller.continue_sweep(self.target, source, self.clock.now() + HOUR_BUDGET)

    @property
    def recordings(self) -> list[str]:
        return sorted(key.recording_id for key in self.calls.rows)


def calls_of(count: int) -> list[dict[str, JsonValue]]:
    return [call(number, age=600 + number * 60) for number in range(count)]


def names(count: int) -> list[str]:
    return sorted(f"r{number}" for number in range(count))


def test_every_page_is_read() -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10))
    result = bench.poll()
    assert (result.pages, result.records, result.found, result.finished) == (3, 25, 25, True)
    assert bench.recordings == names(25)


def test_the_next_poll_looks_back_only_by_the_overlap() -> None:
    bench = Bench(FakeCallLog())
    bench.poll()
    bench.clock.advance(300)
    bench.poll()
    assert bench.log.requests[-1][0] == NOW - OVERLAP


def test_an_account_without_recordings_is_no_error() -> None:
    bench = Bench(FakeCallLog())
    assert bench.poll() == PollResult(source="poll", pages=1)


def test_a_poll_that_gets_no_more_requests_keeps_its_place() -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10, slots=2))
    assert not bench.poll().finished
    bench.log.slots = None
    bench.poll()
    assert bench.recordings == names(25)
    assert [uri for *_, uri in bench.log.requests] == [None, "10", "20"]


def test_the_watermark_moves_only_when_all_pages_are_written() -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10, slots=2))
    bench.poll()
    bench.clock.advance(HOUR)
    bench.log.slots = None
    bench.poll()
    bench.clock.advance(300)
    bench.poll()
    assert bench.log.requests[-1][0] == NOW - OVERLAP


@settings(max_examples=60)
@given(st.integers(0, 70), st.integers(1, 9))
def test_a_poll_that_dies_anywhere_loses_nothing(dies_after: int, page_size: int) -> None:
    bench = Bench(FakeCallLog(calls_of(20), page_size=page_size))
    bench.calls.dies_after = dies_after
    try:
        bench.poll()
    except StorageFailed:
        bench.calls.dies_after = None
        bench.clock.advance(HOUR_BUDGET + 120)  # the dead poller's lease runs out
        bench.poll()
    assert bench.recordings == names(20)
    assert len(bench.calls.calls) == 20


def test_an_outage_half_way_is_told_and_goes_on_next_time() -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10, slots=1))
    bench.poll()
    bench.log.slots, bench.log.fault = None, Unavailable("data centre switch", status=503)
    with pytest.raises(Unavailable):
        bench.poll()
    bench.poll()
    assert bench.recordings == names(25)


@pytest.mark.parametrize(
    "refusal", [BadRequest("no such page", status=400), ForeignHost("another server's page")]
)
def test_a_page_that_is_no_more_begins_its_slice_anew(refusal: RingkeepError) -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10, slots=1))
    bench.poll()
    bench.log.slots, bench.log.fault = None, refusal
    with pytest.raises(type(refusal)):
        bench.poll()
    bench.poll()
    assert bench.recordings == names(25)
    assert [uri for *_, uri in bench.log.requests] == [None, None, "10", "20"]


def test_the_same_poll_twice_at_once_does_the_work_once() -> None:
    bench = Bench(FakeCallLog(calls_of(3)))
    with bench.leases.hold(bench.target.place_name("poll"), 60):
        assert bench.poll() == PollResult(source="poll", finished=False)
    assert bench.log.requests == []


def test_unchanged_calls_cost_no_write() -> None:
    bench = Bench(FakeCallLog(calls_of(5)))
    bench.poll()
    before = bench.calls.writes
    bench.poll()
    assert bench.calls.writes == before


def test_fresh_recordings_ask_for_a_slot_at_once() -> None:
    bench = Bench(FakeCallLog(calls_of(3)))
    assert bench.poll().started == 3


def test_a_late_recording_of_a_known_call_is_found_by_its_newer_version() -> None:
    bench = Bench(FakeCallLog([call(1, recording=None)]))
    bench.poll()
    bench.log.records = [call(1, lastModifiedTime=_iso(NOW))]
    bench.poll("hourly")
    assert bench.recordings == ["r1"]


def test_a_call_in_progress_is_announced_and_promoted_when_it_ends() -> None:
    bench = Bench(FakeCallLog([call(1, result="In Progress")]))
    bench.poll()
    states = [row.state for row in bench.calls.rows.values()]
    assert states == [RecordingState.ANNOUNCED]
    bench.log.records = [call(1, lastModifiedTime=_iso(NOW))]
    bench.poll("hourly")
    assert next(iter(bench.calls.rows.values())).state is RecordingState.PENDING


def test_an_older_version_never_goes_back() -> None:
    bench = Bench(FakeCallLog([call(1, lastModifiedTime=_iso(NOW), direction="Outbound")]))
    bench.poll()
    bench.log.records = [call(1, direction="Inbound")]
    bench.poll("nightly")
    assert next(iter(bench.calls.rows.values())).direction == "Outbound"


def test_a_recording_that_only_an_older_record_names_has_a_row_all_the_same() -> None:
    """Two nets read at once: the newer record, without its deleted recording, is written first."""
    bench = Bench(FakeCallLog([call(1, lastModifiedTime=_iso(NOW), recording=None)]))
    bench.poll()
    bench.log.records = [call(1)]
    bench.poll("nightly")
    assert bench.recordings == ["r1"]
    assert (
        bench.calls.call_version(ACCOUNT, "c1")
        == parse_call(call(1, lastModifiedTime=_iso(NOW))).version
    )


def test_an_unreadable_record_is_counted_and_the_others_are_kept() -> None:
    bench = Bench(FakeCallLog([call(1), {**call(2), "id": None}]))
    assert bench.poll().unreadable == 1
    assert bench.recordings == ["r1"]


def test_a_record_beyond_the_calendar_is_counted_and_the_others_are_kept() -> None:
    odd = call(2, startTime="9999-12-31T23:59:59Z")
    bench = extract_bench(FakeExtract([call(1), odd], "t1"))
    assert bench.poll().unreadable == 1
    assert bench.recordings == ["r1"]


def test_a_short_call_is_excluded_and_the_decision_journalled() -> None:
    bench = Bench(FakeCallLog([call(1, shortRecording=True)]))
    bench.poll()
    row = next(iter(bench.calls.rows.values()))
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "short_recording")
    assert len(list(bench.archive.decision_keys())) == 1


@pytest.mark.parametrize(
    ("source", "look_back"), [("hourly", 4 * HOUR), ("nightly", 48 * HOUR), ("weekly", 90 * DAY)]
)
def test_a_sweep_looks_back_over_its_horizon(source: DiscoverySource, look_back: float) -> None:
    bench = Bench(FakeCallLog())
    bench.poll(source)
    assert bench.log.requests[0][0] == NOW - look_back


def test_an_unfinished_sweep_is_continued_by_the_next_poll() -> None:
    bench = Bench(FakeCallLog(calls_of(25), page_size=10, slots=1))
    bench.poll("nightly")
    bench.log.slots = None
    result = bench.continue_sweep("nightly")
    assert result is not None
    assert (result.source, result.finished) == ("nightly", True)
    assert bench.log.requests[-1][2] == "20"


def test_a_sweep_that_has_ended_is_not_begun_by_going_on() -> None:
    bench = Bench(FakeCallLog(calls_of(3)))
    bench.poll("nightly")
    assert bench.continue_sweep("nightly") is None
    assert len(bench.log.requests) == 1


def test_it_is_known_until_when_the_log_was_read() -> None:
    bench = Bench(FakeCallLog(calls_of(3)))
    assert read_until(bench.poller.places, ACCOUNT) is None
    bench.poll()
    assert read_until(bench.poller.places, ACCOUNT) == NOW


def test_found_recordings_are_counted_by_day() -> None:
    bench = Bench(FakeCallLog(calls_of(5)))
    bench.poll()
    assert sum(bench.found_counts.found_by_day(ACCOUNT).values()) == 5


def extract_bench(*answers: FakeExtract | Exception) -> Bench:
    return Bench(FakeCallLog(calls_of(3), extracts=list(answers)))  # type: ignore[arg-type]


def test_the_extract_is_used_where_the_account_offers_it() -> None:
    bench = extract_bench(FakeExtract(calls_of(2), "t1", True), FakeExtract([call(7)], "t2"))
    result = bench.poll()
    assert (result.used_extract_sync, result.found, result.pages) == (True, 3, 2)
    assert [token for token, _ in bench.log.extract_requests] == [None, "t1"]
    assert bench.log.requests == []


def test_the_next_poll_goes_on_from_the_token() -> None:
    bench = extract_bench(FakeExtract([], "t1"), FakeExtract([], "t2"))
    bench.poll()
    bench.poll()
    assert [token for token, _ in bench.log.extract_requests] == [None, "t1"]


@pytest.mark.parametrize(
    "refusal",
    [
        PermissionMissing("no feature", code="CMN-408"),
        BadRequest("unknown", status=400),
    ],
)
def test_a_refused_extract_falls_back_to_the_list_and_is_not_asked_again_today(
    refusal: Exception,
) -> None:
    bench = extract_bench(refusal, FakeExtract([], "t1"))
    assert bench.poll().records == 3
    bench.poll()
    assert len(bench.log.extract_requests) == 1
    bench.clock.advance(DAY + 60)
    bench.poll()
    assert len(bench.log.extract_requests) == 2


@pytest.mark.parametrize("trouble", [Unavailable("?", status=501), InvalidAnswer("not JSON")])
def test_an_extract_in_trouble_gives_way_to_the_list_for_this_run(trouble: Exception) -> None:
    bench = extract_bench(trouble, FakeExtract([], "t1"))
    assert bench.poll().records == 3
    assert bench.poll().used_extract_sync


def test_a_stale_token_loses_nothing() -> None:
    stale = BadRequest("syncToken is invalid", status=400, code="CLG-101")
    bench = extract_bench(FakeExtract([], "t1"), stale, FakeExtract([call(9)], "t9"))
    bench.poll()
    bench.clock.advance(300)
    assert not bench.poll().used_extract_sync
    bench.clock.advance(300)
    bench.poll()
    assert "r9" in bench.recordings
    assert bench.log.extract_requests[-1][0] is None


def test_an_extract_cut_short_keeps_the_watermark() -> None:
    bench = extract_bench(
        FakeExtract([], "t0"), FakeExtract([call(1)], "t1", True), FakeExtract([call(2)], "t2")
    )
    bench.poll()
    bench.clock.advance(300)
    bench.log.slots = 1
    assert not bench.poll().finished
    place, _ = bench.places.get(bench.target.place_name("poll"))
    assert place is not None
    assert (place["watermark"], place["sync_token"]) == (NOW, "t1")


def test_a_place_changed_by_another_poller_is_a_conflict_not_an_overwrite() -> None:
    bench = Bench(FakeCallLog(calls_of(3)))
    name = bench.target.place_name("poll")

    def meddle(records: Sequence[object]) -> None:
        value, version = bench.places.get(name)
        bench.places.put(name, value or {}, version)

    bench.log.on_page = meddle
    with pytest.raises(Conflict):
        bench.poll()
