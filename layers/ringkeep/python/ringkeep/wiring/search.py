"""Wires the search index: how recordings are indexed, and how they are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.search.search_table import DynamoPostingPages, DynamoPostingWriter
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.search.documents import NoteText
from ringkeep.errors import ConfigurationError
from ringkeep.settings import (
    IndexingSettings,
    IndexRecordingsSettings,
    SearchSettings,
)
from ringkeep.usecases.search.ports import WrittenWork
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.recording_work import copy_work, kept_work
from ringkeep.wiring.recordings import archive, calls_table, recording_list

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from ringkeep.aws.work.work_table import DynamoKeptWork
    from ringkeep.domain.recordings.recordings import RecordingKey
    from ringkeep.usecases.access.ports import PeopleStore
    from ringkeep.usecases.search.index_recording import IndexRecording
    from ringkeep.usecases.search.rebuild_search import RebuildSearch
    from ringkeep.usecases.search.repair_index import RecentRecordings
    from ringkeep.usecases.search.search_recordings import SearchRecordings
    from ringkeep.usecases.work.copy_work import CopyWork
    from ringkeep.wiring.stack import Stack


def index_recording(
    base: Base,
    settings: IndexingSettings,
    search_table_name: str,
    work_table_name: str,
) -> IndexRecording:
    from ringkeep.aws.search.spoken_words import S3SpokenWords
    from ringkeep.aws.search.summaries import S3Summaries
    from ringkeep.aws.search.written_documents import S3WrittenDocuments
    from ringkeep.usecases.search.archived_calls import ArchivedCalls
    from ringkeep.usecases.search.index_recording import IndexRecording
    from ringkeep.wiring.directory import extension_directory

    bucket = settings.recordings_bucket_name
    client: S3Client = boto3.client("s3", config=AWS)
    return IndexRecording(
        calls_table(base, settings),
        ArchivedCalls(archive(settings), S3SpokenWords(client, bucket)),
        extension_directory(base, settings),
        DynamoPostingWriter(base.dynamodb, search_table_name),
        S3WrittenDocuments(client, bucket),
        StoredWork(kept_work(base, work_table_name)),
        S3Summaries(client, bucket),
    )


class RecordingIndexing:
    """What the function needs that keeps the index up to date."""

    def __init__(self, settings: IndexRecordingsSettings) -> None:
        self._base = Base()
        self._settings = settings

    @cached_property
    def index(self) -> IndexRecording:
        settings = self._settings
        return index_recording(
            self._base, settings, settings.search_table_name, settings.work_table_name
        )

    @cached_property
    def copy_work(self) -> CopyWork:
        return copy_work(self._base, self._settings)

    @cached_property
    def recent(self) -> RecentRecordings:
        from ringkeep.usecases.search.repair_index import RecentRecordings

        services = Accounts(self._base, self._settings).services
        rows = recording_list(self._base, self._settings)
        return RecentRecordings(rows, services, self._base.clock)


@dataclass(frozen=True)
class StoredWork:
    """The PeoplesWork port over the table of people's work."""

    kept: DynamoKeptWork

    def written(self, key: RecordingKey) -> WrittenWork:
        work = self.kept.work(key)
        if not work.revision:
            return WrittenWork()
        texts = (NoteText(note.number, note.text) for note in self.kept.notes(key))
        return WrittenWork(work.tags, list(texts))


@dataclass(frozen=True)
class StoredAssignments:
    """The UserAssignments port over the people table."""

    people: PeopleStore

    def assignments(self, user_id: str) -> Sequence[UserAssignment]:
        record = self.people.user(user_id)
        return record.assignments if record else ()


def search_recordings(base: Base, settings: SearchSettings) -> SearchRecordings:
    from ringkeep.aws.recordings.recording_rows import DynamoRecordingRows
    from ringkeep.usecases.search.search_recordings import SearchRecordings
    from ringkeep.wiring.access import people_store

    return SearchRecordings(
        DynamoPostingPages(base.dynamodb, settings.search_table_name),
        DynamoRecordingRows(base.dynamodb, settings.calls_table_name),
        Accounts(base, settings).services,
        StoredAssignments(people_store(base, settings)),
    )


def rebuild_search(
    stack: Stack, failed: Callable[[RecordingKey, Exception], None]
) -> RebuildSearch:
    """Raises ConfigurationError for a stack that has no search table yet."""
    from ringkeep.usecases.search.rebuild_search import RebuildSearch
    from ringkeep.usecases.search.repair_index import RepairIndex

    settings = stack.settings
    if not (settings.search_table_name and settings.work_table_name):
        raise ConfigurationError("the stack has no search table yet: deploy this version first")
    index = index_recording(
        stack.base, settings, settings.search_table_name, settings.work_table_name
    )
    return RebuildSearch(stack.archive, RepairIndex(index.again, failed))
