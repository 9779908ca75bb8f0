"""Results as Amazon Transcribe writes them, and the facts of their job."""

from __future__ import annotations

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.amazon_transcribe import TranscriptFacts

NOW = 1_795_000_000.0
KEY = RecordingKey(service="main", account_id="a1", recording_id="r1")


def facts(language: str = "en-US", *, redacted: bool = False) -> TranscriptFacts:
    return TranscriptFacts(
        recording=KEY,
        revision=1,
        language=language,
        created=NOW,
        duration_seconds=12.0,
        redacted=redacted,
    )


def word(
    text: str, start: float, end: float, confidence: str = "0.9", **fields: JsonValue
) -> dict[str, JsonValue]:
    return {
        "type": "pronunciation",
        "alternatives": [{"confidence": confidence, "content": text}],
        "start_time": f"{start}",
        "end_time": f"{end}",
        **fields,
    }


def mark(text: str) -> dict[str, JsonValue]:
    alternatives: JsonValue = [{"confidence": "0.0", "content": text}]
    return {"type": "punctuation", "alternatives": alternatives}


def one_channel(*items: JsonValue, segments: JsonValue = ()) -> JsonObject:
    results: JsonObject = {
        "transcripts": [{"transcript": ""}],
        "items": list(items),
        "speaker_labels": {"speakers": 2, "segments": segments},
    }
    return {"jobName": "j", "status": "COMPLETED", "results": results}


def two_channels(left: list[JsonValue], right: list[JsonValue]) -> JsonObject:
    channels: JsonValue = [
        {"channel_label": "ch_0", "items": left},
        {"channel_label": "ch_1", "items": right},
    ]
    results: JsonObject = {
        "channel_labels": {"channels": channels, "number_of_channels": 2},
        "items": [*left, *right],
    }
    return {"jobName": "j", "status": "COMPLETED", "results": results}


def call() -> JsonObject:
    """Agent and customer, with the agent's word in a short pause of the customer."""
    left: list[JsonValue] = [word("Good", 0.5, 0.8), word("morning", 0.8, 1.2), mark(".")]
    left += [word("Right", 4.1, 4.3), mark(".")]
    right: list[JsonValue] = [word("Hello", 1.5, 1.9), mark(","), word("my", 2.0, 2.1)]
    right += [word("number", 2.2, 2.6), word("is", 3.9, 4.0), word("five", 4.6, 5.0), mark(".")]
    return two_channels(left, right)
