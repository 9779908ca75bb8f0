"""Where transcripts are stored in S3.

    transcripts/{service}/{account}/{yyyy}/{mm}/{dd}/{recording}/{revision}.json
    transcripts-unredacted/{service}/{account}/{yyyy}/{mm}/{dd}/{recording}/{revision}.json
    transcription-results/{name of the job}.json             what Amazon Transcribe wrote

The second prefix is readable only with the right `transcripts.see_unredacted`. Where the service has no
redaction, the transcript is under the first one. The date is that of the recording's own key.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import RECORDINGS, audio_prefix, escaped
from ringkeep.domain.recordings.recordings import Recording, RecordingKey

TRANSCRIPTS: Final = "transcripts"
UNREDACTED: Final = "transcripts-unredacted"
RESULTS: Final = "transcription-results"
_KEY_PARTS: Final = 8
_LONGEST_REVISION: Final = 9


class TranscriptPlace(Model):
    """What the key of a transcript says."""

    recording: RecordingKey
    revision: int
    unredacted: bool


def transcripts_prefix(row: Recording, *, unredacted: bool = False) -> str:
    """The common prefix of all revisions of a recording."""
    prefix = UNREDACTED if unredacted else TRANSCRIPTS
    return f"{prefix}{audio_prefix(row).removeprefix(RECORDINGS).removesuffix('.')}/"


def service_prefix(service: str, *, unredacted: bool = False) -> str:
    """The common prefix of all transcripts of a service."""
    return f"{UNREDACTED if unredacted else TRANSCRIPTS}/{escaped(service)}/"


def transcript_key(row: Recording, revision: int, *, unredacted: bool = False) -> str:
    return f"{transcripts_prefix(row, unredacted=unredacted)}{revision}.json"


def result_key(job_name: str) -> str:
    """Where the service is to write its result."""
    return f"{RESULTS}/{job_name}.json"


def redacted_result_key(job_name: str) -> str:
    """The service puts `redacted-` before the file's name."""
    return f"{RESULTS}/redacted-{job_name}.json"


def place_of_transcript(object_key: str) -> TranscriptPlace | None:
    """Returns what the key says, or None for any other object, such as the list of postings."""
    parts = object_key.split("/")
    if len(parts) != _KEY_PARTS or parts[0] not in (TRANSCRIPTS, UNREDACTED):
        return None
    name, _, ending = parts[-1].partition(".")
    if ending != "json" or not _is_revision(name):
        return None
    service, account_id, recording_id = (unquote(parts[place]) for place in (1, 2, 6))
    return TranscriptPlace(
        recording=RecordingKey(service=service, account_id=account_id, recording_id=recording_id),
        revision=int(name),
        unredacted=parts[0] == UNREDACTED,
    )


def _is_revision(name: str) -> bool:
    digits = name.isascii() and name.isdigit() and len(name) <= _LONGEST_REVISION
    return digits and not name.startswith("0")
