"""Sidecars as someone reads them who looks at a recording: whatever lies there, the page opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ringkeep.aws.recordings import sidecars
from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.aws.recordings.sidecars import S3SidecarReader
from ringkeep.domain.recordings.archive import sidecar_key, sidecar_of
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.errors import ResourceMissing
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROW = stored(pending(), AUDIO, NOW)


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with moto_bucket() as client:
        yield client


def test_a_sidecar_is_read_as_the_import_wrote_it(s3: S3Client) -> None:
    written = sidecar_of(ROW, raw_call()).model_copy(update={"peaks": ((0.1, 0.5),)})
    S3Archive(s3, BUCKET).write_sidecar(written)
    assert S3SidecarReader(s3, BUCKET).sidecar(ROW) == written


def test_a_missing_one_is_none(s3: S3Client) -> None:
    assert S3SidecarReader(s3, BUCKET).sidecar(ROW) is None


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b'{"recording": 1}', b"\xff\xfe"])
def test_what_is_no_sidecar_is_none(s3: S3Client, content: bytes) -> None:
    s3.put_object(Bucket=BUCKET, Key=sidecar_key(ROW), Body=content)
    assert S3SidecarReader(s3, BUCKET).sidecar(ROW) is None


def test_one_that_is_too_large_is_none(s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> None:
    S3Archive(s3, BUCKET).write_sidecar(sidecar_of(ROW, raw_call()))
    monkeypatch.setattr(sidecars, "MOST_BYTES", 100)
    assert S3SidecarReader(s3, BUCKET).sidecar(ROW) is None


def test_a_bucket_that_is_gone_is_an_error(s3: S3Client) -> None:
    with pytest.raises(ResourceMissing):
        S3SidecarReader(s3, "another-bucket").sidecar(ROW)
