"""Recognises MP3 (MPEG audio, layer III) by its frame headers."""

from __future__ import annotations

from typing import Final

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
    sample_rate = _SAMPLE_RATES.get(version, _MPEG_25_RATES)[sample_index]
    return bits * rates[rate_index] // sample_rate + (head[at + 2] >> 1 & 1)


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
    found = first_frame(head)
    if found is None:
        return False
    frame = head[found[0] : sum(found)]
    return any(tag in frame[:200] for tag in _COUNT_TAGS)


def has_no_audio(head: bytes, size: int) -> bool:
    """Whether a body of `size` bytes consists only of tags, or only of a Xing, Info or VBRI frame."""
    if head[:3] == b"ID3" and size <= id3_end(head):
        return True
    found = first_frame(head)
    if found is None:
        return head[:3] == b"ID3" and size <= len(head)
    only_frame = size <= sum(found) + _ID3V1_TAG and not frame_length(head, sum(found))
    return only_frame and has_frame_count(head)
