"""Imports of users: checked, confirmed, written line by line, stopped and continued."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_imports import (
    MOST_OPEN,
    ImportNotPossible,
    ImportState,
    ImportUnknown,
    LineOutcome,
    TooManyImports,
)
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.usecases.access.imports.manage_imports import FileTooLarge
from tests.unit.usecases.access.import_setup import ImportSetup, people


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


def test_uploads_are_bounded(setup: ImportSetup) -> None:
    with pytest.raises(FileTooLarge):
        setup.manage.upload(b"x" * (MAX_BYTES + 1), "users.csv", setup.request)
    for _ in range(MOST_OPEN):
        setup.upload("Eve,eve@example.com,agent")
    with pytest.raises(TooManyImports):
        setup.upload("Eve,eve@example.com,agent")


def test_folders_and_disguises_are_removed_from_the_file_name(setup: ImportSetup) -> None:
    for name in (r"C:\people\users.csv", "/home/ada/users.csv", "users.csv", "us\u202eers\0.csv"):
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
