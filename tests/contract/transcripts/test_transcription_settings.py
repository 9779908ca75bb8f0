"""Settings of transcriptions in DynamoDB, written together with their audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.transcripts.settings_table import DynamoTranscriptionSettings
from ringkeep.domain.transcripts.policies import (
    PolicyMode,
    TranscriptionPolicy,
    TranscriptionRule,
    TranscriptionSettings,
)
from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.access.list_ports import TranscriptionChanges
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.wiring.audited_transcription import AuditedTranscription
from tests.contract.tables import directory_table, people_table
from tests.fakes.transcripts.transcription import MemoryTranscriptionSettings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RULE = TranscriptionRule(shortest_seconds=30, share=12.5, numbers=frozenset({"5550"}))
SETTINGS = TranscriptionSettings(
    policy=TranscriptionPolicy(mode=PolicyMode.BY_RULE, rules=(RULE,)),
    monthly_budget=12_500_000,
    users={"u1": TranscriptionPolicy(mode=PolicyMode.NOTHING)},
)
NOTHING = PeopleWrite(audit=())


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture(params=["fake", "dynamodb"])
def changes(request: pytest.FixtureRequest, dynamodb: DynamoDBClient) -> TranscriptionChanges:
    if request.param == "fake":
        return MemoryTranscriptionSettings()
    settings = DynamoTranscriptionSettings(dynamodb, directory_table(dynamodb))
    people = DynamoPeopleLists(dynamodb, people_table(dynamodb))
    return AuditedTranscription(dynamodb, settings, people)


def test_a_service_without_settings_has_the_defaults(changes: TranscriptionChanges) -> None:
    found = changes.versioned("main")
    assert (found.settings, found.version) == (TranscriptionSettings(), 0)


def test_settings_are_read_as_they_were_written(changes: TranscriptionChanges) -> None:
    changes.write("main", SETTINGS, 0, NOTHING)
    found = changes.versioned("main")
    assert (found.settings, found.version) == (SETTINGS, 1)
    assert changes.versioned("other").version == 0


@pytest.mark.parametrize("expected", [0, 2])
def test_a_change_of_another_version_is_a_conflict(
    changes: TranscriptionChanges, expected: int
) -> None:
    changes.write("main", SETTINGS, 0, NOTHING)
    with pytest.raises(Conflict):
        changes.write("main", TranscriptionSettings(), expected, NOTHING)
    assert changes.versioned("main").settings == SETTINGS


def test_settings_of_a_newer_version_are_named(dynamodb: DynamoDBClient) -> None:
    table = directory_table(dynamodb)
    item = {"pk": "transcription", "sk": "main", "version": "1", "settings": '{"new": 1}'}
    typed = {name: {"N" if name == "version" else "S": value} for name, value in item.items()}
    dynamodb.put_item(TableName=table, Item=typed)
    with pytest.raises(StoredDataInvalid, match="settings of main have invalid fields: new"):
        DynamoTranscriptionSettings(dynamodb, table).of("main")
