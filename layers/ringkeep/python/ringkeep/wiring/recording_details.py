"""Wires the details of a recording."""

from __future__ import annotations

import boto3

from ringkeep.aws.recordings.recording_rows import DynamoRecordingRows
from ringkeep.aws.recordings.sidecars import S3SidecarReader
from ringkeep.aws.search.search_table import DynamoPostingPages
from ringkeep.settings import ApiSettings
from ringkeep.usecases.recordings.find_conversation import FindConversation
from ringkeep.usecases.recordings.read_details import ReadDetails
from ringkeep.wiring.accounts import Accounts
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.directory import extension_directory
from ringkeep.wiring.recordings import calls_table


def read_details(base: Base, settings: ApiSettings) -> ReadDetails:
    calls = calls_table(base, settings)
    client = boto3.client("s3", config=AWS)
    return ReadDetails(
        calls,
        S3SidecarReader(client, settings.recordings_bucket_name),
        extension_directory(base, settings),
        Accounts(base, settings).services,
        FindConversation(
            DynamoPostingPages(base.dynamodb, settings.search_table_name),
            DynamoRecordingRows(base.dynamodb, settings.calls_table_name),
            calls,
        ),
    )
