"""The content of a recording, as it streams in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.limits.keys import RECORDING_CONTENT
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import BodyTooLarge, BodyTruncated
from ringkeep.ringcentral.http.headers import Headers
from ringkeep.ringcentral.http.requester import Operation
from ringkeep.ringcentral.http.transport import Request, Stream

OPERATION: Final = Operation(RECORDING_CONTENT, HEAVY, leaves=True)
_PARTIAL: Final = 206
_RANGE = re.compile(r"bytes\s+(\d+)-")


@dataclass(frozen=True)
class RecordingContent:
    """An open download. `content_length` in bytes of what comes, None where it is not told.

    `first_byte` is where the chunks begin: 0 unless a range was asked for and granted. The chunks
    raise BodyTruncated, BodyTooLarge and Unavailable.
    """

    content_type: str
    content_length: int | None
    chunks: Iterator[bytes]
    first_byte: int = 0


def content_request(url: str, first_byte: int) -> Request:
    """Unencoded, so that the length tells when all has come."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if first_byte > 0:
        headers["Range"] = f"bytes={first_byte}-"
    return Request(url, headers=headers)


def recording_content(stream: Stream, maximum_bytes: int | None) -> RecordingContent:
    """Raises BodyTooLarge before anything is read where the length tells it."""
    length = _length(stream.headers)
    if maximum_bytes is not None and (length or 0) > maximum_bytes:
        raise BodyTooLarge(f"a recording of {length} bytes, of which {maximum_bytes} are allowed")
    return RecordingContent(
        content_type=stream.headers.get("content-type", ""),
        content_length=length,
        chunks=_measured(stream.chunks, length, maximum_bytes),
        first_byte=_first_byte(stream),
    )


def _length(headers: Headers) -> int | None:
    """None for an encoded body, whose length on the way is not its own."""
    told = headers.get("content-length", "").strip()
    encoded = headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    return int(told) if told.isdecimal() and told.isascii() and not encoded else None


def _first_byte(stream: Stream) -> int:
    found = _RANGE.match(stream.headers.get("content-range", "").strip())
    return int(found.group(1)) if found and stream.status == _PARTIAL else 0


def _measured(
    chunks: Iterator[bytes], length: int | None, maximum_bytes: int | None
) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if maximum_bytes is not None and size > maximum_bytes:
            raise BodyTooLarge(f"a recording of more than {maximum_bytes} bytes")
        yield chunk
    if length is not None and size < length:
        raise BodyTruncated(f"{size} bytes of {length} came")
