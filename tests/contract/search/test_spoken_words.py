"""The words of the newest transcript in S3, and what an archived call is read from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ringkeep.aws.search.spoken_words import S3SpokenWords
from ringkeep.aws.transcripts.bucket import S3Transcripts, TranscriptObjects
from ringkeep.domain.recordings.archive import sidecar_of
from ringkeep.domain.recordings.lifecycle import stored, unavailable
from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.domain.transcripts.keys import transcripts_prefix
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.search.archived_calls import ArchivedCalls
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.fakes.recordings.archive import MemoryArchive
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call
from tests.unit.domain.transcripts.example_results import call, facts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROW = stored(pending(), AUDIO, NOW)
PREFIX = transcripts_prefix(ROW)


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with moto_bucket() as client:
        yield client


def put(client: S3Client, key: str, *turns: str) -> None:
    words = [{"words": [{"text": word} for word in turn.split()]} for turn in turns]
    client.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"turns": words}).encode())


def test_the_newest_revision_is_read(s3: S3Client) -> None:
    assert PREFIX == "transcripts/default/a1/2026/11/18/r1/"
    assert S3SpokenWords(s3, BUCKET).words(ROW) is None
    put(s3, f"{PREFIX}9.json", "an older text")
    put(s3, f"{PREFIX}10.json", "Hello, you", "Hello")
    put(s3, f"{PREFIX}notes.json", "no transcript")
    put(s3, f"transcripts-unredacted/{PREFIX}11.json", "a secret")
    words = S3SpokenWords(s3, BUCKET).words(ROW)
    assert words == [("Hello,", 0), ("you", 1), ("Hello", 3)]


def test_the_words_of_a_stored_transcript_are_found(s3: S3Client) -> None:
    transcript = transcript_of(call(), facts())
    S3Transcripts(TranscriptObjects(s3, BUCKET)).write(ROW, transcript)
    spoken = [word.text for turn in transcript.turns for word in turn.words]
    assert spoken
    words = S3SpokenWords(s3, BUCKET).words(ROW)
    assert words is not None
    assert [each.text for each in words] == spoken


def test_a_turn_without_words_has_its_text(s3: S3Client) -> None:
    content = {"turns": [{"text": "Hello you"}, {"text": ""}, "nothing"]}
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}1.json", Body=json.dumps(content).encode())
    words = S3SpokenWords(s3, BUCKET).words(ROW)
    assert words is not None
    assert words[0] == ("Hello you", 0)


def test_an_unreadable_transcript_is_an_error(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}1.json", Body=b"{")
    with pytest.raises(StoredDataInvalid):
        S3SpokenWords(s3, BUCKET).words(ROW)


class _NoWords:
    def words(self, row: object) -> None:
        return None


def test_the_call_is_that_of_the_sidecar_or_of_the_decision() -> None:
    archive = MemoryArchive()
    calls = ArchivedCalls(archive, _NoWords())
    closed = unavailable(pending(), "gone", NOW)
    assert calls.call(ROW) is None
    assert calls.call(closed) is None
    archive.write_sidecar(sidecar_of(ROW, raw_call()))
    archive.write_decision(closed, raw_call(id="c2"))
    of_sidecar, of_decision = calls.call(ROW), calls.call(closed)
    assert of_sidecar is not None
    assert of_decision is not None
    assert (of_sidecar.id, of_decision.id) == ("c1", "c2")
