"""A bounded number of downloads and back-fill steps run at the same time."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from ringkeep.domain.recordings.imports import iso_time
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.recordings.backfill import Backfill, BackfillRequest
from ringkeep.usecases.recordings.long_runs import MOST_PLACE_WAITS, Places
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.call_log import FakeCallLog
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending
from tests.unit.usecases.recordings.import_setup import CONNECTION as APP
from tests.unit.usecases.recordings.import_setup import ImportSetup
from tests.unit.usecases.recordings.poll_setup import PollSetup, call

COUNT = 3


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def places(clock: FakeClock) -> Places:
    return Places(MemoryLeases(clock), COUNT)


def test_as_many_downloads_run_as_there_are_places(places: Places) -> None:
    with ExitStack() as running:
        placed = [running.enter_context(places.download(60)) for _ in range(COUNT + 1)]
        assert placed == [True] * COUNT + [False]
        assert not places.any_free()
    assert places.any_free()


def test_one_place_is_left_to_the_downloads(places: Places) -> None:
    with ExitStack() as running:
        placed = [running.enter_context(places.backfill(60)) for _ in range(COUNT)]
        assert placed == [True] * (COUNT - 1) + [False]
        assert running.enter_context(places.download(60))


def test_a_failed_run_leaves_its_place(places: Places) -> None:
    with pytest.raises(KeyError), places.download(60):
        raise KeyError
    with ExitStack() as running:
        assert all(running.enter_context(places.download(60)) for _ in range(COUNT))


def test_the_place_of_a_dead_function_is_free_when_its_time_is_over(
    places: Places, clock: FakeClock
) -> None:
    dead = [places.download(900) for _ in range(COUNT)]
    for each in dead:
        each.__enter__()
    clock.advance(900)
    assert not places.any_free()
    clock.advance(60)
    assert places.any_free()


def taken(places: Places, count: int = COUNT) -> ExitStack:
    """Takes places, until the context is left."""
    running = ExitStack()
    for _ in range(count):
        assert running.enter_context(places.download(100_000))
    return running


def test_a_download_without_a_place_waits_and_keeps_its_slot() -> None:
    setup = ImportSetup()
    setup.places = places = Places(MemoryLeases(setup.clock), COUNT)
    with taken(places):
        result = setup.run()
    assert (result.outcome, result.reason) == ("wait", "no_place")
    assert result.next_request is not None
    assert result.next_request.slot == setup.request.slot
    assert result.next_request.place_waits == 1
    assert iso_time(NOW + 3) <= result.next_request.start_at <= iso_time(NOW + 8)
    assert setup.source.downloads == []
    assert setup.gate.cancelled == []
    assert setup.run(result.next_request).outcome == "stored"
    assert places.any_free()


def test_a_download_that_waited_too_often_is_pending_again_and_gives_its_slot_back() -> None:
    setup = ImportSetup()
    setup.places = places = Places(MemoryLeases(setup.clock), COUNT)
    request = setup.request.model_copy(update={"place_waits": MOST_PLACE_WAITS})
    with taken(places):
        result = setup.run(request)
    assert (result.outcome, result.next_request) == ("no_place", None)
    row = setup.stored
    assert (row.state, row.reason, row.due_at) == (RecordingState.PENDING, "no_place", NOW)
    assert (row.attempts, row.silent_workers) == (0, 0)
    assert [slot.ticket for slot in setup.gate.cancelled] == [request.slot.ticket]
    assert setup.run_again().outcome == "stored"


@pytest.mark.parametrize("waits", [0, MOST_PLACE_WAITS])
def test_dead_workers_are_still_counted_after_a_wait_for_a_place(waits: int) -> None:
    setup = ImportSetup()
    setup.places = places = Places(MemoryLeases(setup.clock), COUNT)
    died = setup.stored.model_copy(update={"silent_workers": 2})
    setup.row = setup.table.put_recording(died)
    with taken(places):
        setup.run(setup.request.model_copy(update={"place_waits": waits}))
    assert setup.stored.silent_workers == 2


def test_audio_that_is_already_in_s3_needs_no_place() -> None:
    setup = ImportSetup()
    setup.run()
    setup.row = setup.table.put_recording(
        setup.stored.model_copy(update={"state": RecordingState.PENDING, "audio": None})
    )
    setup.dispatch()
    setup.places = places = Places(MemoryLeases(setup.clock), COUNT)
    with taken(places):
        assert setup.run().outcome == "adopted"


def test_nothing_is_started_while_every_place_is_taken(clock: FakeClock, places: Places) -> None:
    calls, workflows = MemoryCallsTable(), RecordedWorkflows()
    row = calls.put_recording(pending())
    scheduler = ImportScheduler(calls, FixedLimiter(clock), workflows, clock, DELAYS, places)
    with taken(places):
        assert scheduler.start_now(APP, [row]) == 0
        assert calls.recording(row.key) == row
    assert scheduler.start_now(APP, [row]) == 1


def test_a_back_fill_without_a_place_waits_and_reads_nothing() -> None:
    setup = PollSetup(FakeCallLog([call(1, age=600)]))
    places = Places(MemoryLeases(setup.clock), COUNT)
    backfill = Backfill(setup.poller, places)
    request = BackfillRequest(service="default", run_id="first")
    deadline = setup.clock.now() + 300
    with taken(places, COUNT - 1), places.download(60):
        waiting = backfill.step(setup.target, request, deadline)
    assert (waiting.done, waiting.wait_seconds, waiting.pages) == (False, 60, 0)
    assert backfill.step(setup.target, request, deadline).done
