"""Copies of people's work: they follow the table, come back from the bucket, and go with an erasure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.refusals import WritingClosed
from ringkeep.domain.work.tags import tag_change
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.change_tags import ChangeTags
from ringkeep.usecases.work.copy_work import CopyWork, RemoveWork, RestoreWork
from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
from ringkeep.usecases.work.write_notes import WriteNotes
from tests.fakes.clock import FakeClock
from tests.fakes.work.copies import MemoryWorkCopies
from tests.fakes.work.recording_work import MemoryRecordingWork
from tests.unit.domain.recordings.example_rows import NOW, pending

ROW = pending()
ANN = PersonRequest(UserPrincipal("u1", "Ann", frozenset(Right), EVERYONE), Origin(), "")


class Setup:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.kept = MemoryRecordingWork()
        self.copies = MemoryWorkCopies()
        self.shown: dict[RecordingKey, tuple[str, ...]] = {}

    def give(self, key: RecordingKey, tags: Sequence[str]) -> bool:
        """The RowTags port."""
        before = self.shown.get(key)
        self.shown[key] = tuple(tags)
        return before != self.shown[key]

    @property
    def notes(self) -> WriteNotes:
        return WriteNotes(self.kept, WorkEntries(self.clock), self.clock)

    @property
    def copy(self) -> CopyWork:
        return CopyWork(self.kept, self.copies, self.clock)

    @property
    def restore(self) -> RestoreWork:
        return RestoreWork(self.kept, self.copies, self.copies, self, self.clock)

    @property
    def remove(self) -> RemoveWork:
        return RemoveWork(self.kept, self.copies, self.clock)

    def add(self, text: str = "a note") -> Note:
        return self.notes.add(ANN, ROW, text, 1.0)

    def tag(self, *tags: str) -> None:
        change = ChangeTags(self.kept, self.kept, WorkEntries(self.clock), self.clock)
        change(ANN, ROW, tag_change(tags, []))

    def filled(self) -> None:
        self.add()
        self.tag("Billing")
        KeepBookmarks(self.kept, self.clock).add(ROW, "u2", 1.0, "mark")
        self.copy(ROW.key)


def test_a_copy_follows_the_table_and_the_same_again_writes_nothing() -> None:
    setup = Setup()
    assert not setup.copy(ROW.key)
    setup.filled()
    assert not setup.copy(ROW.key)
    stored = setup.copies.read(ROW.key)
    assert stored is not None and stored.copy is not None
    assert stored.copy.contents == setup.kept.contents(ROW.key)
    setup.add("another")
    assert setup.copy(ROW.key)


def test_an_older_state_never_overwrites_a_newer_one() -> None:
    """Another process copies between the reading and the writing of this one."""
    setup = Setup()
    setup.add("first")
    contents = setup.kept.contents

    def overtaken(key: object) -> object:
        setup.kept.contents = contents  # type: ignore[method-assign]
        old = contents(ROW.key)
        setup.add("second")
        setup.copy(ROW.key)
        return old

    setup.kept.contents = overtaken  # type: ignore[method-assign, assignment]
    setup.copy(ROW.key)
    stored = setup.copies.read(ROW.key)
    assert stored is not None and stored.copy is not None
    assert [note.text for note in stored.copy.contents.notes] == ["first", "second"]


def test_a_lost_table_comes_back_from_its_copies() -> None:
    setup = Setup()
    setup.filled()
    before = setup.kept.contents(ROW.key)
    lost = setup.kept
    setup.kept = MemoryRecordingWork()
    assert setup.restore.run(ROW.service) == 1
    after = setup.kept.contents(ROW.key)
    assert (after.notes, after.bookmarks) == (before.notes, before.bookmarks)
    assert (after.work.tags, after.work.numbers) == (before.work.tags, before.work.numbers)
    assert setup.kept.names(ROW.service, 9) == lost.names(ROW.service, 9)
    assert setup.shown == {ROW.key: ("Billing",)}
    assert setup.restore.run(ROW.service) == 0
    assert setup.add("next").number == 2
    setup.shown.clear()
    assert setup.restore.run(ROW.service) == 1, "rows that were made again"


def test_what_was_deleted_meanwhile_does_not_come_back() -> None:
    """The copy is seconds behind the table."""
    setup = Setup()
    setup.filled()
    (note,) = setup.kept.notes(ROW.key)
    setup.notes.delete(ANN, ROW, note.id, 1)
    setup.restore.run(ROW.service)
    assert setup.kept.notes(ROW.key) == []


def test_a_restoration_that_died_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = Setup()
    setup.filled()
    setup.kept = MemoryRecordingWork()

    def dies(*_: object) -> None:
        raise StorageFailed("the process died")

    with monkeypatch.context() as patched, pytest.raises(StorageFailed):
        patched.setattr(setup.kept, "add_missing", dies)
        setup.restore.run(ROW.service)
    assert not setup.copy(ROW.key), "half of it is no new state"
    assert setup.restore.run(ROW.service) == 1
    assert len(setup.kept.notes(ROW.key)) == 1


def test_a_removal_leaves_nothing_and_nothing_comes_back() -> None:
    setup = Setup()
    setup.filled()
    for _ in range(2):
        setup.remove.remove(ROW.key)
    assert setup.kept.contents(ROW.key).empty
    assert setup.copies.versions == []
    assert not setup.copy(ROW.key)
    assert setup.restore.run(ROW.service) == 0
    with pytest.raises(WritingClosed):
        setup.add()
    with pytest.raises(WritingClosed):
        setup.tag("x")
    with pytest.raises(WritingClosed):
        KeepBookmarks(setup.kept, setup.clock).add(ROW, "u1", 1.0, "")


def test_two_who_write_at_the_same_moment_both_succeed() -> None:
    setup = Setup()
    write = setup.kept.write_work

    def overtaken(*arguments: object) -> None:
        setup.kept.write_work = write  # type: ignore[method-assign]
        setup.add("of someone else")
        setup.tag("late")
        write(*arguments)  # type: ignore[arg-type]

    setup.kept.write_work = overtaken  # type: ignore[method-assign, assignment]
    setup.add("mine")
    notes = setup.kept.notes(ROW.key)
    assert [(note.number, note.text) for note in notes] == [(1, "of someone else"), (2, "mine")]
    assert setup.kept.work(ROW.key).notes == 2
    assert setup.kept.work(ROW.key).tags == ("late",)


def test_someone_who_always_loses_the_race_is_told() -> None:
    setup = Setup()

    def refuse(*_: object) -> None:
        raise Conflict("someone else was faster")

    setup.kept.write_work = refuse  # type: ignore[method-assign, assignment]
    with pytest.raises(Conflict):
        setup.add()
