"""What a row says about a transcript, made from the transcript itself."""

from __future__ import annotations

from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.transcripts.transcripts import Transcript


def pointer_to(transcript: Transcript, *, unredacted: bool) -> TranscriptPointer:
    return TranscriptPointer(
        revision=transcript.revision,
        source=transcript.source.value,
        model=transcript.model,
        language=transcript.language,
        created=transcript.created,
        words=sum(1 for _ in transcript.words),
        redacted=transcript.redacted,
        unredacted=unredacted,
    )
