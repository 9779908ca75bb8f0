"""What RingCentral sent instead of, or as, a recording: judged before anything is stored.

    declared type and bytes agree on MP3 or WAV ─► kept
    the transfer is short, empty, a page of text, or only a header ─► BodyRejected: asked again
    bytes of another type, or of another than was declared ─► quarantine

A doubt is a judgement that a later answer may mend: it is believed after a few tries.
"""

from __future__ import annotations

import codecs
import struct
from typing import Final

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.recordings.mp3 import first_frame, holds_no_sound
from ringkeep.errors import BodyRejected, BodyTruncated

HEAD_BYTES: Final = 65_536
"""How much of a body's beginning is looked at."""

MP3: Final = "mp3"
WAV: Final = "wav"
MEDIA_TYPES: Final = {MP3: "audio/mpeg", WAV: "audio/wav"}
"""The kinds that are kept, by the extension of their file."""

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
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})
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
"""A WAV written to a pipe promises such a size, or none: it says nothing."""


class BodyFacts(BaseModel):
    """A body that has arrived. Sizes in bytes; `head` is its first HEAD_BYTES."""

    model_config = ConfigDict(frozen=True)

    content_type: str
    content_length: int | None
    size: int
    head: bytes


class BodyVerdict(BaseModel):
    """A body to keep. `quarantine` and `doubt` are one word each, or empty."""

    model_config = ConfigDict(frozen=True)

    extension: str
    content_type: str
    quarantine: str = ""
    doubt: str = ""


def media_type(content_type: str) -> str:
    """The bare type of a Content-Type header: no parameters, small letters."""
    return content_type.partition(";")[0].strip().lower()


def judge(facts: BodyFacts) -> BodyVerdict:
    """Raises BodyTruncated or BodyRejected for what is no recording and may be one later."""
    _check_size(facts)
    declared = media_type(facts.content_type)
    kind = sniff(facts.head)
    if kind in _TEXTS:
        raise BodyRejected(kind, f"{kind} came instead of audio, as {declared or 'no type'}")
    expected = _EXPECTED.get(declared)
    if expected and kind in (expected, ""):
        return _judge_audio(facts, expected, recognised=bool(kind))
    if declared in _SAYS_NOTHING and kind in MEDIA_TYPES:
        return _judge_audio(facts, kind, recognised=True)
    return _quarantined(declared, kind, contradiction=bool(expected) or kind in MEDIA_TYPES)


def sniff(head: bytes) -> str:
    """What the first bytes are: mp3, wav, html, json, text, another type, or an empty text."""
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
    promised = facts.content_length
    if promised is not None and facts.size < promised:
        raise BodyTruncated(f"{facts.size} of {promised} bytes arrived")
    if promised is not None and facts.size > promised:
        raise BodyRejected("overlong", f"{facts.size} bytes arrived where {promised} were promised")
    if not facts.size:
        raise BodyRejected("empty", "the body is empty")


def _judge_audio(facts: BodyFacts, kind: str, *, recognised: bool) -> BodyVerdict:
    if not recognised:
        return BodyVerdict(
            extension=kind,
            content_type=MEDIA_TYPES[kind],
            quarantine="unreadable",
            doubt="unreadable",
        )
    doubt = _wav_doubt(facts) if kind == WAV else _mp3_doubt(facts)
    return BodyVerdict(extension=kind, content_type=MEDIA_TYPES[kind], doubt=doubt)


def _quarantined(declared: str, kind: str, *, contradiction: bool) -> BodyVerdict:
    extension = _EXPECTED.get(declared) or _EXTENSIONS.get(declared) or kind or "bin"
    return BodyVerdict(
        extension=extension,
        content_type=declared or "application/octet-stream",
        quarantine="contradiction" if contradiction else "unexpected_type",
    )


def _mp3_doubt(facts: BodyFacts) -> str:
    if holds_no_sound(facts.head, facts.size):
        raise BodyRejected("header_only", "an MP3 without sound: tags or a header alone")
    return ""


def _wav_doubt(facts: BodyFacts) -> str:
    """`incomplete`: the file promises more than came, and no Content-Length vouched for it."""
    found = _wav_data(facts.head)
    if found is None:
        if facts.size <= len(facts.head):
            raise BodyRejected("header_only", "a WAV without a data chunk")
        return ""
    start, promised = found
    there = facts.size - start
    if there <= 0:
        raise BodyRejected("header_only", f"a WAV of {facts.size} bytes holds a header alone")
    short = there < promised < _STREAMED_SIZE
    return "incomplete" if short and facts.content_length is None else ""


def _wav_data(head: bytes) -> tuple[int, int] | None:
    """Where the samples begin and how many bytes of them are promised."""
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
    """The head as text; None when it is none. A letter cut off at the end does not count."""
    unicode_marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if head.startswith(unicode_marks) else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None


def _is_control(letter: str) -> bool:
    return (letter < " " and letter not in _ALLOWED_CONTROLS) or letter == "\x7f"
