"""Checks the body of a download before anything is stored.

    declared type and bytes agree on MP3 or WAV ─► stored
    the body is truncated, empty, text, or only a header ─► BodyRejected: requested again
    another type, or not the declared type ─► quarantine

A doubtful body (`doubt`) is requested again a few times, since a later response may be better.
After that it is accepted as it is.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.mp3 import first_frame, has_no_audio
from ringkeep.errors import BodyRejected, BodyTruncated

HEAD_BYTES: Final = 65_536
"""How many bytes at the beginning of a body are examined."""

MP3: Final = "mp3"
WAV: Final = "wav"
StoredType: TypeAlias = Literal["audio/mpeg", "audio/wav", "application/octet-stream"]
"""The media types of stored objects. None is taken from the sender: a browser would run `text/html`."""
MEDIA_TYPES: Final[Mapping[str, StoredType]] = {MP3: "audio/mpeg", WAV: "audio/wav"}
"""The media types of recordings, by file extension."""
INERT: Final[StoredType] = "application/octet-stream"
"""The media type of bytes in quarantine, whatever they are and whatever the sender declares."""

_EXPECTED = {
    "audio/mpeg": MP3,
    "audio/mp3": MP3,
    "audio/mpeg3": MP3,
    "audio/x-mp3": MP3,
    "audio/x-mpeg": MP3,
    "audio/x-mpeg-3": MP3,
    "audio/wav": WAV,
    "audio/x-wav": WAV,
    "audio/wave": WAV,
    "audio/vnd.wave": WAV,
    "audio/x-pn-wav": WAV,
}
_UNSPECIFIC_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_EXTENSIONS = {
    "audio/ogg": "ogg",
    "audio/opus": "opus",
    "audio/flac": "flac",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/amr": "amr",
    "audio/webm": "webm",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "application/zip": "zip",
}
_MAGIC = (
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"#!AMR", "amr"),
    (b"FORM", "aiff"),
    (b"\x1aE\xdf\xa3", "webm"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff\xe0", "jpg"),
)
_TEXTS = frozenset({"html", "xml", "json", "text"})
_ALLOWED_CONTROLS = frozenset("\t\n\r\f")
_WAVE_CONTAINERS = (b"RIFF", b"RF64", b"RIFX")
_STREAMED_SIZE = 0x7FFF_FF00
"""A WAV that was written to a pipe declares at least this size, or zero. Such a size is ignored."""


class BodyFacts(Model):
    """A downloaded body. Sizes are in bytes; `head` holds the first HEAD_BYTES."""

    content_type: str
    content_length: int | None
    size: int
    head: bytes


class BodyVerdict(Model):
    """What to do with a body. `quarantine` and `doubt` each hold a one-word reason, or are empty."""

    extension: str
    content_type: StoredType
    quarantine: str = ""
    doubt: str = ""


def media_type(content_type: str) -> str:
    """Returns the media type of a Content-Type header in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def judge(facts: BodyFacts) -> BodyVerdict:
    """Decides what to do with a body.

    Raises BodyTruncated or BodyRejected if it is not a recording, so that it is requested again.
    """
    _check_size(facts)
    declared = media_type(facts.content_type)
    kind = sniff(facts.head)
    if kind in _TEXTS:
        raise BodyRejected(kind, f"{kind} instead of audio, declared as {declared or 'no type'}")
    expected = _EXPECTED.get(declared)
    if expected and kind in (expected, ""):
        return _judge_audio(facts, expected, recognised=bool(kind))
    if declared in _UNSPECIFIC_TYPES and kind in MEDIA_TYPES:
        return _judge_audio(facts, kind, recognised=True)
    return _quarantined(declared, kind, contradiction=bool(expected) or kind in MEDIA_TYPES)


def sniff(head: bytes) -> str:
    """Returns the type of the first bytes: mp3, wav, html, json, text or another one. Empty if it is
    not recognised."""
    if head[:4] in _WAVE_CONTAINERS and head[8:12] == b"WAVE":
        return WAV
    if head[:3] == b"ID3" or first_frame(head, within=1):
        return MP3
    if head[4:8] == b"ftyp":
        return "m4a"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _text_kind(head) or (MP3 if first_frame(head) else "")


def _check_size(facts: BodyFacts) -> None:
    declared = facts.content_length
    if declared is not None and facts.size < declared:
        raise BodyTruncated(f"received {facts.size} of {declared} bytes")
    if declared is not None and facts.size > declared:
        raise BodyRejected(
            "overlong", f"received {facts.size} bytes, but Content-Length is {declared}"
        )
    if not facts.size:
        raise BodyRejected("empty", "the body is empty")


def _judge_audio(facts: BodyFacts, kind: str, *, recognised: bool) -> BodyVerdict:
    if not recognised:
        return BodyVerdict(
            extension=kind,
            content_type=INERT,
            quarantine="unreadable",
            doubt="unreadable",
        )
    doubt = _wav_doubt(facts) if kind == WAV else _mp3_doubt(facts)
    return BodyVerdict(extension=kind, content_type=MEDIA_TYPES[kind], doubt=doubt)


def _quarantined(declared: str, kind: str, *, contradiction: bool) -> BodyVerdict:
    extension = _EXPECTED.get(declared) or _EXTENSIONS.get(declared) or kind or "bin"
    return BodyVerdict(
        extension=extension,
        content_type=INERT,
        quarantine="contradiction" if contradiction else "unexpected_type",
    )


def _mp3_doubt(facts: BodyFacts) -> str:
    if has_no_audio(facts.head, facts.size):
        raise BodyRejected("header_only", "an MP3 without audio: only tags or a header")
    return ""


def _wav_doubt(facts: BodyFacts) -> str:
    """Returns `incomplete` if the file declares more samples than it holds and the response had no
    Content-Length to confirm its size."""
    found = _wav_data(facts.head)
    if found is None:
        if facts.size <= len(facts.head):
            raise BodyRejected("header_only", "a WAV without a data chunk")
        return ""
    start, declared = found
    received = facts.size - start
    if received <= 0:
        raise BodyRejected("header_only", f"a WAV of {facts.size} bytes holds only a header")
    short = received < declared < _STREAMED_SIZE
    return "incomplete" if short and facts.content_length is None else ""


def _wav_data(head: bytes) -> tuple[int, int] | None:
    """Returns the position of the samples and their declared size in bytes."""
    size_format = ">I" if head[:4] == b"RIFX" else "<I"
    position = 12
    while position + 8 <= len(head):
        (size,) = struct.unpack_from(size_format, head, position + 4)
        if head[position : position + 4] == b"data":
            return position + 8, size
        position += 8 + size + size % 2
    return None


def _text_kind(head: bytes) -> str:
    start = head[:1024].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "html"
    text = _decoded(head)
    if text is None or not text or any(_is_control(letter) for letter in text):
        return ""
    beginning = text.lstrip()[:1]
    return {"<": "xml", "{": "json", "[": "json"}.get(beginning, "text")


def _decoded(head: bytes) -> str | None:
    """Returns the head as text, or None if it is not text. A character that is cut off at the end of
    the head is ignored."""
    unicode_marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if head.startswith(unicode_marks) else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None


def _is_control(letter: str) -> bool:
    return (letter < " " and letter not in _ALLOWED_CONTROLS) or letter == "\x7f"
