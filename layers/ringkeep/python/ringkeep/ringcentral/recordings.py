"""Requests and streams the content of a recording."""

from __future__ import annotations

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

OPERATION: Final = Operation(RECORDING_CONTENT, HEAVY, follows_foreign_redirects=True)


@dataclass(frozen=True)
class RecordingContent:
    """An open download. `content_length` is in bytes, None if the server does not report it.

    Reading the chunks may raise BodyTruncated and Unavailable.
    """

    content_type: str
    content_length: int | None
    chunks: Iterator[bytes]


def content_request(url: str) -> Request:
    """Asks for no compression, so that Content-Length shows whether the content is complete."""
    return Request(url, headers={"Accept": "*/*", "Accept-Encoding": "identity"})


def recording_content(stream: Stream) -> RecordingContent:
    """Raises BodyRejected for an encoded body: its size and hash would not be those of the file."""
    if encodings := encodings_of(stream.headers):
        raise BodyRejected("encoded", f"the content has the encoding {', '.join(encodings)}")
    length = _length(stream.headers)
    return RecordingContent(
        content_type=stream.headers.get("content-type", ""),
        content_length=length,
        chunks=_measured(stream.chunks, length),
    )


def _length(headers: Headers) -> int | None:
    length = headers.get("content-length", "").strip()
    return int(length) if length.isdecimal() and length.isascii() else None


def _measured(chunks: Iterator[bytes], length: int | None) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        yield chunk
    if length is not None and size < length:
        raise BodyTruncated(f"received only {size} of {length} bytes")
