"""Wires people's work on recordings: notes, bookmarks, tags and saved searches."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.work.work_table import DynamoKeptWork, DynamoRecordingWork
from ringkeep.settings import IndexRecordingsSettings, StackSettings, WorkFunctionSettings
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.work.copies import S3WorkCopies
    from ringkeep.usecases.search.save_searches import SaveSearches
    from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
    from ringkeep.usecases.work.copy_work import CopyWork, RemoveWork
    from ringkeep.usecases.work.keep_bookmarks import KeepBookmarks
    from ringkeep.usecases.work.write_notes import WriteNotes


def kept_work(base: Base, work_table_name: str) -> DynamoKeptWork:
    """For copies, restorations and erasures: what it writes is in no audit log."""
    return DynamoKeptWork(base.dynamodb, work_table_name)


def copy_work(base: Base, settings: IndexRecordingsSettings) -> CopyWork:
    from ringkeep.usecases.work.copy_work import CopyWork

    store = kept_work(base, settings.work_table_name)
    return CopyWork(store, work_copies(settings.recordings_bucket_name), base.clock)


def work_copies(bucket: str) -> S3WorkCopies:
    from ringkeep.aws.work.copies import S3WorkCopies

    return S3WorkCopies(boto3.client("s3", config=AWS), bucket)


def restored_work(base: Base, settings: StackSettings, service: str) -> int:
    """Brings back what the table has lost. Returns of how many recordings. A stack of version 0.1.0 has no
    such table."""
    from ringkeep.aws.recordings.row_tags import DynamoRestoredTags
    from ringkeep.aws.work.copies import WorkCopyListing
    from ringkeep.usecases.work.copy_work import RestoreWork

    if not settings.work_table_name:
        return 0
    bucket = settings.recordings_bucket_name
    listing = WorkCopyListing(boto3.client("s3", config=AWS), bucket)
    store = kept_work(base, settings.work_table_name)
    rows = DynamoRestoredTags(base.dynamodb, settings.calls_table_name)
    return RestoreWork(store, work_copies(bucket), listing, rows, base.clock).run(service)


def remove_work(base: Base, work_table_name: str, bucket: str) -> RemoveWork:
    """For the erasure of a recording. It needs rights to all versions of the copies."""
    from ringkeep.aws.work.copies import ErasedWorkCopies
    from ringkeep.usecases.work.copy_work import RemoveWork

    copies = ErasedWorkCopies(boto3.client("s3", config=AWS), bucket)
    return RemoveWork(kept_work(base, work_table_name), copies, base.clock)


class RecordingWorking:
    """The use cases of people who work with recordings."""

    def __init__(self, base: Base, settings: WorkFunctionSettings) -> None:
        self._base = base
        self._settings = settings
        self._name = settings.work_table_name

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
        from ringkeep.aws.recordings.row_tags import DynamoRowTags

        client, settings = self._base.dynamodb, self._settings
        entries = DynamoAuditEntries(client, settings.people_table_name)
        rows = DynamoRowTags(client, settings.calls_table_name)
        return DynamoRecordingWork(client, self._name, entries.entry_request, rows.request)
