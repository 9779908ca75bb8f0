"""Reads the copies of scorecards, and writes what the table has lost. Only the command line does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeVar

from botocore.exceptions import ClientError
from pydantic import BaseModel, ValidationError

from ringkeep.aws.errors import error_code, translated
from ringkeep.aws.evaluation.scorecards_table import draft_put, head_put, version_put
from ringkeep.aws.table import Table
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.errors import Conflict, StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

_PREFIX: Final = "scorecards/"
_Read = TypeVar("_Read", bound=BaseModel)


class S3ScorecardCopies:
    """The CopiedScorecards port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def ids(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=_PREFIX, Delimiter="/"
        )
        with translated(f"bucket {self._bucket}"):
            for page in pages:
                for folder in page.get("CommonPrefixes", []):
                    yield folder["Prefix"].removeprefix(_PREFIX).rstrip("/")

    def head(self, scorecard_id: str) -> ScorecardHead | None:
        return self._read(ScorecardHead, f"{_PREFIX}{scorecard_id}/scorecard.json")

    def draft(self, scorecard_id: str) -> Scorecard | None:
        return self._read(Scorecard, f"{_PREFIX}{scorecard_id}/draft.json")

    def versions(self, scorecard_id: str) -> Iterator[ScorecardVersion]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{_PREFIX}{scorecard_id}/version-"
        )
        with translated(f"bucket {self._bucket}"):
            keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        found = (self._read(ScorecardVersion, key) for key in keys)
        return (each for each in found if each is not None)

    def _read(self, model: type[_Read], key: str) -> _Read | None:
        with translated(f"object {key}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return None
                raise
            content = answer["Body"].read()
        try:
            return model.model_validate(json.loads(content))
        except (ValidationError, ValueError):
            raise StoredDataInvalid(f"{key} is no copy of a scorecard") from None


class RestoringTable:
    """The MissingScorecards port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_version(self, version: ScorecardVersion) -> bool:
        try:
            self._table.transact([version_put(version)])
        except Conflict:
            return False
        return True

    def add_head(self, head: ScorecardHead, draft: Scorecard | None) -> bool:
        drafts = [] if draft is None else [draft_put(head.id, draft)]
        try:
            self._table.transact([head_put(head), *drafts])
        except Conflict:
            return False
        return True
