"""A summary of a recording: one line of JSON in S3, for questions over all of them in Athena.

    summaries/{yyyy}/{mm}/{dd}/{service}/{account}/{recording}.json

Sidecars lie beside the audio, which a query over their folder would read too, and have waveforms. A summary
has no names or numbers of the other side, and no words. docs/queries.md describes its fields.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import escaped
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import Recording

SUMMARIES: Final = "summaries"


class RecordingSummary(Model):
    """Times are ISO 8601 in UTC. What is not known is null, or an empty text."""

    recording: str
    service: str
    account_id: str
    recording_id: str
    call_id: str
    session_id: str
    state: str
    reason: str
    started_at: str
    duration_seconds: int
    direction: str
    recording_type: str
    extension_id: str
    extension_name: str
    extensions: tuple[str, ...]
    tags: tuple[str, ...]
    size: int | None = None
    content_type: str | None = None
    audio_seconds: float | None = None
    channels: int | None = None
    sha256: str | None = None
    stored_at: str | None = None
    has_transcript: bool
    transcript_revision: int | None = None
    transcript_words: int | None = None
    language: str | None = None


def summary_of(row: Recording, extension_name: str) -> RecordingSummary:
    facts = {**_audio(row), **_transcript(row)}
    return RecordingSummary(
        recording=recording_id_of(row.key),
        service=row.service,
        account_id=row.account_id,
        recording_id=row.recording_id,
        call_id=row.call_id,
        session_id=row.session_id,
        state=row.state.value,
        reason=row.reason,
        started_at=_iso(row.start_time),
        duration_seconds=row.duration_seconds,
        direction=row.direction,
        recording_type=row.mode or row.recording_type,
        extension_id=row.extension_id,
        extension_name=extension_name,
        extensions=extension_ids(row),
        tags=row.tags,
        has_transcript=row.transcript is not None,
    ).model_copy(update=facts)


def summary_key(row: Recording) -> str:
    day = datetime.fromtimestamp(row.start_time, UTC).strftime("%Y/%m/%d")
    owner = f"{escaped(row.service)}/{escaped(row.account_id)}"
    return f"{SUMMARIES}/{day}/{owner}/{escaped(row.recording_id)}.json"


def _audio(row: Recording) -> dict[str, object]:
    audio = row.audio
    if audio is None:
        return {}
    return {
        "size": audio.size,
        "content_type": audio.content_type,
        "audio_seconds": audio.duration_seconds,
        "channels": audio.channels,
        "sha256": audio.sha256,
        "stored_at": _iso(audio.stored_at),
    }


def _transcript(row: Recording) -> dict[str, object]:
    found = row.transcript
    if found is None:
        return {}
    return {
        "transcript_revision": found.revision,
        "transcript_words": found.words,
        "language": found.language,
    }


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
