"""As much of MPEG audio, layer III, as it takes to tell an MP3 from what is none."""

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


def after_id3(head: bytes) -> int:
    """Where an ID3v2 tag at the beginning ends, in bytes; 0 without one. May lie past the head."""
    if head[:3] != b"ID3" or len(head) < _ID3_HEADER:
        return 0
    size = sum(
        (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
    )
    footer = _ID3_HEADER if head[5] & 0x10 else 0
    return _ID3_HEADER + size + footer


def frame_length(head: bytes, at: int) -> int:
    """Bytes of the frame whose header stands there; 0 when none does."""
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
    """Start and length of the first frame that another one follows, or that ends the head.

    Looks at the first `within` bytes after a tag: two in a row are hardly a coincidence.
    """
    start = after_id3(head)
    stop = len(head) if within is None else start + within
    position = head.find(_SYNC_BYTE, start, stop)
    while position != -1:
        length = frame_length(head, position)
        if length and _goes_on(head, position + length):
            return position, length
        position = head.find(_SYNC_BYTE, position + 1, stop)
    return None


def _goes_on(head: bytes, at: int) -> bool:
    """Whether a frame follows; at the head's end, or before a closing tag, none is needed."""
    if at + 4 > len(head):
        return at <= len(head)
    return bool(frame_length(head, at)) or head[at : at + 3] in (b"TAG", b"APE")


def has_frame_count(head: bytes) -> bool:
    """Whether the first frame tells how many there are, so that a decoder knows the length."""
    found = first_frame(head)
    if found is None:
        return False
    frame = head[found[0] : sum(found)]
    return any(tag in frame[:200] for tag in _COUNT_TAGS)


def holds_no_sound(head: bytes, size: int) -> bool:
    """Whether a body of `size` bytes is only tags, or only the frame that counts the others."""
    if head[:3] == b"ID3" and size <= after_id3(head):
        return True
    found = first_frame(head)
    if found is None:
        return head[:3] == b"ID3" and size <= len(head)
    alone = size <= sum(found) + _ID3V1_TAG and not frame_length(head, sum(found))
    return alone and has_frame_count(head)
