"""Expands compressed responses piece by piece, so that a small body cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from ringkeep.errors import BodyTruncated, InvalidAnswer
from ringkeep.ringcentral.http.headers import Headers

ACCEPTED: Final = "gzip"
"""The value of Accept-Encoding. RingCentral may use no other encoding."""
_PIECE_BYTES: Final = 256 * 1024
_GZIP_WINDOW: Final = zlib.MAX_WBITS | 16


def encodings_of(headers: Headers) -> list[str]:
    """Returns the encodings in the order of their application, without `identity`."""
    names = headers.get("content-encoding", "").split(",")
    return [name for each in names if (name := each.strip().lower()) not in ("", "identity")]


def decoded(chunks: Iterator[bytes], headers: Headers) -> Iterator[bytes]:
    """Yields pieces of at most 256 KiB of the expanded body. An empty body needs no valid encoding.

    Raises InvalidAnswer for more than one encoding, another one than gzip, or invalid data, and
    BodyTruncated if the data ends early.
    """
    encodings = encodings_of(headers)
    if not encodings:
        return chunks
    if encodings != [ACCEPTED]:
        raise InvalidAnswer(f"RingCentral's response has the encoding {', '.join(encodings)}")
    return _expanded(chunks)


def _expanded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    inflater, started = zlib.decompressobj(_GZIP_WINDOW), False
    for chunk in chunks:
        started = started or bool(chunk)
        yield from _pieces(inflater, chunk)
    if started and not inflater.eof:
        raise BodyTruncated("RingCentral's response ended early")


def _pieces(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while data:
        try:
            piece = inflater.decompress(data, _PIECE_BYTES)
        except zlib.error as problem:
            raise InvalidAnswer("RingCentral's response is not valid gzip") from problem
        yield piece  # even an empty one: the reader checks its time at each piece
        if inflater.unused_data:
            raise InvalidAnswer("RingCentral's response has data after its end")
        data = inflater.unconsumed_tail
