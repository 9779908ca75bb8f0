"""The transcription settings of services, in the directory table: pk `transcription`, sk the service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put
from ringkeep.domain.transcripts.policies import TranscriptionSettings, VersionedSettings
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTranscriptionSettings:
    """The TranscriptionSettingsStore port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def of(self, service: str) -> TranscriptionSettings:
        return self.versioned(service).settings

    def versioned(self, service: str) -> VersionedSettings:
        item = self._table.get(_key(service))
        if item is None:
            return VersionedSettings(TranscriptionSettings(), 0)
        return VersionedSettings(
            _settings(service, str(item["settings"])), int(str(item["version"]))
        )

    def replacement(
        self, service: str, settings: TranscriptionSettings, expected: int
    ) -> tuple[str, Put]:
        """Returns what storing the next version writes, for a transaction with another table."""
        text = settings.model_dump_json()
        item: Item = {**_key(service), "settings": text, "version": expected + 1}
        if expected == 0:
            return self._table.name, Put(item, "attribute_not_exists(pk)")
        return self._table.name, Put(item, "#version = :expected", {":expected": expected})


def _key(service: str) -> dict[str, str]:
    return {"pk": "transcription", "sk": service}


def _settings(service: str, text: str) -> TranscriptionSettings:
    try:
        return TranscriptionSettings.model_validate(json.loads(text))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(
        f"the transcription settings of {service} have invalid fields: {fields}"
    )
