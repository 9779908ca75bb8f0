"""Recognises MP3 (MPEG audio, layer III) by its frame headers, and reads what they promise."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

_SAMPLE_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000)}
_MPEG_25_RATES: Final = (11_025, 12_000, 8_000)
_BIT_RATES_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_1 = 3
_RESERVED_VERSION = 1
_LAYER_3 = 1
_RESERVED = 3
_NO_BIT_RATE = (0, 15)
_SYNC_BYTE = 0xFF
_SYNC_BITS = 0xE0
_ID3_HEADER = 10
_ID3V1_TAG = 128
_COUNT_TAGS = (b"Xing", b"Info", b"VBRI")
_TAG_WITHIN = 200
_XING_FRAMES, _XING_BYTES = 1, 2
_XING_NUMBERS, _VBRI_NUMBERS = 4, 6
_SAMPLES_V1, _SAMPLES_V2 = 1152, 576


class FramePromise(NamedTuple):
    """What a Xing, Info or VBRI frame says of the whole file: its length in seconds and its size in
    bytes, 0 if the frame does not say."""

    seconds: float
    size: int


def id3_end(head: bytes) -> int:
    """Returns the position after an ID3v2 tag at the beginning, or 0 if there is no tag. The position
    may be past the head."""
    if head[:3] != b"ID3" or len(head) < _ID3_HEADER:
        return 0
    size = sum(
        (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
    )
    footer = _ID3_HEADER if head[5] & 0x10 else 0
    return _ID3_HEADER + size + footer


def frame_length(head: bytes, at: int) -> int:
    """Returns the length in bytes of the frame that starts at a position, or 0 if none starts
    there."""
    if at + 4 > len(head) or head[at] != _SYNC_BYTE or head[at + 1] & _SYNC_BITS != _SYNC_BITS:
        return 0
    version, layer = head[at + 1] >> 3 & 3, head[at + 1] >> 1 & 3
    rate_index, sample_index = head[at + 2] >> 4, head[at + 2] >> 2 & 3
    if version == _RESERVED_VERSION or layer != _LAYER_3:
        return 0
    if rate_index in _NO_BIT_RATE or sample_index == _RESERVED:
        return 0
    rates = _BIT_RATES_V1 if version == _MPEG_1 else _BIT_RATES_V2
    bits = 144_000 if version == _MPEG_1 else 72_000
    sample_rate = _sample_rate(version, sample_index)
    return bits * rates[rate_index] // sample_rate + (head[at + 2] >> 1 & 1)


def _sample_rate(version: int, index: int) -> int:
    return _SAMPLE_RATES.get(version, _MPEG_25_RATES)[index]


def first_frame(head: bytes, within: int | None = None) -> tuple[int, int] | None:
    """Returns start and length of the first frame that is followed by another frame or by the end of
    the head.

    Random bytes may look like one frame header, but hardly like two in a row. `within` limits the
    search to that many bytes after a tag.
    """
    start = id3_end(head)
    stop = len(head) if within is None else start + within
    position = head.find(_SYNC_BYTE, start, stop)
    while position != -1:
        length = frame_length(head, position)
        if length and _continues(head, position + length):
            return position, length
        position = head.find(_SYNC_BYTE, position + 1, stop)
    return None


def _continues(head: bytes, at: int) -> bool:
    """Whether a frame, a closing tag or the end of the head is at the position."""
    if at + 4 > len(head):
        return at <= len(head)
    return bool(frame_length(head, at)) or head[at : at + 3] in (b"TAG", b"APE")


def has_frame_count(head: bytes) -> bool:
    """Whether the first frame is a Xing, Info or VBRI frame, which contains the number of frames."""
    return _count_tag(head) is not None


def _count_tag(head: bytes) -> tuple[int, int, bytes] | None:
    """Returns the positions of the first frame and of the tag in it, and the tag."""
    found = first_frame(head)
    if found is None:
        return None
    start = found[0]
    frame = head[start : min(sum(found), start + _TAG_WITHIN)]
    places = ((frame.find(tag), tag) for tag in _COUNT_TAGS)
    return next(((start, start + at, tag) for at, tag in places if at >= 0), None)


def frame_promise(head: bytes) -> FramePromise | None:
    """Returns what the first frame promises, or None if it holds no frame count."""
    found = _count_tag(head)
    if found is None:
        return None
    start, at, tag = found
    frames, size = _vbri_numbers(head, at) if tag == b"VBRI" else _xing_numbers(head, at)
    version, rate_index = head[start + 1] >> 3 & 3, head[start + 2] >> 2 & 3
    samples = _SAMPLES_V1 if version == _MPEG_1 else _SAMPLES_V2
    return FramePromise(frames * samples / _sample_rate(version, rate_index), size)


def _xing_numbers(head: bytes, at: int) -> tuple[int, int]:
    """Returns the numbers of frames and bytes; each is there only if its flag is set."""
    flags = _number(head, at + _XING_NUMBERS)
    has_frames, has_bytes = flags & _XING_FRAMES, flags & _XING_BYTES
    frames = _number(head, at + 8) if has_frames else 0
    return frames, _number(head, at + (12 if has_frames else 8)) if has_bytes else 0


def _vbri_numbers(head: bytes, at: int) -> tuple[int, int]:
    size_at = at + _XING_NUMBERS + _VBRI_NUMBERS
    return _number(head, size_at + 4), _number(head, size_at)


def _number(head: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", head, at)[0]) if at + 4 <= len(head) else 0


def has_no_audio(head: bytes, size: int) -> bool:
    """Whether a body of `size` bytes consists only of tags, or only of a Xing, Info or VBRI frame."""
    if head[:3] == b"ID3" and size <= id3_end(head):
        return True
    found = first_frame(head)
    if found is None:
        return head[:3] == b"ID3" and size <= len(head)
    only_frame = size <= sum(found) + _ID3V1_TAG and not frame_length(head, sum(found))
    return only_frame and has_frame_count(head)
