"""Reads the result that Amazon Transcribe writes, and turns it into a transcript.

    transcript = transcript_of(parse_object(text), facts)

Two channels come by channel identification, one channel with speaker labels. The result may lack what its
documentation promises: a word without a time keeps its place, punctuation belongs to the word before it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ringkeep.domain.json import JsonObject, JsonValue, nested, object_of, objects_of, text_of
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.transcripts import Transcript, TranscriptSource, Word
from ringkeep.domain.transcripts.turns import SpokenWord, turns_of
from ringkeep.errors import RingkeepError

RECOGNIZER: Final = "recognizer"
"""An object in the result that names another source and its model: Whisper, on a laptop."""
_OPENING: Final = frozenset("¿¡([{«“„")
_SPACES: Final = re.compile(r"\s+")
_CHANNEL: Final = re.compile(r"ch_(\d{1,2})\Z")
_NO_SPEAKER: Final = "spk_0"


class ResultUnreadable(RingkeepError):
    """The result is no transcript. `reason` is a code for the job."""

    reason: Final = "result_unreadable"


class TranscriptFacts(Model):
    """What the job knows and the result does not say. `duration_seconds` is None where the recording's
    length is unknown."""

    recording: RecordingKey
    revision: int
    language: str
    created: float
    duration_seconds: float | None = None
    redacted: bool = False


def transcript_of(result: JsonObject, facts: TranscriptFacts) -> Transcript:
    """Raises ResultUnreadable. If no one spoke, the transcript has no turns."""
    results = result.get("results")
    if not isinstance(results, Mapping) or not ({"items", "channel_labels"} & set(results)):
        raise ResultUnreadable("the result of the transcription has no words and no channels")
    recognizer = object_of(result.get(RECOGNIZER))
    lanes = [list(lane) for lane in _lanes(results)]
    return Transcript(
        **facts.recording.model_dump(),
        revision=facts.revision,
        source=_source(recognizer),
        model=text_of(recognizer.get("model")),
        language=facts.language,
        created=facts.created,
        duration_seconds=facts.duration_seconds,
        redacted=facts.redacted,
        turns=turns_of(lanes, facts.language),
    )


def _source(recognizer: JsonObject) -> TranscriptSource:
    name = recognizer.get("source")
    known = name in set(TranscriptSource)
    return TranscriptSource(str(name)) if known else TranscriptSource.TRANSCRIBE


def _lanes(results: JsonObject) -> Iterator[Iterator[SpokenWord]]:
    """Yields the words of each channel, or all words if the channels were not separated."""
    channels = objects_of(nested(results, "channel_labels", "channels"))
    for place, channel in enumerate(channels):
        label = text_of(channel.get("channel_label")) or f"ch_{place}"
        yield _spoken(objects_of(channel.get("items")), {}, label)
    if not channels:
        yield _spoken(objects_of(results.get("items")), _speakers(results), "")


def _speakers(results: JsonObject) -> Mapping[str, str]:
    """Returns the speaker by the start of a word: older results name the speaker only there."""
    segments = objects_of(nested(results, "speaker_labels", "segments"))
    items = (each for segment in segments for each in objects_of(segment.get("items")))
    return {text_of(each.get("start_time")): text_of(each.get("speaker_label")) for each in items}


def _spoken(
    items: Iterable[JsonObject], speakers: Mapping[str, str], channel_label: str
) -> Iterator[SpokenWord]:
    """Yields the words in their order. The punctuation after a word belongs to it; an opening mark, and
    punctuation that follows nothing, to the word that comes next."""
    opening, waiting = "", None
    speaker = channel_label or _NO_SPEAKER
    for item in items:
        text = _content(item)
        if item.get("type") == "punctuation":
            if waiting is None or text in _OPENING:
                opening += text
            else:
                waiting = waiting.followed_by(text)
        elif text:
            if waiting:
                yield waiting
            speaker = channel_label or _speaker_of(item, speakers) or speaker
            word = _word(item, opening + text)
            waiting, opening = SpokenWord(word, speaker, _channel(channel_label)), ""
    if waiting:
        yield waiting.followed_by(opening)


def _word(item: JsonObject, text: str) -> Word:
    start, end = _number(item.get("start_time")), _number(item.get("end_time"))
    if start is not None and end is not None:
        end = max(start, end)
    return Word(text=text, start=start, end=end, confidence=_confidence(item))


def _speaker_of(item: JsonObject, speakers: Mapping[str, str]) -> str:
    return text_of(item.get("speaker_label")) or speakers.get(text_of(item.get("start_time")), "")


def _channel(label: str) -> int | None:
    found = _CHANNEL.match(label)
    return int(found[1]) if found else None


def _content(item: JsonObject) -> str:
    return _SPACES.sub(" ", text_of(_alternative(item).get("content")))


def _confidence(item: JsonObject) -> float | None:
    """A redacted word has its confidence one level deeper: how certain its kind is."""
    alternative = _alternative(item)
    redactions = objects_of(alternative.get("redactions"))
    named = alternative.get("confidence") or (
        redactions[0].get("confidence") if redactions else None
    )
    number = _number(named)
    return None if number is None else min(1.0, number)


def _alternative(item: JsonObject) -> JsonObject:
    found = objects_of(item.get("alternatives"))
    return found[0] if found else {}


def _number(value: JsonValue) -> float | None:
    """Returns a number that is not negative, from a number or its text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None
