"""What the first frame of an MP3 promises of the whole file."""

from __future__ import annotations

import struct

import pytest

from ringkeep.domain.recordings.bodies import MP3, promises_more
from ringkeep.domain.recordings.mp3 import frame_promise
from tests.fakes.recordings.audio_files import mp3_bytes, with_id3, without_frame_count

FRAME_BYTES = 144
"""A frame of 16 kbit/s at 8 kHz, MPEG 2.5, one channel."""
FRAME = b"\xff\xe3\x28\xc4" + bytes(FRAME_BYTES - 4)


def tagged(tag: bytes, at: int = 13) -> bytes:
    first = bytearray(FRAME)
    first[at : at + len(tag)] = tag
    return bytes(first)


def xing(frames: int | None, size: int | None) -> bytes:
    flags = (frames is not None) + 2 * (size is not None)
    numbers = [number for number in (frames, size) if number is not None]
    return tagged(b"Xing" + struct.pack(f">I{len(numbers)}I", flags, *numbers))


def vbri(frames: int, size: int) -> bytes:
    return tagged(b"VBRI" + struct.pack(">HHHII", 1, 0, 75, size, frames), at=36)


@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
@pytest.mark.parametrize("tag", [0, 500])
def test_an_encoder_promises_the_length_that_it_wrote(mode: str, tag: int) -> None:
    body = mp3_bytes(12, bitrate_mode=mode)
    promise = frame_promise(with_id3(body, tag) if tag else body)
    assert promise is not None
    assert promise.seconds == pytest.approx(12, abs=0.3)
    assert promise.size == len(body)
    assert not promises_more(body, len(body), MP3)
    assert promises_more(body, len(body) - 1, MP3)


@pytest.mark.parametrize(
    ("first", "seconds", "size"),
    [
        (xing(1000, 144_000), 72.0, 144_000),
        (xing(1000, None), 72.0, 0),
        (xing(None, 144_000), 0.0, 144_000),
        (xing(None, None), 0.0, 0),
        (vbri(1000, 144_000), 72.0, 144_000),
    ],
)
def test_frames_and_bytes_are_read_where_the_tag_has_them(
    first: bytes, seconds: float, size: int
) -> None:
    promise = frame_promise(first + FRAME * 3)
    assert promise is not None
    assert promise.seconds == pytest.approx(seconds)
    assert promise.size == size


def test_a_tag_that_is_cut_off_promises_nothing() -> None:
    head = (xing(1000, 144_000) + FRAME * 3)[:18]
    promise = frame_promise(head)
    assert promise is None or promise.size == 0


@pytest.mark.parametrize("body", [without_frame_count(mp3_bytes(3)), b"", b"ID3", bytes(500)])
def test_a_file_without_a_frame_count_promises_nothing(body: bytes) -> None:
    assert frame_promise(body) is None
    assert not promises_more(body, 1, MP3)
