"""The steps of the state machine: every path ends, and every step can be repeated."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.json import JsonObject, object_of
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.transcripts.jobs import TranscriptionJob, TranscriptionState
from ringkeep.domain.transcripts.keys import redacted_result_key, result_key, transcript_key
from ringkeep.errors import StorageFailed
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.unit.domain.transcripts.example_results import call, one_channel, word
from tests.unit.usecases.transcripts.setup import REDACTED, Transcribing

WELL = JobResult(end=JobEnd.COMPLETED, language="en-US")


def requested(setup: Transcribing, **audio: object) -> TranscriptionJob:
    return setup.request(setup.stored(**audio)).job


def begin(setup: Transcribing, job: TranscriptionJob) -> JsonObject:
    result = setup.start(job.key, job.revision)
    assert result.outcome == "start"
    return object_of(result.request)


def settle(setup: Transcribing, job: TranscriptionJob, result: JobResult) -> TranscriptionJob:
    ended = setup.settle(job.key, job.revision, result)
    assert ended is not None
    return ended


def test_two_channels_are_asked_for_by_channel_identification() -> None:
    setup = Transcribing()
    job = requested(setup)
    request = begin(setup, job)
    assert request["Settings"] == {"ChannelIdentification": True}
    assert request["Media"] == {
        "MediaFileUri": "s3://bucket/recordings/default/a1/2026/11/18/r1.mp3"
    }
    assert request["IdentifyLanguage"] is True
    assert request["OutputKey"] == f"transcription-results/{job.name}.json"
    running = setup.jobs.job(job.key, 1)
    assert running is not None
    assert running.state is TranscriptionState.RUNNING


def test_one_channel_is_asked_for_with_speaker_labels() -> None:
    setup = Transcribing()
    setup.decide(options={"language": "de-DE", "vocabulary": "names", "max_speakers": 3})
    request = begin(setup, requested(setup, channels=1))
    assert request["LanguageCode"] == "de-DE"
    assert request["Settings"] == {
        "ShowSpeakerLabels": True,
        "MaxSpeakerLabels": 3,
        "VocabularyName": "names",
    }


def test_language_identification_among_some() -> None:
    setup = Transcribing()
    setup.decide(options={"language_options": ["en-US", "es-US"], "vocabulary": "names"})
    request = begin(setup, requested(setup))
    assert request["LanguageOptions"] == ["en-US", "es-US"]
    assert "VocabularyName" not in object_of(request["Settings"])
    assert object_of(request["LanguageIdSettings"])["es-US"] == {"VocabularyName": "names"}


def test_a_repeated_start_gives_the_same_request() -> None:
    setup = Transcribing()
    job = requested(setup)
    assert begin(setup, job) == begin(setup, job)


def test_audio_that_was_erased_before_the_start_ends_the_job() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.rows.rows.clear()
    assert setup.start(job.key, 1).outcome == "ended"
    ended = setup.jobs.job(job.key, 1)
    assert ended is not None
    assert (ended.state, ended.reason) == (TranscriptionState.FAILED, "audio_gone")
    assert setup.jobs.spent("default", "2026-11") == 0
    assert setup.start(job.key, 1).outcome == "ended"


def test_a_job_that_does_not_exist_ends_the_execution() -> None:
    setup = Transcribing()
    row = setup.stored()
    assert setup.start(row.key, 1).outcome == "ended"
    assert setup.settle(row.key, 1, WELL) is None


def test_the_transcript_is_stored_and_the_row_points_to_it() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.answer(job, call())
    ended = settle(setup, job, WELL)
    assert (ended.state, ended.language, ended.cost) == ("completed", "en-US", 24_000)
    row = setup.row()
    assert row.transcript is not None
    assert (row.transcript.revision, row.transcript.words) == (1, 8)
    assert list(setup.store.objects) == [transcript_key(row, 1)]
    assert row.history[-1].event == "transcribed"


def test_redacted_and_unredacted_text_are_stored_apart() -> None:
    setup = Transcribing()
    setup.decide(options=REDACTED.model_dump(mode="json"))
    job = requested(setup)
    assert object_of(begin(setup, job)["ContentRedaction"]) == {
        "RedactionType": "PII",
        "RedactionOutput": "redacted_and_unredacted",
    }
    hidden = one_channel(word("[PII]", 0, 1))
    setup.results.objects[redacted_result_key(job.name)] = json.dumps(hidden).encode()
    setup.results.objects[result_key(job.name)] = json.dumps(call()).encode()
    settle(setup, job, WELL)
    row = setup.row()
    assert row.transcript is not None
    assert (row.transcript.redacted, row.transcript.unredacted) == (True, True)
    readable = setup.store.objects[transcript_key(row, 1)]
    apart = setup.store.objects[transcript_key(row, 1, unredacted=True)]
    assert (readable.turns[0].text, readable.redacted) == ("[PII]", True)
    assert (apart.turns[0].text, apart.redacted) == ("Good morning.", False)


def test_without_the_redacted_result_nothing_is_stored() -> None:
    setup = Transcribing()
    setup.decide(options=REDACTED.model_dump(mode="json"))
    job = requested(setup)
    setup.results.objects[result_key(job.name)] = json.dumps(call()).encode()
    assert settle(setup, job, WELL).reason == "result_missing"
    assert setup.store.objects == {}
    assert setup.row().transcript is None


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (JobEnd.FAILED, "service_failed"),
        (JobEnd.REFUSED, "service_refused"),
        (JobEnd.NEVER_ENDED, "never_ended"),
        (JobEnd.WORKER_FAILED, "worker_failed"),
    ],
)
def test_every_other_end_fails_the_job_and_frees_its_budget(end: JobEnd, reason: str) -> None:
    setup = Transcribing()
    job = requested(setup)
    ended = settle(setup, job, JobResult(end=end, detail="the media is unsupported"))
    assert (ended.state, ended.reason) == (TranscriptionState.FAILED, reason)
    assert ended.detail == "the media is unsupported"
    assert setup.jobs.spent("default", "2026-11") == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "result_missing"),
        (b"<html>", "result_unreadable"),
        (b"[]", "result_unreadable"),
        (b"{}", "result_unreadable"),
        (b"\xff\xfe", "result_unreadable"),
        (b" " * 1_000_001, "result_too_large"),
    ],
)
def test_a_result_that_cannot_be_used_fails_the_job_but_was_paid_for(
    content: bytes | None, reason: str
) -> None:
    setup = Transcribing()
    job = requested(setup)
    if content is not None:
        setup.results.objects[result_key(job.name)] = content
    ended = settle(setup, job, WELL)
    assert (ended.state, ended.reason, ended.cost) == ("failed", reason, 24_000)
    assert setup.row().transcript is None
    assert setup.jobs.spent("default", "2026-11") == 24_000


def test_no_words_are_a_transcript_without_turns() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.answer(job, one_channel())
    assert settle(setup, job, WELL).state is TranscriptionState.COMPLETED
    row = setup.row()
    assert row.transcript is not None
    assert row.transcript.words == 0


def test_a_recording_that_was_erased_meanwhile_gets_no_transcript() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.answer(job, call())
    row = setup.row()
    setup.rows.rows[row.key] = row.model_copy(update={"state": RecordingState.EXCLUDED})
    assert settle(setup, job, WELL).reason == "audio_gone"
    assert setup.store.objects == {}


def test_a_step_that_storage_refused_is_repeated() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.answer(job, call())
    setup.store.broken = True
    with pytest.raises(StorageFailed):
        settle(setup, job, WELL)
    setup.store.broken = False
    assert settle(setup, job, WELL).state is TranscriptionState.COMPLETED


def test_a_repeated_end_changes_nothing() -> None:
    setup = Transcribing()
    job = requested(setup)
    setup.answer(job, call())
    first = settle(setup, job, WELL)
    revision = setup.row().revision
    assert settle(setup, job, JobResult(end=JobEnd.FAILED)) == first
    assert setup.row().revision == revision
    assert setup.jobs.spent("default", "2026-11") == 24_000


def test_an_older_job_that_ends_late_does_not_take_the_pointer_back() -> None:
    setup = Transcribing()
    row = setup.stored()
    first = setup.request(row).job
    setup.clock.advance(3600)
    second = setup.request(row).job
    setup.answer(second, call())
    settle(setup, second, WELL)
    setup.answer(first, call())
    settle(setup, first, WELL)
    found = setup.row().transcript
    assert found is not None
    assert found.revision == 2
