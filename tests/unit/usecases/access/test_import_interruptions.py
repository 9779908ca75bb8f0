"""Interrupted imports: workers that end, are overtaken or lose their rights, or whose storage fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ringkeep.domain.access.user_imports import (
    MOST_TRIES,
    ImportJob,
    ImportState,
)
from ringkeep.errors import StorageFailed
from ringkeep.usecases.access.imports.write_import import PART
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite
from tests.unit.usecases.access.import_setup import ImportSetup, people
from tests.unit.usecases.access.people_setup import by


@pytest.fixture
def setup() -> ImportSetup:
    return ImportSetup()


def test_the_time_ends_between_two_lines_and_the_next_worker_goes_on(setup: ImportSetup) -> None:
    job = setup.checked(*people(130))
    setup.manage.confirm(job.id, setup.request)
    slow = setup.worker(_Slow(setup.people.memory, lambda: setup.people.clock.advance(1.0)))
    slow(setup.people.clock.now() + 70.0)
    stopped = setup.stored(job)
    assert stopped.state is ImportState.WRITING
    assert 60 <= stopped.position <= 80
    setup.work()
    assert (setup.stored(job).state, setup.stored(job).written) == (ImportState.DONE, 130)
    assert setup.outcomes(job) == [(line, "added") for line in range(2, 132)]


@pytest.mark.parametrize("after", [1, PART - 1, PART, PART + 7])
def test_a_killed_worker_loses_no_result_and_adds_no_one_twice(
    setup: ImportSetup, after: int
) -> None:
    job = setup.checked(*people(2 * PART + 3))
    setup.manage.confirm(job.id, setup.request)
    with pytest.raises(_Killed):
        setup.worker(_Slow(setup.people.memory, _killed_after(after)))(
            setup.people.clock.now() + 50.0
        )
    assert len(setup.people.memory.records) == after
    setup.people.clock.advance(100.0)  # the lease of the killed worker ends
    setup.work(1e6)
    done = setup.stored(job)
    assert (done.state, done.written) == (ImportState.DONE, 2 * PART + 3)
    assert {outcome for _, outcome in setup.outcomes(job)} == {"added"}
    assert len(setup.people.memory.records) == 1 + 2 * PART + 3


def test_two_workers_never_work_on_one_import_at_the_same_time(setup: ImportSetup) -> None:
    job = setup.checked(*people(3))
    setup.manage.confirm(job.id, setup.request)
    with setup.leases.hold(f"user-import#{job.id}", 60):
        setup.work()
    assert setup.stored(job).position == 0
    setup.work()
    assert setup.stored(job).state is ImportState.DONE


def test_a_worker_that_was_overtaken_adds_no_results(setup: ImportSetup) -> None:
    job = setup.checked(*people(60))
    setup.manage.confirm(job.id, setup.request)
    overtaken = setup.worker(_Slow(setup.people.memory, _once(lambda: _overtake(setup, job))))
    overtaken(1e12)
    done = setup.stored(job)
    assert (done.state, done.written, done.position) == (ImportState.DONE, 60, 60)
    assert setup.outcomes(job) == [(line, "added") for line in range(2, 62)]


def test_someone_deactivated_meanwhile_ends_the_import_with_a_sentence(setup: ImportSetup) -> None:
    zoe = setup.people.add("zoe", "administrator")
    job = setup.checked(*people(60))
    setup.manage.confirm(job.id, by(zoe))
    deactivate = _after(10, lambda: setup.people.edit(zoe, active=False))
    setup.worker(_Slow(setup.people.memory, deactivate))(1e12)
    failed = setup.stored(job)
    assert failed.state is ImportState.FAILED
    assert failed.detail.startswith("zoe, who confirmed the import, may not manage users any more.")
    assert 0 < failed.position == failed.written < 60
    assert len(setup.results(failed)) == failed.position


def test_someone_who_lost_the_right_meanwhile_ends_the_import(setup: ImportSetup) -> None:
    zoe = setup.people.add("zoe", "administrator")
    job = setup.checked("Eve,eve@example.com,agent")
    setup.manage.confirm(job.id, by(zoe))
    setup.people.edit(zoe, security_profile="manager")
    setup.work()
    assert setup.stored(job).state is ImportState.FAILED
    assert "eve@example.com" not in setup.people.memory.emails


def test_a_failure_of_the_storage_keeps_the_results_and_is_tried_again(setup: ImportSetup) -> None:
    job = setup.checked(*people(20))
    setup.manage.confirm(job.id, setup.request)
    failing = setup.worker(_Slow(setup.people.memory, _failing_after(5)))
    with pytest.raises(StorageFailed):
        failing(1e12)
    assert (setup.stored(job).state, setup.stored(job).position) == (ImportState.WRITING, 5)
    setup.work()
    assert setup.stored(job).state is ImportState.DONE


def test_an_import_that_never_gets_further_fails_with_a_sentence(setup: ImportSetup) -> None:
    job = setup.checked(*people(3))
    setup.manage.confirm(job.id, setup.request)
    for _ in range(MOST_TRIES):
        with pytest.raises(StorageFailed):
            setup.worker(_Slow(setup.people.memory, _failing_after(0)))(1e12)
    setup.work()
    assert setup.stored(job).state is ImportState.FAILED
    assert "look at the log" in setup.stored(job).detail


def test_a_file_that_is_gone_fails_the_import(setup: ImportSetup) -> None:
    job = setup.checked("Eve,eve@example.com,agent")
    setup.files.contents.clear()
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.stored(job).state is ImportState.FAILED
    assert "30 days" in setup.stored(job).detail
    unchecked = setup.upload("Tom,tom@example.com,agent")
    setup.files.contents.clear()
    setup.work()
    assert setup.stored(unchecked).state is ImportState.FAILED


def test_cancelling_stops_the_writing_and_keeps_what_is_written(setup: ImportSetup) -> None:
    job = setup.checked(*people(2 * PART))
    setup.manage.confirm(job.id, setup.request)
    cancel = _after(10, lambda: setup.manage.cancel(job.id, setup.request))
    setup.worker(_Slow(setup.people.memory, cancel))(1e12)
    cancelled = setup.stored(job)
    assert (cancelled.state, cancelled.position) == (ImportState.CANCELLED, PART)
    assert len(setup.results(cancelled)) == PART
    assert len(setup.people.memory.records) == 1 + PART


def test_a_new_file_is_checked_before_another_one_is_written(setup: ImportSetup) -> None:
    first = setup.checked(*people(3))
    setup.manage.confirm(first.id, setup.request)
    second = setup.upload("Eve,eve@example.com,agent")
    setup.worker(_Slow(setup.people.memory, lambda: setup.people.clock.advance(100.0)))(
        setup.people.clock.now() + 50.0
    )
    assert setup.stored(second).state is ImportState.READY
    assert setup.stored(first).position == 1


class _Killed(BaseException):
    """The process ended."""


class _Slow:
    """The same people. `before_write` runs before each write."""

    def __init__(self, people: PeopleStore, before_write: Callable[[], object]) -> None:
        self._people = people
        self._before_write = before_write
        self.user = people.user
        self.user_id_of_email = people.user_id_of_email
        self.user_id_of_sub = people.user_id_of_sub
        self.users = people.users
        self.extension = people.extension
        self.profiles = people.profiles
        self.administrators = people.administrators
        self.licences = people.licences
        self.teams = people.teams
        self.team = people.team
        self.pool_task = people.pool_task
        self.invitation = people.invitation

    def write(self, write: PeopleWrite) -> None:
        self._before_write()
        self._people.write(write)


def _after(writes: int, action: Callable[[], object]) -> Callable[[], None]:
    """Returns what does the action once, before the write after so many."""
    count = 0

    def before_write() -> None:
        nonlocal count
        count += 1
        if count == writes + 1:
            action()

    return before_write


def _once(action: Callable[[], object]) -> Callable[[], None]:
    return _after(0, action)


def _killed_after(writes: int) -> Callable[[], None]:
    def kill() -> None:
        raise _Killed

    return _after(writes - 1, kill)


def _failing_after(writes: int) -> Callable[[], None]:
    def fail() -> None:
        raise StorageFailed("the table could not be reached")

    return _after(writes, fail)


def _overtake(setup: ImportSetup, job: ImportJob) -> None:
    """Another worker, whose lease began when that of the first one had ended, finishes the import."""
    setup.leases._held.clear()
    setup.run(1e12)
    assert setup.stored(job).state is ImportState.DONE
