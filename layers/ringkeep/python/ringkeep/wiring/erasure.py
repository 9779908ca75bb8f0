"""Wires the erasure of recordings, for the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3

from ringkeep.errors import ConfigurationError
from ringkeep.wiring.base import AWS

if TYPE_CHECKING:
    from ringkeep.usecases.access.requests import ChangeRequest
    from ringkeep.usecases.recordings.erase_recording import EraseRecording
    from ringkeep.wiring.stack import Stack


def erase_recording(stack: Stack, request: Callable[[], ChangeRequest]) -> EraseRecording:
    """Raises ConfigurationError for a stack that has no search index or no audit log yet."""
    from ringkeep.aws.access.people_table import DynamoPeople
    from ringkeep.aws.recordings.erasable_objects import S3ErasableObjects
    from ringkeep.aws.recordings.forgotten_calls import DynamoForgottenCalls
    from ringkeep.aws.transcripts.job_records import DynamoTranscriptionRecords
    from ringkeep.usecases.access.audit_erasures import AuditErasures
    from ringkeep.usecases.access.changes import Changes
    from ringkeep.usecases.recordings.erase_recording import EraseRecording
    from ringkeep.wiring.recording_work import remove_work
    from ringkeep.wiring.search import index_recording

    settings, client = stack.settings, stack.base.dynamodb
    work_table = settings.work_table_name
    if not (settings.search_table_name and settings.people_table_name and work_table):
        raise ConfigurationError("the stack is of version 0.1.0: update it first")
    changes = Changes(DynamoPeople(client, settings.people_table_name), stack.clock)
    s3 = boto3.client("s3", config=AWS)
    return EraseRecording(
        rows=stack.calls,
        calls=DynamoForgottenCalls(client, settings.calls_table_name),
        decisions=stack.archive,
        postings=index_recording(stack.base, settings, settings.search_table_name, work_table),
        work=remove_work(stack.base, work_table, settings.recordings_bucket_name),
        transcriptions=DynamoTranscriptionRecords(client, settings.calls_table_name),
        objects=S3ErasableObjects(s3, settings.recordings_bucket_name, stack.clock),
        audit=AuditErasures(changes, request),
        clock=stack.clock,
    )
