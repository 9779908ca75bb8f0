"""How recordings lie in S3, which is their truth: keys, what proves a file, and its documents.

    recordings/{service}/{account}/{yyyy}/{mm}/{dd}/{recording}.mp3|.wav   the audio
    recordings/ ... /{recording}.json                                      its sidecar
    decisions/  ... /{recording}.json      why a recording has no file: excluded, unavailable, lost
    quarantine/ ... /{recording}.{original type, or bin}                   bytes nobody expected

The date is the call's start in UTC as the row first knew it.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, JsonValue

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.bodies import MEDIA_TYPES
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey

if TYPE_CHECKING:
    StoredJson = JsonObject
else:
    # What a model can check while it reads a document; JsonObject is recursive by name alone.
    StoredJson = dict[str, JsonValue]

PART_SIZE: Final = 8 * 1024 * 1024
"""Bytes of a part of a large upload; a body that fits in one is put at once."""
SCHEMA_VERSION: Final = 1

RECORDINGS: Final = "recordings"
DECISIONS: Final = "decisions"
QUARANTINE: Final = "quarantine"
_KEY_PARTS = 7
_NOT_ESCAPED_BUT_SHOULD = {".": "%2E", "~": "%7E"}


def escaped(identifier: str) -> str:
    """An opaque id as part of a key: all but letters, digits, `_` and `-` is percent-encoded.

    The dot too, so that only an extension begins with one.
    """
    text = quote(identifier, safe="")
    for letter, code in _NOT_ESCAPED_BUT_SHOULD.items():
        text = text.replace(letter, code)
    return text


def _stem(prefix: str, row: Recording) -> str:
    day = datetime.fromtimestamp(row.start_time, UTC).strftime("%Y/%m/%d")
    owner = f"{escaped(row.service)}/{escaped(row.account_id)}"
    return f"{prefix}/{owner}/{day}/{escaped(row.recording_id)}"


def audio_key(row: Recording, extension: str) -> str:
    return f"{_stem(RECORDINGS, row)}.{extension}"


def audio_prefix(row: Recording) -> str:
    """Begins every key of the recording: the audio's, whatever its type, and the sidecar's."""
    return f"{_stem(RECORDINGS, row)}."


def sidecar_key(row: Recording) -> str:
    return f"{_stem(RECORDINGS, row)}.json"


def decision_key(row: Recording) -> str:
    return f"{_stem(DECISIONS, row)}.json"


def quarantine_key(row: Recording, extension: str) -> str:
    return f"{_stem(QUARANTINE, row)}.{extension}"


def is_audio_key(object_key: str) -> bool:
    return object_key.rpartition(".")[2] in MEDIA_TYPES


def recording_of_key(object_key: str) -> RecordingKey | None:
    """The recording whose object this is; None for a key that is none of ours."""
    parts = object_key.split("/")
    if len(parts) != _KEY_PARTS:
        return None
    return RecordingKey(
        service=unquote(parts[1]),
        account_id=unquote(parts[2]),
        recording_id=unquote(parts[6].partition(".")[0]),
    )


class Digest(BaseModel):
    """What was computed from all bytes of a body; `size` in bytes.

    `s3_checksum` is what S3 must answer: base64 of the SHA-256, or, for more than one part, of the
    SHA-256 over the parts' digests with `-<parts>`. `part_checksums` are base64 SHA-256 each.
    """

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str
    s3_checksum: str
    part_checksums: tuple[str, ...]
    part_size: int = PART_SIZE

    def matches(self, s3_checksum: str) -> bool:
        """Whether S3 describes the same bytes. A copy made by S3 has one over the whole."""
        return s3_checksum in (self.s3_checksum, _base64(bytes.fromhex(self.sha256)))


class Hasher:
    """Computes a Digest while bytes flow by, in constant memory."""

    def __init__(self, part_size: int = PART_SIZE) -> None:
        self._part_size = part_size
        self._whole = hashlib.sha256()
        self._part = hashlib.sha256()
        self._part_digests: list[bytes] = []
        self._in_part = 0
        self.size = 0

    def update(self, chunk: bytes) -> None:
        self._whole.update(chunk)
        self.size += len(chunk)
        view = memoryview(chunk)
        while view:
            piece = view[: self._part_size - self._in_part]
            self._part.update(piece)
            self._in_part += len(piece)
            view = view[len(piece) :]
            if self._in_part == self._part_size:
                self._end_part()

    def digest(self) -> Digest:
        """To be called once, after the last byte."""
        if self._in_part or not self._part_digests:
            self._end_part()
        parts = self._part_digests
        return Digest(
            size=self.size,
            sha256=self._whole.hexdigest(),
            s3_checksum=_composite(parts),
            part_checksums=tuple(_base64(part) for part in parts),
            part_size=self._part_size,
        )

    def _end_part(self) -> None:
        self._part_digests.append(self._part.digest())
        self._part = hashlib.sha256()
        self._in_part = 0


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _composite(parts: list[bytes]) -> str:
    if len(parts) == 1:
        return _base64(parts[0])
    return f"{_base64(hashlib.sha256(b''.join(parts)).digest())}-{len(parts)}"


class Body(BaseModel):
    """Bytes on this machine's disk, judged and ready to be stored."""

    model_config = ConfigDict(frozen=True)

    path: Path
    digest: Digest
    extension: str
    content_type: str


class FoundAudio(BaseModel):
    """Audio that lies in the archive already; `size` in bytes."""

    model_config = ConfigDict(frozen=True)

    object_key: str
    size: int

    @property
    def extension(self) -> str:
        return self.object_key.rpartition(".")[2]


class StoredObject(BaseModel):
    """An object whose bytes are proved. `adopted`: it lay there before."""

    model_config = ConfigDict(frozen=True)

    object_key: str
    size: int
    sha256: str
    s3_checksum: str
    content_type: str
    adopted: bool = False


class AudioFacts(BaseModel):
    """What decoding tells: seconds, Hz, and for each channel its waveform's peaks, 0..1."""

    model_config = ConfigDict(frozen=True)

    duration_seconds: float
    channels: int
    sample_rate: int
    peaks: tuple[tuple[float, ...], ...] = ()


class Sidecar(BaseModel):
    """The document beside the audio: enough to rebuild the index, and to draw the waveform.

    `recording` is the row as it was when the document was written, with what is proved about the
    file (`recording.audio`) and all times. `call` is the normalised record, `call_raw` what
    RingCentral sent; both are None while no call log record is known.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: int = SCHEMA_VERSION
    recording: Recording
    call_version: str = ""
    call: StoredJson | None = None
    call_raw: StoredJson | None = None
    duration_matches_call: bool | None = None
    observations: tuple[str, ...] = ()
    peaks: tuple[tuple[float, ...], ...] = ()


class Decision(BaseModel):
    """Why a recording has no file: its closed row, and the call as RingCentral told it."""

    model_config = ConfigDict(frozen=True)

    schema_version: int = SCHEMA_VERSION
    recording: Recording
    call_raw: StoredJson | None = None


def normalised(call_raw: JsonObject | None) -> tuple[JsonObject | None, str]:
    """The record as the product reads it, and its version; None and "" where there is none."""
    if call_raw is None:
        return None, ""
    try:
        call = parse_call(call_raw)
    except ValueError:
        return None, ""
    return call.model_dump(mode="json", exclude_none=True), call.version


def sidecar_of(row: Recording, call_raw: JsonObject | None) -> Sidecar:
    """The sidecar of a stored row, still without what decoding told."""
    call, version = normalised(call_raw)
    return Sidecar(
        recording=row.model_copy(update={"sidecar_version": version}),
        call_version=version,
        call=call,
        call_raw=call_raw,
    )


def supersedes(candidate: Sidecar, known: Sidecar) -> bool:
    """Whether a sidecar may replace the one on file: never by an older call for the same bytes."""
    if candidate.call_version != known.call_version:
        return candidate.call_version > known.call_version
    return _sha256(candidate) != _sha256(known)


def _sha256(sidecar: Sidecar) -> str:
    return sidecar.recording.audio.sha256 if sidecar.recording.audio else ""


def refreshed(known: Sidecar | None, row: Recording, call_raw: JsonObject) -> Sidecar | None:
    """The sidecar after its call changed; None when the one on file is as new.

    What decoding told stays. A missing sidecar is made anew, without a waveform.
    """
    fresh = sidecar_of(row, call_raw)
    if known is None:
        return fresh
    if not fresh.call_version > known.call_version:
        return None
    kept = {"duration_matches_call", "observations", "peaks"}
    return fresh.model_copy(update=known.model_dump(include=kept))
