"""A transcript: who said what, word by word, and when. This is the one format of every source.

    transcript.turns[0].speaker                 "channel_1"
    transcript.turns[0].words[0].text           "Hello,"

docs/transcripts.md describes the JSON document for its readers. Times are in seconds from the beginning
of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey

SCHEMA_VERSION: Final = 1
_WRITTEN_WITHOUT_SPACES: Final = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})

Seconds = Annotated[float, Field(ge=0)]


class TranscriptSource(StrEnum):
    """Who listened: Amazon Transcribe, or Whisper in its place on a laptop. Prepared: no one did, since the
    words were written before they were spoken, as in the demo's calls."""

    TRANSCRIBE = "transcribe"
    WHISPER = "whisper"
    PREPARED = "prepared"


class Word(Model):
    """A spoken word with the punctuation that follows it. `start` and `end` are None if the source gave no
    time, `confidence` (0 to 1) likewise."""

    text: str
    start: Seconds | None = None
    end: Seconds | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class Turn(Model):
    """What one speaker said without a break. `text` is the words, joined as the language writes them.
    `user_id` is empty where the speaker is not known, `channel` None where the audio has one channel."""

    speaker: str
    user_id: str = ""
    channel: int | None = None
    start: Seconds
    end: Seconds
    text: str
    words: tuple[Word, ...] = ()


class Transcript(Model):
    """One revision of a recording's transcript. `created` is in seconds since the epoch. `redacted`:
    personal data was replaced, by `[PII]` or by its kind."""

    schema_version: int = SCHEMA_VERSION
    service: str
    account_id: str
    recording_id: str
    revision: Annotated[int, Field(ge=1)]
    source: TranscriptSource
    model: str = ""
    language: str
    created: float
    duration_seconds: Seconds | None = None
    redacted: bool = False
    turns: tuple[Turn, ...] = ()

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )

    @property
    def words(self) -> Iterator[Word]:
        return (word for turn in self.turns for word in turn.words)


def joined(words: Iterable[str], language: str) -> str:
    """Joins words as the language writes them: Chinese and Japanese have no spaces between words."""
    return separator_of(language).join(words)


def separator_of(language: str) -> str:
    return "" if language.partition("-")[0].lower() in _WRITTEN_WITHOUT_SPACES else " "
