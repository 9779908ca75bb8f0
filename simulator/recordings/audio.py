"""The audio of a recording: a spoken sample that a tag makes unique."""

from __future__ import annotations

import struct
import wave
from functools import cache
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent / "samples"
MP3 = "audio/mpeg"
WAV = "audio/wav"
# Layer III bit rates (kbit/s) of MPEG 2 and 2.5, which carry every sample at 8 and 16 kHz
_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


@cache
def sample_names(content_type: str = MP3) -> tuple[str, ...]:
    suffix = "mp3" if content_type == MP3 else "wav"
    return tuple(sorted(path.name for path in FOLDER.glob(f"*.{suffix}")))


@cache
def sample_bytes(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@cache
def sample_seconds(name: str) -> int:
    """Returns the length of a sample in whole seconds, rounded up."""
    data = sample_bytes(name)
    if name.endswith(".wav"):
        with wave.open(BytesIO(data)) as source:
            return int(-(-source.getnframes() // source.getframerate()))
    bits_per_second = _BIT_RATES[data[2] >> 4] * 1000
    return -(-len(data) * 8 // bits_per_second)


def content_type_of(name: str) -> str:
    return WAV if name.endswith(".wav") else MP3


def recording_bytes(sample: str, recording_id: str) -> bytes:
    """Returns the sample with the recording's id in a tag, so that no two recordings are equal."""
    data = sample_bytes(sample)
    if content_type_of(sample) == WAV:
        return _with_list_chunk(data, f"recording {recording_id}")
    return _id3_tag(f"recording {recording_id}") + data


def header_only_wav() -> bytes:
    """Returns a WAV file of 44 bytes: a header without any sound."""
    target = BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
    return target.getvalue()


def _id3_tag(title: str) -> bytes:
    text = b"\x00" + title.encode("latin-1")
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    size = len(frame)
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + synchsafe + frame


def _with_list_chunk(data: bytes, comment: str) -> bytes:
    text = comment.encode("latin-1") + b"\x00"
    text += b"\x00" * (len(text) % 2)
    info = b"INFO" + b"ICMT" + struct.pack("<I", len(text)) + text
    body = data[8:] + b"\x00" * (len(data) % 2) + b"LIST" + struct.pack("<I", len(info)) + info
    return b"RIFF" + struct.pack("<I", len(body)) + body
