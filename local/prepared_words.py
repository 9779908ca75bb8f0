"""Transcripts of conversations whose words are known, because they were written before they were spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.transcripts import Transcript, TranscriptSource, Word
from ringkeep.domain.transcripts.turns import SpokenWord, turns_of

_LANGUAGE: Final = "en-US"
_CUSTOMER: Final = "C"
_SPACE: Final = 1
"""A word takes time as its letters do, and its space like one of them."""


class Utterance(NamedTuple):
    """What one person says at a time, in seconds from the beginning of the recording."""

    speaker: str
    start: float
    end: float
    text: str


class Facts(NamedTuple):
    recording: RecordingKey
    created: float
    duration_seconds: float
    channels: int


def transcript_of(utterances: Sequence[Utterance], facts: Facts) -> Transcript:
    """Returns the first revision. Nothing listened to it, so the words have no confidence."""
    return Transcript(
        service=facts.recording.service,
        account_id=facts.recording.account_id,
        recording_id=facts.recording.recording_id,
        revision=1,
        source=TranscriptSource.PREPARED,
        language=_LANGUAGE,
        created=facts.created,
        duration_seconds=facts.duration_seconds,
        turns=turns_of(_lanes(utterances, facts.channels), _LANGUAGE),
    )


def _lanes(utterances: Sequence[Utterance], channels: int) -> list[list[SpokenWord]]:
    """The customer is on the first of two channels. With one, the person who begins is the first voice."""
    if channels == 1:
        first = utterances[0].speaker if utterances else ""
        return [
            [
                SpokenWord(word, f"spk_{int(each.speaker != first)}")
                for each in utterances
                for word in timed_words(each)
            ]
        ]
    return [
        [
            SpokenWord(word, f"ch_{channel}", channel)
            for each in utterances
            if (each.speaker != _CUSTOMER) == bool(channel)
            for word in timed_words(each)
        ]
        for channel in range(channels)
    ]


def timed_words(utterance: Utterance) -> Iterator[Word]:
    """The words share the time of their utterance by their lengths."""
    words = utterance.text.split()
    letters = sum(len(word) + _SPACE for word in words)
    second, start = (utterance.end - utterance.start) / max(1, letters), utterance.start
    for word in words:
        end = start + (len(word) + _SPACE) * second
        yield Word(text=word, start=round(start, 3), end=round(end, 3))
        start = end
