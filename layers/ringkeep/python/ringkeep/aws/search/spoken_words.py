"""The words of the newest transcripts, from the recordings bucket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.search.documents import SpokenWord
from ringkeep.domain.search.spoken import revision_of, spoken_words
from ringkeep.domain.transcripts.keys import transcripts_prefix
from ringkeep.errors import StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3SpokenWords:
    """The SpokenWords port. Transcripts that need a right of their own have another prefix, and are not
    read."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def words(self, row: Recording) -> Sequence[SpokenWord] | None:
        """Raises StoredDataInvalid if the newest transcript is no JSON document."""
        prefix = transcripts_prefix(row)
        newest = max(self._keys(prefix), key=revision_of, default="")
        return self._read(newest) if revision_of(newest) else None

    def _read(self, key: str) -> Sequence[SpokenWord]:
        with translated(f"object {key}"):
            text = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        try:
            return spoken_words(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise StoredDataInvalid(f"the object {key} is no transcript") from error

    def _keys(self, prefix: str) -> Iterator[str]:
        with translated(f"bucket {self._bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", []))
