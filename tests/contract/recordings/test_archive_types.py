"""With which type S3 serves an object. No type comes from the sender of the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import PART_SIZE, Body, sidecar_of
from ringkeep.domain.recordings.bodies import BodyFacts, judge
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.contract.recordings.test_archive import body, stored_row
from tests.unit.domain.recordings.example_rows import NOW, pending, raw_call
from tests.unit.domain.recordings.test_bodies import MP3, WAV

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SCRIPT = b"\x00<script>alert(1)</script>"


@pytest.fixture
def client() -> Iterator[S3Client]:
    with moto_bucket() as client:
        yield client


def judged(folder: Path, content: bytes, declared: str) -> Body:
    """Returns the body as the verdict describes it."""
    verdict = judge(
        BodyFacts(content_type=declared, content_length=None, size=len(content), head=content)
    )
    plain = body(folder, content, verdict.extension)
    return plain.model_copy(update={"content_type": verdict.content_type})


@pytest.mark.parametrize("size", [len(SCRIPT), PART_SIZE + 1])
@pytest.mark.parametrize(
    "declared",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/html; charset=utf-8",
        "audio/mpeg",
    ],
)
def test_quarantined_bytes_have_no_type_that_a_browser_opens(
    client: S3Client, tmp_path: Path, declared: str, size: int
) -> None:
    quarantined = judged(tmp_path, SCRIPT.ljust(size, b"\x00"), declared)
    key = S3Archive(client, BUCKET).quarantine(pending(), quarantined)
    head = client.head_object(Bucket=BUCKET, Key=key)
    assert head["ContentType"] == "application/octet-stream"
    assert head["ContentDisposition"] == "attachment"


def test_audio_in_quarantine_is_inert_too(client: S3Client, tmp_path: Path) -> None:
    key = S3Archive(client, BUCKET).quarantine(pending(), body(tmp_path))
    head = client.head_object(Bucket=BUCKET, Key=key)
    assert (head["ContentType"], head["ContentDisposition"]) == (
        "application/octet-stream",
        "attachment",
    )


@pytest.mark.parametrize(
    ("content", "declared", "stored"),
    [
        (MP3, "audio/mpeg3; name=a.html", "audio/mpeg"),
        (WAV, "audio/x-pn-wav", "audio/wav"),
        (WAV, "", "audio/wav"),
    ],
)
def test_a_recording_has_the_type_of_its_bytes(
    client: S3Client, tmp_path: Path, content: bytes, declared: str, stored: str
) -> None:
    result = S3Archive(client, BUCKET).store(pending(), judged(tmp_path, content, declared))
    head = client.head_object(Bucket=BUCKET, Key=result.object_key)
    assert (head["ContentType"], result.content_type) == (stored, stored)
    assert "ContentDisposition" not in head


def test_an_adopted_recording_does_not_report_the_type_of_its_object(
    client: S3Client, tmp_path: Path
) -> None:
    key = "recordings/default/a1/2026/11/18/r1.wav"
    client.put_object(Bucket=BUCKET, Key=key, Body=WAV, ContentType="text/html")
    archive = S3Archive(client, BUCKET)
    found = archive.find(pending())
    assert found is not None
    assert archive.fetch(found, tmp_path / "copy").content_type == "audio/wav"


def test_documents_are_json(client: S3Client) -> None:
    archive = S3Archive(client, BUCKET)
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    archive.write_decision(lifecycle.lost(pending(recording_id="r2"), "expired", NOW), None)
    keys = [*archive.recording_keys(), *archive.decision_keys()]
    types = [client.head_object(Bucket=BUCKET, Key=key)["ContentType"] for key in keys]
    assert types == ["application/json"] * 2
