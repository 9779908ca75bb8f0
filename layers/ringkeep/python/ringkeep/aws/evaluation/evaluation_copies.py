"""Reads the copies of evaluations, and writes what the table has lost. Only the command line does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.errors import translated
from ringkeep.aws.evaluation.evaluation_items import (
    COPIES,
    evaluation_key,
    evaluation_put,
    second_put,
    step_put,
    unique_put,
)
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put
from ringkeep.domain.evaluation.evaluation_records import EvaluationCopy
from ringkeep.domain.evaluation.evaluations import Step
from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.evaluation.restore_evaluations import CopiesOfEvaluation

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

_COPY: Final = re.compile(
    re.escape(COPIES) + r"(?P<id>[^/]+)/(draft|revision-(?P<revision>\d{6,}))\.json"
)


class S3EvaluationCopies:
    """The CopiedEvaluations port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def evaluations(self) -> Iterator[CopiesOfEvaluation]:
        """In the order of their ids. Other objects beside the copies are passed over."""
        matches = (match for key in self._keys() if (match := _COPY.fullmatch(key)))
        for id_, found in groupby(matches, key=lambda match: match["id"]):
            copies = list(found)
            revision = max(int(match["revision"] or 0) for match in copies)
            yield CopiesOfEvaluation(id_, [match[0] for match in copies], revision)

    def copy(self, name: str) -> EvaluationCopy:
        with translated(f"object {name}"):
            content = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        try:
            return EvaluationCopy.model_validate_json(content)
        except ValidationError:
            raise StoredDataInvalid(f"{name} is no copy of an evaluation") from None

    def _keys(self) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=COPIES
        )
        with translated(f"bucket {self._bucket}"):
            for page in pages:
                yield from (each["Key"] for each in page.get("Contents", []))


class RestoringEvaluations:
    """The MissingEvaluations port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def revision(self, id_: str) -> int:
        item = self._table.get(evaluation_key(id_), "revision")
        revision = None if item is None else item.get("revision")
        return revision if isinstance(revision, int) else 0

    def add(self, copy: EvaluationCopy, steps: Sequence[Step]) -> bool:
        """If another evaluation has taken its place as the unique one, both stay, and a list shows both."""
        evaluation = copy.evaluation
        for each in steps:
            self._put_if_missing(step_put(evaluation.id, each))
        put = evaluation_put(evaluation, copy.step, 0)
        return self._wrote(put, unique_put(evaluation)) or (
            not self.revision(evaluation.id) and self._wrote(put, second_put(evaluation))
        )

    def _wrote(self, *puts: Put) -> bool:
        try:
            self._table.transact(puts)
        except Conflict:
            return False
        return True

    def _put_if_missing(self, put: Put) -> None:
        try:
            self._table.put(put.item, put.condition)
        except Conflict:
            return
