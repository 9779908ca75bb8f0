"""What was excluded is imported when a user gets a licence and someone wants it, or when a service imports
everyone again."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Licensing
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.offer_jobs import OfferJob, OfferJobState
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import Conflict
from ringkeep.usecases.recordings import import_offered, offered_rows
from ringkeep.usecases.recordings.import_offered import ImportOffered
from ringkeep.usecases.recordings.offered_rows import OfferedRows
from ringkeep.usecases.recordings.reopen_everyone import ReopenEveryone
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.offer_jobs import MemoryOfferJobs
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.access.example_users import ANN, BEN
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.domain.recordings.licensed_calls import leg
from tests.unit.usecases.recordings.licensing_setup import RECORDED, LicensingSetup, call_with
from tests.unit.usecases.recordings.poll_setup import iso

DAY = 86_400.0
OF_BEN = "2"


class TickingClock(FakeClock):
    """Each look takes a second."""

    def now(self) -> float:
        self.advance(1.0)
        return super().now()


class Setup(LicensingSetup):
    """Excluded calls of Ben (extension 2): `r0` now, and each following one a day older."""

    def __init__(self, count: int = 3, extension: int = 2) -> None:
        super().__init__(
            *(
                call_with(
                    leg(extension, recording=f"r{number}")
                    | {"startTime": iso(NOW - 600 - number * DAY)},
                    number=number,
                    startTime=iso(NOW - 600 - number * DAY),
                )
                for number in range(count)
            )
        )
        self.poll("weekly")
        self.services = MemoryServiceDirectory()
        self.jobs = MemoryOfferJobs()
        self.states = MemoryStateStore()
        self.store_service()
        self.build(self.calls)

    def build(self, calls: MemoryCallsTable) -> None:
        self.offered = OfferedRows(calls, self.services, self.clock)
        users = self.people.store
        self.worker = ImportOffered(self.jobs, self.offered, calls, users, self.clock)
        self.reopen = ReopenEveryone(self.services, self.states, self.jobs, self.clock)

    def store_service(self) -> None:
        self.services.services[self.service.name] = self.service

    def start(self, since: float = 0.0, user_id: str = BEN) -> str:
        self.jobs.add(OfferJob(id="j1", user_id=user_id, since=since, created_at=NOW))
        return "j1"

    def work(self, seconds: float = 30.0) -> OfferJob:
        self.worker.run(self.clock.now() + seconds)
        return next(iter(self.jobs.jobs.values()))

    def count(self, since: float = 0.0, user_id: str = BEN) -> tuple[int, bool]:
        found = self.offered.count(self.people.store.records[user_id], since)
        return found.recordings, found.complete

    def states_of(self, *ids: str) -> list[str]:
        return [self.row(id_).state.value for id_ in ids]


def test_a_licence_brings_back_what_was_excluded_since_a_date() -> None:
    setup = Setup()
    setup.change_user(BEN, licences=RECORDED)
    since = NOW - 700 - DAY
    assert setup.count(since) == (2, True)
    setup.start(since)
    job = setup.work()
    assert (job.state, job.done, job.total) == (OfferJobState.DONE, 2, 2)
    assert setup.states_of("r0", "r1", "r2") == ["pending", "pending", "excluded"]
    row = setup.row("r1")
    assert (row.lane, row.history[-1].detail) == (
        Lane.BACKFILL,
        "licence: was excluded not_licensed",
    )
    assert setup.count(since) == (0, True)


def test_the_offer_is_shown_before_the_licence_is_given() -> None:
    assert Setup().count() == (3, True)


def test_calls_of_others_are_not_offered() -> None:
    setup = Setup(extension=7)
    assert setup.count() == (0, True)


def test_a_user_gets_only_the_calls_of_their_time_with_the_extension() -> None:
    """NOW is 2026-11-18."""
    setup = Setup(count=4, extension=5)
    setup.assign("5", ANN, last="2026-11-16")
    setup.assign("5", BEN, first="2026-11-17")
    assert setup.count(user_id=BEN) == (2, True)
    assert setup.count(user_id=ANN) == (2, True)


def test_what_ringcentral_has_deleted_is_not_offered() -> None:
    setup = Setup(count=1)
    setup.clock.advance(91 * DAY)
    assert setup.count() == (0, True)


def test_a_job_stops_at_its_deadline_and_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_offered, "_SAVED_AFTER", 2)
    setup = Setup(count=20)
    setup.change_user(BEN, licences=RECORDED)
    setup.start()
    clock = TickingClock(NOW)
    worker = ImportOffered(setup.jobs, setup.offered, setup.calls, setup.people.store, clock)
    runs = 0
    while setup.jobs.jobs["j1"].state.open:
        runs += 1
        worker.run(clock.now() + 20)
    assert 3 < runs < 50
    assert setup.jobs.jobs["j1"].done == 20
    assert {row.state for row in setup.calls.rows.values()} == {RecordingState.PENDING}


def test_a_job_that_is_done_twice_opens_nothing_twice() -> None:
    setup = Setup()
    setup.change_user(BEN, licences=RECORDED)
    setup.start()
    setup.work()
    before = dict(setup.calls.rows)
    setup.jobs.jobs.clear()
    setup.start()
    assert setup.work().done == 0
    assert setup.calls.rows == before


@pytest.mark.parametrize("change", [{"licences": frozenset()}, {"active": False}])
def test_a_job_ends_when_the_licence_is_gone(change: dict[str, object]) -> None:
    setup = Setup()
    setup.change_user(BEN, licences=RECORDED)
    setup.start()
    setup.change_user(BEN, **change)
    assert setup.work().state is OfferJobState.CANCELLED
    assert setup.states_of("r0") == ["excluded"]


def test_two_runs_at_the_same_time_do_not_count_twice() -> None:
    setup = Setup()
    setup.change_user(BEN, licences=RECORDED)
    setup.start()

    class Overtaken(MemoryOfferJobs):
        def save(self, job: OfferJob) -> None:
            raise Conflict("the job changed")

    jobs = Overtaken(setup.jobs.jobs)
    worker = ImportOffered(jobs, setup.offered, setup.calls, setup.people.store, setup.clock)
    assert worker.run(NOW + 30) == {"opened": {"j1": 0}}
    job = setup.work()
    assert (job.state, job.done) == (OfferJobState.DONE, 0)
    assert setup.states_of("r0", "r1", "r2") == ["pending"] * 3


def test_a_row_that_another_writer_opens_meanwhile_is_left_alone() -> None:
    setup = Setup(count=1)
    setup.change_user(BEN, licences=RECORDED)

    class Stale(MemoryCallsTable):
        def recording(self, key: object) -> Recording | None:
            row = super().recording(key)  # type: ignore[arg-type]
            return row.model_copy(update={"state": RecordingState.STORED}) if row else None

    stale = Stale()
    stale.rows = setup.calls.rows
    setup.build(stale)
    setup.start()
    assert setup.work().done == 0


def test_a_count_reads_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offered_rows, "MOST_ROWS", 2)
    assert Setup().count() == (2, False)


def switch(setup: Setup, licensing: Licensing) -> None:
    setup.service = setup.service.with_licensing(licensing, setup.clock.now())
    setup.store_service()


def test_a_switch_to_everyone_brings_everything_back_by_itself() -> None:
    setup = Setup()
    switch(setup, Licensing.EVERYONE)
    assert setup.reopen.run(NOW + 30) == {"started": ["default"]}
    setup.work()
    assert setup.states_of("r0", "r1", "r2") == ["pending"] * 3
    assert setup.row("r0").history[-1].detail == "everyone: was excluded not_licensed"


def test_one_switch_starts_one_job() -> None:
    setup = Setup()
    assert setup.reopen.run(NOW + 30) == {}
    switch(setup, Licensing.EVERYONE)
    setup.reopen.run(NOW + 30)
    assert setup.reopen.run(NOW + 30) == {}
    setup.clock.advance(60)
    switch(setup, Licensing.USERS)
    assert setup.reopen.run(NOW + 90) == {}
    setup.clock.advance(60)
    switch(setup, Licensing.EVERYONE)
    assert setup.reopen.run(NOW + 150) == {"started": ["default"]}


def test_what_a_page_in_flight_excludes_after_the_switch_is_found_by_a_second_pass() -> None:
    setup = Setup()
    switch(setup, Licensing.EVERYONE)
    setup.reopen.run(NOW + 30)
    assert setup.work().state is OfferJobState.RUNNING
    late = setup.row("r0").model_copy(
        update={"state": RecordingState.EXCLUDED, "reason": "not_licensed", "revision": 0}
    )
    setup.calls.put_recording(late.model_copy(update={"recording_id": "r9"}))
    assert setup.work().state is OfferJobState.RUNNING
    setup.clock.advance(400)
    assert setup.work().state is OfferJobState.DONE
    assert setup.states_of("r9") == ["pending"]


def test_a_switch_back_to_users_ends_the_job() -> None:
    setup = Setup()
    switch(setup, Licensing.EVERYONE)
    setup.reopen.run(NOW + 30)
    switch(setup, Licensing.USERS)
    assert setup.work().state is OfferJobState.CANCELLED
    assert setup.states_of("r0") == ["excluded"]


def test_only_what_was_excluded_for_its_licence_comes_back() -> None:
    setup = Setup(count=1)
    short = setup.row("r0").model_copy(update={"reason": "too_short", "revision": 0})
    setup.calls.put_recording(short.model_copy(update={"recording_id": "r9"}))
    switch(setup, Licensing.EVERYONE)
    setup.reopen.run(NOW + 30)
    setup.work()
    assert setup.states_of("r9") == ["excluded"]
