"""Imports of users: checked, confirmed, written line by line, stopped and continued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ringkeep.domain.access.audit import ActorKind
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_imports import (
    MOST_OPEN,
    MOST_TRIES,
    ImportJob,
    ImportNotPossible,
    ImportState,
    ImportUnknown,
    LineOutcome,
    TooManyImports,
)
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.access.users import Licence
from ringkeep.errors import StorageFailed
from ringkeep.usecases.access.imports.manage_imports import FileTooLarge
from ringkeep.usecases.access.imports.write_import import PART
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite
from tests.unit.usecases.access.import_setup import ImportSetup, csv_of, people
from tests.unit.usecases.access.people_setup import by, choice, extension

EXTENSION = "name,email,security_profile,extension_id,first_day,last_day"


@pytest.fixture
def setup() -> ImportSetup:
    return ImportSetup()


def test_a_file_is_checked_and_nothing_is_written_before_it_is_confirmed(
    setup: ImportSetup,
) -> None:
    job = setup.checked("Bob,bob@example.com,agent", "ada,ADA@example.com,administrator")
    assert (job.state, job.lines, job.added, job.unchanged) == (ImportState.READY, 2, 1, 1)
    assert len(setup.people.memory.records) == 1
    preview = setup.manage.preview(job)
    assert [each.email for each in preview.changes] == ["bob@example.com"]


def test_a_confirmed_import_writes_every_line_with_its_result(setup: ImportSetup) -> None:
    bob = setup.people.add("bob")
    job = setup.imported("Robert,bob@example.com,", "Eve,eve@example.com,agent")
    assert (job.state, job.written, job.refused) == (ImportState.DONE, 2, 0)
    assert setup.outcomes(job) == [(2, "changed"), (3, "added")]
    assert setup.people.stored(bob).user.name == "Robert"
    assert {each.email for each in setup.results(job)} == {"bob@example.com", "eve@example.com"}


def test_a_file_with_mistakes_names_them_and_cannot_be_confirmed(setup: ImportSetup) -> None:
    job = setup.checked("Bob,bob@,agent", "Eve,eve@example.com,pilot")
    assert (job.state, job.problems, job.lines) == (ImportState.MISTAKEN, 2, 2)
    problems = setup.manage.preview(job).problems
    assert [(each.line, each.column, each.code) for each in problems] == [
        (2, "email", "email_form"),
        (3, "security_profile", "unknown_profile"),
    ]
    with pytest.raises(ImportNotPossible, match="Correct them"):
        setup.manage.confirm(job.id, setup.request)


def test_a_file_that_is_no_table_is_mistaken(setup: ImportSetup) -> None:
    job = setup.manage.upload(b"PK\x03\x04", "users.xlsx", setup.request)
    setup.work()
    assert setup.stored(job).state is ImportState.MISTAKEN
    assert setup.manage.preview(setup.stored(job)).problems[0].code == "workbook"


def test_every_line_is_audited_for_the_person_who_confirmed(setup: ImportSetup) -> None:
    zoe = setup.people.add("zoe", "administrator")
    job = setup.imported("Eve,eve@example.com,agent", request=by(zoe))
    entry = setup.people.entries[-1]
    assert (entry.action, entry.actor.kind, entry.actor.id) == (
        "users.add",
        ActorKind.USER,
        zoe.user.id,
    )
    assert entry.request_id == f"import {job.id}"
    assert entry.origin.address == "192.0.2.1"
    assert [each.action for each in setup.jobs.audit] == ["users.import"]


def test_only_what_was_shown_is_written(setup: ImportSetup) -> None:
    bob, eve = setup.people.add("bob"), setup.people.add("eve")
    job = setup.checked("Robert,bob@example.com,", "Eva,eve@example.com,")
    setup.people.edit(bob, name="Bobby")
    setup.people.edit(eve, information={"team": "Sales"})
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "refused"), (3, "changed")]
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert setup.people.stored(bob).user.name == "Bobby"
    assert setup.people.stored(eve).user.information.team == "Sales"


def test_a_line_that_changed_nothing_in_the_preview_writes_nothing_later(
    setup: ImportSetup,
) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("bob,bob@example.com,agent")
    setup.people.edit(bob, name="Bobby")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "unchanged")]
    assert setup.people.stored(bob).user.name == "Bobby"


def test_someone_added_with_the_address_meanwhile_is_not_overwritten(setup: ImportSetup) -> None:
    job = setup.checked("Robert,bob@example.com,agent")
    bob = setup.people.add("bob", "manager")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert setup.people.stored(bob).user.security_profile == "manager"


def test_an_address_that_moved_to_someone_else_is_not_followed(setup: ImportSetup) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("Robert,bob@example.com,")
    setup.people.edit(bob, email="robert@example.com")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert len(setup.people.memory.records) == 2


def test_a_change_that_someone_else_made_already_is_no_mistake(setup: ImportSetup) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("Robert,bob@example.com,")
    setup.people.edit(bob, name="Robert")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "changed")]


def test_managers_come_before_their_people_whatever_the_order_of_the_lines(
    setup: ImportSetup,
) -> None:
    job = setup.imported(
        "Bob,bob@example.com,agent,mia@example.com",
        "Mia,mia@example.com,manager,",
        header="name,email,security_profile,manager",
    )
    assert setup.outcomes(job) == [(2, "added"), (3, "added")]
    ids = setup.people.memory.emails
    assert (
        setup.people.memory.records[ids["bob@example.com"]].user.manager == ids["mia@example.com"]
    )


def test_a_line_whose_manager_was_refused_is_refused_too(setup: ImportSetup) -> None:
    limited = setup.people.add("lia", "limited-administrator")
    job = setup.imported(
        "Bob,bob@example.com,agent,mia@example.com",
        "Mia,mia@example.com,administrator,",
        "Tom,tom@example.com,agent,",
        header="name,email,security_profile,manager",
        request=by(limited),
    )
    assert setup.outcomes(job) == [(2, "refused"), (3, "refused"), (4, "added")]
    assert sorted(setup.errors(job)) == [(2, "manager_unknown"), (3, "profile_beyond_yours")]


def test_an_extension_taken_meanwhile_is_the_result_of_its_line(setup: ImportSetup) -> None:
    job = setup.checked(
        "Bob,bob@example.com,agent,101,2026-01-01,",
        "Eve,eve@example.com,agent,102,,",
        header=EXTENSION,
    )
    cid = setup.people.add("cid")
    setup.people.assign(cid.user.id, choice("101"), setup.request)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "extension_taken")]
    assert "bob@example.com" not in setup.people.memory.emails


def test_a_new_last_day_replaces_the_period_and_the_successor_gets_the_extension(
    setup: ImportSetup,
) -> None:
    bob = setup.people.add("bob")
    setup.people.assign(bob.user.id, choice("101", "2026-01-01"), setup.request)
    job = setup.imported(
        "Eve,eve@example.com,agent,101,2026-12-01,",
        "bob,bob@example.com,agent,101,2026-01-01,2026-11-30",
        header=EXTENSION,
    )
    assert setup.outcomes(job) == [(2, "added"), (3, "changed")]
    stored = setup.people.memory.extension(extension("101"))
    eve = setup.people.memory.emails["eve@example.com"]
    assert stored.user_on(date(2026, 11, 30)) == bob.user.id
    assert stored.user_on(date(2026, 12, 1)) == eve


def test_a_licence_beyond_the_ceiling_is_the_result_of_its_line(setup: ImportSetup) -> None:
    job = setup.checked(
        "Bob,bob@example.com,agent,evaluation",
        "Eve,eve@example.com,agent,evaluation",
        header="name,email,security_profile,licences",
    )
    limited = setup.people.memory.licences_item.limited({Licence.EVALUATION: 1})
    setup.people.memory.licences_item = limited
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "added"), (3, "refused")]
    assert setup.errors(job) == [(3, "licence_ceiling_reached")]


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


def test_cancelling_stops_the_writing_and_keeps_what_is_written(setup: ImportSetup) -> None:
    job = setup.checked(*people(2 * PART))
    setup.manage.confirm(job.id, setup.request)
    cancel = _after(10, lambda: setup.manage.cancel(job.id, setup.request))
    setup.worker(_Slow(setup.people.memory, cancel))(1e12)
    cancelled = setup.stored(job)
    assert (cancelled.state, cancelled.position) == (ImportState.CANCELLED, PART)
    assert len(setup.results(cancelled)) == PART
    assert len(setup.people.memory.records) == 1 + PART


def test_confirming_and_cancelling_twice_changes_nothing(setup: ImportSetup) -> None:
    job = setup.imported("Eve,eve@example.com,agent")
    assert setup.manage.confirm(job.id, setup.request) == job
    other = setup.checked("Tom,tom@example.com,agent")
    cancelled = setup.manage.cancel(other.id, setup.request)
    assert setup.manage.cancel(other.id, setup.request) == cancelled
    with pytest.raises(ImportNotPossible):
        setup.manage.confirm(other.id, setup.request)
    with pytest.raises(ImportNotPossible):
        setup.manage.cancel(job.id, setup.request)


def test_an_unchecked_import_can_be_cancelled_but_not_confirmed(setup: ImportSetup) -> None:
    job = setup.upload("Eve,eve@example.com,agent")
    with pytest.raises(ImportNotPossible, match="still being checked"):
        setup.manage.confirm(job.id, setup.request)
    setup.manage.cancel(job.id, setup.request)
    setup.work()
    assert setup.stored(job).state is ImportState.CANCELLED


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


def test_a_new_file_is_checked_before_another_one_is_written(setup: ImportSetup) -> None:
    first = setup.checked(*people(3))
    setup.manage.confirm(first.id, setup.request)
    second = setup.upload("Eve,eve@example.com,agent")
    setup.worker(_Slow(setup.people.memory, lambda: setup.people.clock.advance(100.0)))(
        setup.people.clock.now() + 50.0
    )
    assert setup.stored(second).state is ImportState.READY
    assert setup.stored(first).position == 1


def test_uploads_are_bounded(setup: ImportSetup) -> None:
    with pytest.raises(FileTooLarge):
        setup.manage.upload(b"x" * (MAX_BYTES + 1), "users.csv", setup.request)
    for _ in range(MOST_OPEN):
        setup.upload("Eve,eve@example.com,agent")
    with pytest.raises(TooManyImports):
        setup.upload("Eve,eve@example.com,agent")


def test_folders_are_removed_from_the_file_name(setup: ImportSetup) -> None:
    for name in (r"C:\people\users.csv", "/home/ada/users.csv", "users.csv"):
        assert setup.manage.upload(b"", name, setup.request).file_name == "users.csv"


def test_imports_are_listed_the_newest_first(setup: ImportSetup) -> None:
    jobs = []
    for _ in range(3):
        setup.people.clock.advance(1.0)
        jobs.append(setup.upload("Eve,eve@example.com,agent").id)
    page = setup.manage.newest(limit=2)
    assert [each.id for each in page.jobs] == [jobs[2], jobs[1]]
    assert [each.id for each in setup.manage.newest(page.next, 2).jobs] == [jobs[0]]
    assert setup.manage.newest(page.next, 2).next == ""


def test_results_come_in_pages_and_by_outcome(setup: ImportSetup) -> None:
    setup.people.memory.licences_item = setup.people.memory.licences_item.limited({})
    job = setup.checked(*people(230))
    setup.people.add("x", email="person231@example.com")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    first = setup.manage.results(job.id)
    second = setup.manage.results(job.id, first.next)
    third = setup.manage.results(job.id, second.next)
    assert [len(each.results) for each in (first, second, third)] == [100, 100, 30]
    assert third.next == ""
    refused = setup.manage.results(job.id, only=LineOutcome.REFUSED)
    assert [each.line for each in refused.results] == [231]
    with pytest.raises(CursorInvalid):
        setup.manage.results(job.id, "x")
    with pytest.raises(ImportUnknown):
        setup.manage.results("unknown")


@pytest.mark.parametrize("invite", [False, True])
def test_only_new_users_are_invited_and_only_if_it_was_asked_for(
    setup: ImportSetup, invite: bool
) -> None:
    setup.people.add("bob", invite=False)
    job = setup.checked("Robert,bob@example.com,", "Eve,eve@example.com,agent", invite=invite)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    emails, tasks = setup.people.memory.emails, setup.people.memory.pool_task
    eve = tasks(emails["eve@example.com"])
    assert (eve is not None and eve.invite) is invite
    assert tasks(emails["bob@example.com"]) is None


def test_a_line_never_does_more_than_its_confirmer_may(setup: ImportSetup) -> None:
    limited = setup.people.add("lia", "limited-administrator")
    job = setup.imported(
        "Eve,eve@example.com,administrator", "Tom,tom@example.com,agent", request=by(limited)
    )
    assert setup.outcomes(job) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "profile_beyond_yours")]


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


def test_a_file_gives_no_more_than_its_uploader_may_give_whoever_confirms_it(
    setup: ImportSetup,
) -> None:
    """The preview of a large file does not show every line."""
    lea = setup.people.add("lea", "limited-administrator")
    lines = ("Lea,lea@example.com,administrator", "Max,max@example.com,agent")
    job = setup.manage.upload(csv_of(*lines), "users.csv", by(lea))
    setup.work()
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(setup.stored(job)) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "beyond_uploader")]
    assert setup.people.stored(lea).user.security_profile == "limited-administrator"


def test_a_file_of_someone_who_was_deactivated_since_writes_nothing(setup: ImportSetup) -> None:
    lea = setup.people.add("lea", "limited-administrator")
    job = setup.manage.upload(csv_of("Max,max@example.com,agent"), "users.csv", by(lea))
    setup.work()
    setup.people.edit(lea, active=False)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "beyond_uploader")]


def test_a_line_that_takes_the_licence_keeps_the_calls_before_it(setup: ImportSetup) -> None:
    ann = setup.people.add("ann", licences={"call_recording"})
    setup.imported("Ann,ann@example.com,agent,", header="name,email,security_profile,licences")
    stored = setup.people.stored(ann).user
    assert (stored.is_recorded, stored.recorded_until) == (False, setup.people.clock.now())
