"""How recordings are stored in S3: the keys, the digests that prove a file, and the documents.

    recordings/{service}/{account}/{yyyy}/{mm}/{dd}/{recording}.mp3|.wav   the audio
    recordings/ ... /{recording}.json                                      its sidecar
    decisions/  ... /{recording}.json      why a recording has no file: excluded, unavailable, lost
    quarantine/ ... /{recording}.{original type, or bin}                   bytes of an unexpected type

S3 is the source of truth; the rows in DynamoDB are an index that can be rebuilt from it. The date
is the call's start in UTC, as it was when the row was created.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from pydantic import JsonValue

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.bodies import MEDIA_TYPES, StoredType
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey

if TYPE_CHECKING:
    StoredJson = JsonObject
else:
    # Pydantic needs a type that it can build a validator for; JsonObject refers to itself.
    StoredJson = dict[str, JsonValue]

PART_SIZE: Final = 8 * 1024 * 1024
"""Bytes in one part of a large upload. A body that fits in one part needs a single request."""
SCHEMA_VERSION: Final = 1

RECORDINGS: Final = "recordings"
DECISIONS: Final = "decisions"
QUARANTINE: Final = "quarantine"
_KEY_PARTS = 7
_NOT_ESCAPED_BY_QUOTE = {".": "%2E", "~": "%7E"}


def escaped(identifier: str) -> str:
    """Percent-encodes everything in an id except letters, digits, `_` and `-`, for use in a key.

    Dots are encoded too, so that the first dot of a key starts the file extension.
    """
    text = quote(identifier, safe="")
    for letter, code in _NOT_ESCAPED_BY_QUOTE.items():
        text = text.replace(letter, code)
    return text


def _stem(prefix: str, row: Recording) -> str:
    day = datetime.fromtimestamp(row.start_time, UTC).strftime("%Y/%m/%d")
    owner = f"{escaped(row.service)}/{escaped(row.account_id)}"
    return f"{prefix}/{owner}/{day}/{escaped(row.recording_id)}"


def audio_key(row: Recording, extension: str) -> str:
    return f"{_stem(RECORDINGS, row)}.{extension}"


def audio_prefix(row: Recording) -> str:
    """The common prefix of the recording's keys: its audio of any type, and its sidecar."""
    return f"{_stem(RECORDINGS, row)}."


def sidecar_key(row: Recording) -> str:
    return f"{_stem(RECORDINGS, row)}.json"


def decision_key(row: Recording) -> str:
    return f"{_stem(DECISIONS, row)}.json"


def quarantine_key(row: Recording, extension: str) -> str:
    return f"{_stem(QUARANTINE, row)}.{extension}"


def is_audio_key(object_key: str) -> bool:
    return object_key.rpartition(".")[2] in MEDIA_TYPES


def audio_type(object_key: str) -> str:
    """Returns the media type of a recording's audio. The object's own type may come from elsewhere."""
    return MEDIA_TYPES[object_key.rpartition(".")[2]]


def recording_of_key(object_key: str) -> RecordingKey | None:
    """Returns the recording that the key belongs to, or None if the key has another format."""
    parts = object_key.split("/")
    if len(parts) != _KEY_PARTS:
        return None
    return RecordingKey(
        service=unquote(parts[1]),
        account_id=unquote(parts[2]),
        recording_id=unquote(parts[6].partition(".")[0]),
    )


class Digest(Model):
    """The size in bytes and the checksums of a body.

    `s3_checksum` is the value that S3 must return: the base64 SHA-256 of the body or, for a body of
    several parts, the base64 SHA-256 of the parts' digests, followed by `-<number of parts>`.
    `part_checksums` holds the base64 SHA-256 of each part.
    """

    size: int
    sha256: str
    s3_checksum: str
    part_checksums: tuple[str, ...]
    part_size: int = PART_SIZE

    def matches(self, s3_checksum: str) -> bool:
        """Whether S3's checksum describes the same bytes. For a copy that S3 itself made of a
        multipart object, the checksum covers the whole object."""
        return s3_checksum in (self.s3_checksum, _base64(bytes.fromhex(self.sha256)))


class Hasher:
    """Computes a Digest chunk by chunk, in constant memory."""

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
        """Returns the digest. Call it once, after the last chunk."""
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


class Body(Model):
    """A checked file on the local disk, ready to be stored."""

    path: Path
    digest: Digest
    extension: str
    content_type: StoredType


class FoundAudio(Model):
    """Audio that is already in the archive. `size` is in bytes."""

    object_key: str
    size: int

    @property
    def extension(self) -> str:
        return self.object_key.rpartition(".")[2]


class StoredObject(Model):
    """An object in the archive whose bytes are verified. `adopted`: it was there already."""

    object_key: str
    size: int
    sha256: str
    s3_checksum: str
    content_type: str
    adopted: bool = False


class AudioFacts(Model):
    """Properties found by decoding the audio. `sample_rate` is in Hz; `peaks` holds the waveform of
    each channel, as values from 0 to 1."""

    duration_seconds: float
    channels: int
    sample_rate: int
    peaks: tuple[tuple[float, ...], ...] = ()


class Sidecar(Model):
    """The JSON document beside the audio. It is enough to rebuild the row and draw the waveform.

    `recording` is the row at the time of writing, with the verified facts about the file in
    `recording.audio`. `call` is the normalised call log record and `call_raw` the record as
    RingCentral sent it; both are None until the call log has shown the call.
    """

    schema_version: int = SCHEMA_VERSION
    recording: Recording
    call_version: str = ""
    call: StoredJson | None = None
    call_raw: StoredJson | None = None
    duration_matches_call: bool | None = None
    observations: tuple[str, ...] = ()
    peaks: tuple[tuple[float, ...], ...] = ()


class Decision(Model):
    """The document that records why a recording has no file: the closed row, and the call log
    record as RingCentral sent it."""

    schema_version: int = SCHEMA_VERSION
    recording: Recording
    call_raw: StoredJson | None = None


def normalised(call_raw: JsonObject | None) -> tuple[JsonObject | None, str]:
    """Returns the normalised call log record and its version, or (None, "") if there is no readable
    record."""
    if call_raw is None:
        return None, ""
    try:
        call = parse_call(call_raw)
    except ValueError:
        return None, ""
    return call.model_dump(mode="json", exclude_none=True), call.version


def sidecar_of(row: Recording, call_raw: JsonObject | None) -> Sidecar:
    """Returns the sidecar of a row, without the facts that come from decoding the audio."""
    call, version = normalised(call_raw)
    return Sidecar(
        recording=row.model_copy(update={"sidecar_version": version}),
        call_version=version,
        call=call,
        call_raw=call_raw,
    )


def supersedes(candidate: Sidecar, stored: Sidecar) -> bool:
    """Whether a sidecar may replace the stored one: it has a newer call version, or the same version
    and other audio."""
    if candidate.call_version != stored.call_version:
        return candidate.call_version > stored.call_version
    return _sha256(candidate) != _sha256(stored)


def _sha256(sidecar: Sidecar) -> str:
    return sidecar.recording.audio.sha256 if sidecar.recording.audio else ""


def refreshed(stored: Sidecar | None, row: Recording, call_raw: JsonObject) -> Sidecar | None:
    """Returns the sidecar with a newer version of its call, or with the mode and view that an event has
    named since. None if the stored one is up to date.

    The facts that come from decoding are kept. A missing sidecar is created without a waveform.
    """
    new = sidecar_of(row, call_raw)
    if stored is None:
        return new
    pairs = ((row.mode, stored.recording.mode), (row.view, stored.recording.view))
    named = any(new_word and new_word != old_word for new_word, old_word in pairs)
    if new.call_version < stored.call_version or (
        new.call_version == stored.call_version and not named
    ):
        return None
    kept = {"duration_matches_call", "observations", "peaks"}
    return new.model_copy(update=stored.model_dump(include=kept))
