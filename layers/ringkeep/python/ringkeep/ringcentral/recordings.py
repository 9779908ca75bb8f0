"""Requests and streams the content of a recording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.limits.keys import RECORDING_CONTENT
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import BodyRejected, BodyTruncated
from ringkeep.ringcentral.http.encodings import encodings_of
from ringkeep.ringcentral.http.headers import Headers
from ringkeep.ringcentral.http.requester import Operation
from ringkeep.ringcentral.http.transport import Request, Stream

_PARTIAL_CONTENT: Final = 206
_DELTA: Final = 226
_PARTS: Final = (_PARTIAL_CONTENT, _DELTA)
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_CONTENT_RANGE: Final = re.compile(
    r"bytes[ =]+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", re.IGNORECASE
)
OPERATION: Final = Operation(RECORDING_CONTENT, HEAVY, follows_foreign_redirects=True)


@dataclass(frozen=True)
class RecordingContent:
    """An open download. `content_length` is in bytes, None if the server does not report it.

    `part` says in a sentence why the response is only a part of the recording; empty for all of it.
    `unasked_range`: the response is a range that was not requested, although it covers everything.
    Reading the chunks may raise BodyTruncated and Unavailable.
    """

    content_type: str
    content_length: int | None
    chunks: Iterator[bytes]
    part: str = ""
    unasked_range: bool = False


def content_request(url: str) -> Request:
    """Asks for no compression, so that Content-Length shows whether the content is complete."""
    return Request(url, headers={"Accept": "*/*", "Accept-Encoding": "identity"})


def recording_content(stream: Stream) -> RecordingContent:
    """Raises BodyRejected for an encoded body: its size and hash would not be those of the file."""
    if encodings := encodings_of(stream.headers):
        raise BodyRejected("encoded", f"the content has the encoding {', '.join(encodings)}")
    length, part = _length(stream.headers), part_of(stream.status, stream.headers)
    if length is None and not part:
        length = _total(stream.headers)
    return RecordingContent(
        content_type=stream.headers.get("content-type", ""),
        content_length=length,
        chunks=_measured(stream.chunks, length),
        part=part,
        unasked_range=stream.status == _PARTIAL_CONTENT and not part,
    )


def _length(headers: Headers) -> int | None:
    length = headers.get("content-length", "").strip()
    return int(length) if _LENGTH.fullmatch(length) else None


def _total(headers: Headers) -> int | None:
    """Returns the size of the whole recording that a Content-Range names."""
    found = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    return int(found.group(3)) if found and found.group(3) != "*" else None


def part_of(status: int, headers: Headers) -> str:
    """Returns why a response to a request without a range holds only a part; empty if it holds all.

    A server or a cache may send a part that was not requested: with status 206, or with status 200 and
    a Content-Range.
    """
    if headers.get("content-type", "").strip().lower().startswith("multipart/byteranges"):
        return "the response holds several ranges that were not requested"
    text = headers.get("content-range", "").strip()
    if not text and status not in _PARTS:
        return ""
    found = _CONTENT_RANGE.fullmatch(text)
    if found is None:
        return f"status {status} without a readable Content-Range" if status in _PARTS else ""
    first, last, total = (int(number) if number != "*" else -1 for number in found.groups())
    covered = first == 0 and last + 1 == total
    if not covered or _length(headers) not in (None, total) or status == _DELTA:
        return f"status {status} with the range {first}-{last} of {found.group(3)} bytes"
    return ""


def _measured(chunks: Iterator[bytes], length: int | None) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        yield chunk
    if length is not None and size < length:
        raise BodyTruncated(f"received only {size} of {length} bytes")
