"""Transcripts and results in S3 and their fakes behave the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ringkeep.aws.transcripts.bucket import (
    S3TranscriptionResults,
    S3Transcripts,
    TranscriptListing,
    TranscriptObjects,
)
from ringkeep.domain.transcripts.amazon_transcribe import transcript_of
from ringkeep.domain.transcripts.keys import transcript_key
from ringkeep.errors import ResourceMissing, ResultTooLarge, StoredDataInvalid
from ringkeep.usecases.transcripts.ports import TranscriptionResults, TranscriptStore
from ringkeep.usecases.transcripts.restore_pointers import TranscriptKeys
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.fakes.transcripts.transcription import MemoryResults, MemoryTranscripts
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.domain.transcripts.example_results import call, facts

ROW = pending()
TRANSCRIPT = transcript_of(call(), facts())


@dataclass
class Stored:
    transcripts: TranscriptStore
    listing: TranscriptKeys
    results: TranscriptionResults
    put: Callable[[str, bytes], object]


@pytest.fixture(params=["fake", "s3"])
def stored(request: pytest.FixtureRequest) -> Iterator[Stored]:
    if request.param == "fake":
        results = MemoryResults(most_bytes=1_000)
        transcripts = MemoryTranscripts()
        yield Stored(transcripts, transcripts, results, results.objects.__setitem__)
        return
    with moto_bucket() as client:

        def put(key: str, content: bytes) -> object:
            return client.put_object(Bucket=BUCKET, Key=key, Body=content)

        results_of_s3 = S3TranscriptionResults(TranscriptObjects(client, BUCKET), most_bytes=1_000)
        listing = TranscriptListing(client, BUCKET)
        yield Stored(S3Transcripts(TranscriptObjects(client, BUCKET)), listing, results_of_s3, put)


def test_a_transcript_is_read_as_it_was_written(stored: Stored) -> None:
    stored.transcripts.write(ROW, TRANSCRIPT)
    assert stored.transcripts.read(ROW, 1) == TRANSCRIPT
    assert stored.transcripts.read(ROW, 2) is None


def test_redacted_and_unredacted_text_are_apart(stored: Stored) -> None:
    redacted = TRANSCRIPT.model_copy(update={"redacted": True, "turns": ()})
    stored.transcripts.write(ROW, redacted)
    assert stored.transcripts.read(ROW, 1, unredacted=True) is None
    stored.transcripts.write(ROW, TRANSCRIPT, unredacted=True)
    assert stored.transcripts.read(ROW, 1) == redacted
    assert stored.transcripts.read(ROW, 1, unredacted=True) == TRANSCRIPT


def test_writing_a_revision_again_replaces_it(stored: Stored) -> None:
    stored.transcripts.write(ROW, TRANSCRIPT)
    stored.transcripts.write(ROW, TRANSCRIPT.model_copy(update={"model": "new"}))
    found = stored.transcripts.read(ROW, 1)
    assert found is not None
    assert found.model == "new"


@pytest.mark.parametrize("unredacted", [False, True])
def test_the_keys_of_a_service_are_listed(stored: Stored, unredacted: bool) -> None:
    other = ROW.model_copy(update={"service": "default-2"})
    for row in (ROW, other):
        stored.transcripts.write(row, TRANSCRIPT, unredacted=unredacted)
    key = transcript_key(ROW, 1, unredacted=unredacted)
    assert list(stored.listing.keys("default", unredacted=unredacted)) == [key]
    assert list(stored.listing.keys("default", unredacted=not unredacted)) == []


def test_a_result_is_read(stored: Stored) -> None:
    assert stored.results.read("transcription-results/j.json") is None
    stored.put("transcription-results/j.json", b"{}")
    assert stored.results.read("transcription-results/j.json") == b"{}"


def test_a_result_that_does_not_fit_into_memory_is_refused(stored: Stored) -> None:
    stored.put("transcription-results/j.json", b" " * 1_001)
    with pytest.raises(ResultTooLarge):
        stored.results.read("transcription-results/j.json")


def test_an_object_that_is_no_transcript_is_named() -> None:
    with moto_bucket() as client:
        client.put_object(Bucket=BUCKET, Key=transcript_key(ROW, 1), Body=b'{"turns": 1}')
        with pytest.raises(StoredDataInvalid, match=r"1\.json is no transcript"):
            S3Transcripts(TranscriptObjects(client, BUCKET)).read(ROW, 1)


def test_a_missing_bucket_is_no_missing_transcript() -> None:
    with moto_bucket() as client, pytest.raises(ResourceMissing):
        S3Transcripts(TranscriptObjects(client, "gone")).read(ROW, 1)
