"""Joins the tables of settings and of people for changes of what is transcribed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.table import transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.people_lists import DynamoPeopleLists
    from ringkeep.aws.transcripts.settings_table import DynamoTranscriptionSettings
    from ringkeep.domain.transcripts.policies import TranscriptionSettings, VersionedSettings
    from ringkeep.usecases.access.ports import PeopleWrite


class AuditedTranscription:
    """The TranscriptionChanges port."""

    def __init__(
        self,
        client: DynamoDBClient,
        settings: DynamoTranscriptionSettings,
        people: DynamoPeopleLists,
    ) -> None:
        self._client = client
        self._settings = settings
        self._people = people

    def versioned(self, service: str) -> VersionedSettings:
        return self._settings.versioned(service)

    def write(
        self, service: str, settings: TranscriptionSettings, expected: int, people: PeopleWrite
    ) -> None:
        change = self._settings.replacement(service, settings, expected)
        transact(self._client, [change, *self._people.people_requests(people)])
