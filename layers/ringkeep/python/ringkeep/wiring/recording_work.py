"""Wires people's work on recordings: notes, bookmarks, tags and saved searches."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.work.work_table import DynamoRecordingWork
from ringkeep.settings import WorkTableSettings
from ringkeep.wiring.base import Base

if TYPE_CHECKING:
    from ringkeep.usecases.search.save_searches import SaveSearches
    from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
    from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
    from ringkeep.usecases.work.write_notes import WriteNotes


def recording_work(base: Base, settings: WorkTableSettings) -> DynamoRecordingWork:
    """For readers: what it writes is in no audit log."""
    return DynamoRecordingWork(base.dynamodb, settings.work_table_name)


class RecordingWorking:
    """The use cases of people who work with recordings."""

    def __init__(self, base: Base, work_table_name: str, people_table_name: str) -> None:
        self._base = base
        self._name = work_table_name
        self._people = people_table_name

    @cached_property
    def write_notes(self) -> WriteNotes:
        from ringkeep.usecases.work.audit import WorkEntries
        from ringkeep.usecases.work.write_notes import WriteNotes

        clock = self._base.clock
        return WriteNotes(self._store, WorkEntries(clock), clock)

    @cached_property
    def keep_bookmarks(self) -> KeepBookmarks:
        from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks

        return KeepBookmarks(self._store, self._base.clock)

    @cached_property
    def change_tags(self) -> ChangeTags:
        from ringkeep.aws.work.work_table import DynamoTagNames
        from ringkeep.usecases.work.audit import WorkEntries
        from ringkeep.usecases.work.change_tags import ChangeTags

        clock = self._base.clock
        names = DynamoTagNames(self._base.dynamodb, self._name)
        return ChangeTags(self._store, names, WorkEntries(clock), clock)

    @cached_property
    def tag_names(self) -> ReadTagNames:
        from ringkeep.usecases.work.change_tags import ReadTagNames

        return ReadTagNames(self.change_tags.tag_names)

    @cached_property
    def save_searches(self) -> SaveSearches:
        from ringkeep.aws.search.saved_searches_table import DynamoSavedSearches
        from ringkeep.usecases.search.save_searches import SaveSearches

        store = DynamoSavedSearches(self._base.dynamodb, self._name)
        return SaveSearches(store, self._base.clock)

    @cached_property
    def _store(self) -> DynamoRecordingWork:
        from ringkeep.aws.access.audit_entries import DynamoAuditEntries

        entries = DynamoAuditEntries(self._base.dynamodb, self._people)
        return DynamoRecordingWork(self._base.dynamodb, self._name, entries.addition)
