"""Wires the search index: how recordings are indexed, and how they are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from ringkeep.aws.search.search_table import DynamoPostingPages, DynamoPostingWriter
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.errors import ConfigurationError
from ringkeep.settings import (
    IndexingSettings,
    IndexRecordingsSettings,
    SearchSettings,
)
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.recordings import archive, calls_table, recording_list

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from ringkeep.domain.recordings.recordings import RecordingKey
    from ringkeep.usecases.access.ports import PeopleStore
    from ringkeep.usecases.search.index_recording import IndexRecording
    from ringkeep.usecases.search.rebuild_search import RebuildSearch
    from ringkeep.usecases.search.repair_index import RecentRecordings
    from ringkeep.usecases.search.search_recordings import SearchRecordings
    from ringkeep.wiring.stack import Stack


def index_recording(
    base: Base,
    settings: IndexingSettings,
    search_table_name: str,
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
        S3Summaries(client, bucket),
    )


class RecordingIndexing:
    """What the function needs that keeps the index up to date."""

    def __init__(self, settings: IndexRecordingsSettings) -> None:
        self._base = Base()
        self._settings = settings

    @cached_property
    def index(self) -> IndexRecording:
        return index_recording(self._base, self._settings, self._settings.search_table_name)

    @cached_property
    def recent(self) -> RecentRecordings:
        from ringkeep.usecases.search.repair_index import RecentRecordings

        services = Accounts(self._base, self._settings).services
        rows = recording_list(self._base, self._settings)
        return RecentRecordings(rows, services, self._base.clock)


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

    table = stack.settings.search_table_name
    if not table:
        raise ConfigurationError("the stack has no search table yet: deploy this version first")
    index = index_recording(stack.base, stack.settings, table)
    return RebuildSearch(stack.archive, RepairIndex(index.again, failed))
