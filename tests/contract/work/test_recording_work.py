"""The contract of the ports RecordingWorkStore, KeptWork and TagNames, for DynamoDB and the fake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audit_entries import DynamoAuditEntries
from ringkeep.aws.access.people_table import DynamoAuditLog
from ringkeep.aws.work.work_table import DynamoKeptWork, DynamoTagNames
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.bookmarks import Bookmark, Bookmarks
from ringkeep.domain.work.copies import WorkContents
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import KeptWork, NoteWrite, TagNames, WorkWrite
from tests.contract.tables import people_table, work_table
from tests.fakes.work.recording_work import MemoryRecordingWork

KEY = RecordingKey(service="main", account_id="1", recording_id="r#1")
OTHER = RecordingKey(service="main", account_id="1", recording_id="r")
NOTE = Note(
    id="n1",
    number=1,
    text="שלום 👩‍👩‍👧 <b>",
    at=1.25,
    author_id="u1",
    author_name="Ann",
    created_at=1_795_680_000.123,
    changed_at=1_795_680_000.123,
)
ENTRY = AuditEntry(
    id=entry_id(1_795_680_000.0, bytes(8)),
    at=1_795_680_000.0,
    actor=Actor(kind=ActorKind.USER, id="u1"),
    action="notes.add",
    object=ObjectRef(kind="recording", id="main:1:r"),
)
FIRST = RecordingWork(notes=1, numbers=1, revision=1)


class Entries(Protocol):
    def __call__(self) -> list[AuditEntry]: ...


@dataclass(frozen=True)
class Stored:
    store: KeptWork
    names: TagNames
    entries: Entries


@pytest.fixture(params=["fake", "dynamodb"])
def stored(request: pytest.FixtureRequest) -> Iterator[Stored]:
    if request.param == "fake":
        memory = MemoryRecordingWork()
        yield Stored(memory, memory, lambda: memory.entries)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table, people = work_table(client), people_table(client)
        audited = DynamoAuditEntries(client, people).entry_request
        log = DynamoAuditLog(client, people)
        yield Stored(
            DynamoKeptWork(client, table, audited),
            DynamoTagNames(client, table),
            lambda: list(log.by_time(0, 2_000_000_000)),
        )


def test_there_is_nothing_at_first(stored: Stored) -> None:
    assert stored.store.work(KEY) == RecordingWork()
    assert stored.store.notes(KEY) == []
    assert stored.store.note(KEY, "n1") is None
    assert stored.store.bookmarks(KEY, "u1") == Bookmarks()


def test_a_note_is_written_with_the_count_and_its_audit_entry(stored: Stored) -> None:
    stored.store.write_work(KEY, WorkWrite(ENTRY, FIRST, NoteWrite(None, NOTE)))
    assert stored.store.notes(KEY) == [NOTE]
    assert stored.store.note(KEY, "n1") == NOTE
    assert stored.store.work(KEY) == FIRST
    assert stored.entries() == [ENTRY]
    assert stored.store.notes(OTHER) == []


def test_notes_are_in_order_of_their_numbers(stored: Stored) -> None:
    for number in (1, 2, 3):
        note = NOTE.model_copy(update={"id": f"z{9 - number}", "number": number, "at": None})
        work = RecordingWork(notes=number, numbers=number, revision=number)
        stored.store.write_work(KEY, WorkWrite(work=work, note=NoteWrite(None, note)))
    assert [each.number for each in stored.store.notes(KEY)] == [1, 2, 3]


@pytest.mark.parametrize("version", [0, 2])
def test_a_change_of_another_version_changes_nothing_at_all(stored: Stored, version: int) -> None:
    stored.store.write_work(KEY, WorkWrite(None, FIRST, NoteWrite(None, NOTE)))
    read = NOTE.model_copy(update={"version": version})
    after = NOTE.model_copy(update={"text": "other", "version": version + 1})
    for write in (
        WorkWrite(ENTRY, note=NoteWrite(read, after)),
        WorkWrite(ENTRY, FIRST.next(notes=0), NoteWrite(read, None)),
        WorkWrite(ENTRY, FIRST, NoteWrite(NOTE, None)),
        WorkWrite(ENTRY, note=NoteWrite(None, NOTE)),
    ):
        with pytest.raises(Conflict):
            stored.store.write_work(KEY, write)
    assert stored.store.notes(KEY) == [NOTE]
    assert stored.store.work(KEY) == FIRST
    assert stored.entries() == []


def test_a_note_is_changed_and_deleted(stored: Stored) -> None:
    stored.store.write_work(KEY, WorkWrite(None, FIRST, NoteWrite(None, NOTE)))
    after = NOTE.model_copy(update={"text": "other", "at": None, "version": 2})
    stored.store.write_work(KEY, WorkWrite(note=NoteWrite(NOTE, after)))
    assert stored.store.notes(KEY) == [after]
    stored.store.write_work(KEY, WorkWrite(None, FIRST.next(notes=0), NoteWrite(after, None)))
    assert stored.store.notes(KEY) == []
    assert stored.store.work(KEY).numbers == 1


def tag(stored: Stored, key: RecordingKey, *tags: str) -> None:
    before = stored.store.work(key)
    write = WorkWrite(
        work=before.next(tags=tags),
        tags_added=[each for each in tags if each not in before.tags],
        tags_removed=[each for each in before.tags if each not in tags],
    )
    stored.store.write_work(key, write)


def test_a_name_is_in_use_as_long_as_a_recording_has_it(stored: Stored) -> None:
    tag(stored, KEY, "Billing", "late")
    tag(stored, OTHER, "billing")
    assert stored.names.names("main", 500) == ["Billing", "late"]
    assert stored.names.names("main", 1) == ["Billing"]
    assert stored.names.names("other", 500) == []
    tag(stored, KEY)
    assert stored.names.names("main", 500) == ["Billing"]
    tag(stored, OTHER)
    assert stored.names.names("main", 500) == []
    tag(stored, OTHER, "BILLING")
    assert stored.names.names("main", 500) == ["BILLING"]


def test_names_that_a_person_gave_do_not_depend_on_what_others_do(stored: Stored) -> None:
    """Otherwise someone could give a name, take it away, and see whether a hidden recording has it."""
    tag(stored, KEY, "BILLING", "late", "other")
    stored.names.remember("main", "u1", ["late", "Billing"])
    stored.names.remember("main", "u1", ["late"])
    assert stored.names.names_of("main", "u1", 500) == ["Billing", "late"]
    assert stored.names.names_of("main", "u2", 500) == []
    assert stored.names.names_of("other", "u1", 500) == []
    tag(stored, KEY)
    assert stored.names.names_of("main", "u1", 500) == ["Billing", "late"]
    assert stored.names.names_of("main", "u1", 1) == ["Billing"]


def test_bookmarks_are_of_one_person_and_have_revisions(stored: Stored) -> None:
    mark = Bookmark(id="b1", at=2.5, label="refund")
    first = Bookmarks().with_added(mark)
    stored.store.save_bookmarks(KEY, "u1", first)
    assert stored.store.bookmarks(KEY, "u1") == first
    assert stored.store.bookmarks(KEY, "u2") == Bookmarks()
    with pytest.raises(Conflict):
        stored.store.save_bookmarks(KEY, "u1", Bookmarks().with_added(mark))
    without = first.without("b1")
    assert without is not None
    stored.store.save_bookmarks(KEY, "u1", without)
    assert stored.store.bookmarks(KEY, "u1").items == ()


def test_an_erased_recording_gets_no_bookmark(stored: Stored) -> None:
    stored.store.write_work(KEY, WorkWrite(work=RecordingWork(revision=1, erased=True)))
    with pytest.raises(Conflict):
        stored.store.save_bookmarks(KEY, "u1", Bookmarks().with_added(Bookmark(id="b", at=0.0)))


def filled(stored: Stored) -> WorkContents:
    tagged = FIRST.model_copy(update={"tags": ("Billing",)})
    stored.store.write_work(KEY, WorkWrite(None, tagged, NoteWrite(None, NOTE), ["Billing"]))
    marks = Bookmarks().with_added(Bookmark(id="b", at=0.5))
    for user in ("u1", "u2"):
        stored.store.save_bookmarks(KEY, user, marks)
    return WorkContents(work=tagged, notes=(NOTE,), bookmarks={"u1": marks, "u2": marks})


def test_all_that_was_written_is_read_together(stored: Stored) -> None:
    assert stored.store.contents(KEY) == WorkContents()
    assert filled(stored) == stored.store.contents(KEY)
    assert stored.store.contents(OTHER) == WorkContents()


def test_what_is_missing_is_added_and_nothing_is_overwritten(stored: Stored) -> None:
    before = filled(stored)
    other = NOTE.model_copy(update={"id": "n2", "number": 2})
    changed = NOTE.model_copy(update={"text": "an older text"})
    marks = Bookmarks(revision=7)
    stored.store.add_missing(KEY, [changed, other], {"u1": marks, "u3": marks})
    after = stored.store.contents(KEY)
    assert after.notes == (NOTE, other)
    assert after.bookmarks == {**before.bookmarks, "u3": marks}


def test_an_erasure_leaves_nothing_and_lets_nothing_be_written(stored: Stored) -> None:
    filled(stored)
    for _ in range(2):
        stored.store.erase(KEY)
    work = RecordingWork(revision=2, erased=True)
    assert stored.store.contents(KEY) == WorkContents(work=work)
    assert stored.names.names("main", 500) == []
    with pytest.raises(Conflict):
        stored.store.write_work(KEY, WorkWrite(None, FIRST.next(notes=2), NoteWrite(None, NOTE)))
    stored.store.erase(OTHER)
    assert stored.store.work(OTHER).erased
