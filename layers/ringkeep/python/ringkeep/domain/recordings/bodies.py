"""Checks the body of a download before anything is stored.

    declared type and bytes agree on MP3 or WAV ─► stored
    the body is truncated, empty, text, or only a header ─► BodyRejected: requested again
    another type, or not the declared type ─► quarantine

A doubtful body (`doubt`) is requested again a few times, since a later response may be better. After
that it is stored, and the doubt is noted on the row. A body that is certainly only a part
(BodyTruncated) is put into quarantine instead.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.mp3 import first_frame, frame_promise, has_no_audio
from ringkeep.domain.recordings.wav import CONTAINERS, wav_promise
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
TRUNCATED: Final = "truncated"
OVERLONG: Final = "overlong"
WRONG_LENGTH: Final = (TRUNCATED, OVERLONG)


class BodyFacts(Model):
    """A downloaded body. Sizes are in bytes; `head` holds the first HEAD_BYTES.

    `part` says in a sentence why the body is certainly only a part of the recording, or is empty.
    `unasked_range`: the response was a range that was not requested, although it covers everything.
    """

    content_type: str
    content_length: int | None
    size: int
    head: bytes
    part: str = ""
    unasked_range: bool = False


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
    reason = "contradiction" if expected or kind in MEDIA_TYPES else "unexpected_type"
    return _quarantined(declared, kind, reason)


def verdict_of_wrong_length(facts: BodyFacts, reason: str) -> BodyVerdict:
    """Returns the verdict of a body whose length stays wrong however often it is requested."""
    return _quarantined(media_type(facts.content_type), sniff(facts.head), reason)


def sniff(head: bytes) -> str:
    """Returns the type of the first bytes: mp3, wav, html, json, text or another one. Empty if it is
    not recognised."""
    if head[:4] in CONTAINERS and head[8:12] == b"WAVE":
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
    if facts.part:
        raise BodyTruncated(facts.part)
    if declared is not None and facts.size < declared:
        raise BodyTruncated(f"received {facts.size} of {declared} bytes")
    if declared is not None and facts.size > declared:
        raise BodyRejected(
            OVERLONG, f"received {facts.size} bytes, but Content-Length is {declared}"
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
    _require_audio(facts, kind)
    doubtful = facts.unasked_range or promises_more(facts.head, facts.size, kind)
    doubt = TRUNCATED if doubtful else ""
    return BodyVerdict(extension=kind, content_type=MEDIA_TYPES[kind], doubt=doubt)


def _quarantined(declared: str, kind: str, reason: str) -> BodyVerdict:
    extension = _EXPECTED.get(declared) or _EXTENSIONS.get(declared) or kind or "bin"
    return BodyVerdict(
        extension=extension,
        content_type=INERT,
        quarantine=reason,
    )


def _require_audio(facts: BodyFacts, kind: str) -> None:
    if kind == MP3 and has_no_audio(facts.head, facts.size):
        raise BodyRejected("header_only", "an MP3 without audio: only tags or a header")
    if kind == WAV and wav_promise(facts.head).is_header_only(facts.size, len(facts.head)):
        raise BodyRejected("header_only", f"a WAV of {facts.size} bytes holds only a header")


def promises_more(head: bytes, size: int, kind: str) -> bool:
    """Whether the header of a file promises more bytes than the file of `size` bytes holds."""
    if kind == WAV:
        return wav_promise(head).exceeds(size)
    promise = frame_promise(head)
    return promise is not None and promise.size > size


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
