"""What the service cannot take."""

from __future__ import annotations

import pytest

from ringkeep.domain.transcripts.limits import (
    AudioToTranscribe,
    TranscriptionLimits,
    audio_refusals,
    option_refusals,
)
from ringkeep.domain.transcripts.options import TranscriptionOptions

LIMITS = TranscriptionLimits()
AUDIO = AudioToTranscribe(
    object_key="recordings/main/a1/2026/11/18/r1.mp3",
    content_type="audio/mpeg",
    size=480_000,
    duration_seconds=60.0,
    channels=1,
    loudest=0.4,
)


def codes(**changes: object) -> list[str]:
    audio = AUDIO.model_copy(update=changes)
    return [each.code for each in audio_refusals(audio, TranscriptionOptions(), LIMITS)]


def test_an_ordinary_recording_is_taken() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"duration_seconds": 36_000.0}, "audio_too_long"),
        ({"duration_seconds": 14_400.1}, "audio_too_long"),
        ({"duration_seconds": 0.4}, "audio_too_short"),
        ({"duration_seconds": 0.0}, "audio_header_only"),
        ({"size": 2048 * 1024 * 1024 + 1}, "audio_too_large"),
        ({"loudest": 0.0}, "audio_silent"),
        ({"content_type": "audio/aiff"}, "audio_type_unsupported"),
    ],
)
def test_what_the_service_cannot_take_is_said_before(changes: dict[str, object], code: str) -> None:
    assert codes(**changes) == [code]


def test_what_is_not_known_does_not_stand_against_it() -> None:
    assert codes(duration_seconds=None, loudest=None) == []


def test_exactly_the_limit_is_taken() -> None:
    assert codes(duration_seconds=14_400.0, size=2048 * 1024 * 1024) == []


def test_limits_are_settings() -> None:
    narrow = TranscriptionLimits(longest_seconds=30, languages=frozenset({"en-US"}))
    options = TranscriptionOptions(language="de-DE")
    found = [each.code for each in audio_refusals(AUDIO, options, narrow)]
    assert found == ["audio_too_long", "language_unsupported"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (TranscriptionOptions(language="xx-XX"), "language_unsupported"),
        (TranscriptionOptions(language_options=("en-US", "xx-XX")), "language_unsupported"),
        (TranscriptionOptions(redaction=True), "redaction_needs_language"),
        (TranscriptionOptions(language="fi-FI", redaction=True), "redaction_unsupported"),
    ],
)
def test_options_that_the_service_refuses_are_named(
    options: TranscriptionOptions, code: str
) -> None:
    assert [each.code for each in option_refusals(options, LIMITS)] == [code]


def test_sentences_say_what_the_limit_is() -> None:
    audio = AUDIO.model_copy(update={"duration_seconds": 36_000.0})
    (refusal,) = audio_refusals(audio, TranscriptionOptions(), LIMITS)
    assert str(refusal) == (
        "The recording lasts 10 h 00 min. The transcription service takes at most 4 h 00 min."
    )
