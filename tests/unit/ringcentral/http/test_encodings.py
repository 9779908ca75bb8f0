"""A compressed response is expanded piece by piece, and only as far as the limit of its size."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest

from ringkeep.errors import BodyTruncated, InvalidAnswer, Unavailable
from ringkeep.ringcentral.http import transport
from ringkeep.ringcentral.http.encodings import decoded
from ringkeep.ringcentral.http.transport import Request, Transport
from tests.fakes.clock import FakeClock

TEXT = b'{"records": []}' * 1000
GZIP = {"content-encoding": "gzip"}
LIMIT = 1_000_000


def expanded(body: bytes, encoding: str = "gzip", size: int = 100) -> bytes:
    chunks = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(decoded(chunks, {"content-encoding": encoding}))


def bomb(expanded_megabytes: int) -> bytes:
    """A compressed body a thousand times smaller than what it expands to."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(1024 * 1024)
    parts = [packer.compress(zeros) for _ in range(expanded_megabytes)]
    return b"".join([*parts, packer.flush()])


@pytest.mark.parametrize("size", [1, 100, 100_000])
def test_gzip_is_expanded_however_it_is_cut(size: int) -> None:
    assert expanded(gzip.compress(TEXT), size=size) == TEXT


@pytest.mark.parametrize("encoding", ["", "identity", "Identity "])
def test_body_without_encoding_stays_as_it_is(encoding: str) -> None:
    assert expanded(TEXT, encoding) == TEXT


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "gzip,gzip,gzip", "x"])
def test_other_encodings_and_more_than_one_are_refused(encoding: str) -> None:
    with pytest.raises(InvalidAnswer):
        expanded(gzip.compress(TEXT), encoding)


def test_body_that_ends_early_is_truncated() -> None:
    with pytest.raises(BodyTruncated):
        expanded(gzip.compress(TEXT)[:-9])


@pytest.mark.parametrize(
    "body", [b"not gzip", gzip.compress(TEXT, mtime=0) + b"more"], ids=["no gzip", "more"]
)
def test_invalid_data_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidAnswer):
        expanded(body)


def test_pieces_are_small_however_much_a_chunk_expands() -> None:
    largest = max(len(piece) for piece in decoded(iter([bomb(16)]), GZIP))
    assert largest <= 256 * 1024


def test_limit_counts_expanded_bytes_as_they_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAXIMUM_JSON_BYTES", LIMIT)
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        body = bomb(64)
        for at in range(0, len(body), 1000):
            taken.append(at)
            yield body[at : at + 1000]

    stream = transport.Stream(200, GZIP, chunks())
    with pytest.raises(InvalidAnswer, match="larger than"):
        Transport(FakeClock()).read_all(stream)
    assert len(taken) <= 2


def test_nested_gzip_is_refused_before_anything_is_expanded() -> None:
    nested = gzip.compress(gzip.compress(bytes(4_000_000)))
    headers = {"Content-Encoding": "gzip, gzip"}
    network = httpx.MockTransport(
        lambda _: httpx.Response(200, headers=headers, stream=Raw(nested))
    )
    with pytest.raises(InvalidAnswer, match="gzip, gzip"):
        Transport(FakeClock(), network).send(Request("https://example.com/"))


def test_truncated_gzip_is_worth_another_request() -> None:
    cut = gzip.compress(TEXT)[:-9]
    network = httpx.MockTransport(lambda _: httpx.Response(200, headers=GZIP, stream=Raw(cut)))
    with pytest.raises(Unavailable):
        Transport(FakeClock(), network).send(Request("https://example.com/"))


def test_only_gzip_is_asked_for() -> None:
    asked: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        return httpx.Response(200, headers=GZIP, stream=Raw(gzip.compress(TEXT)))

    answer = Transport(FakeClock(), httpx.MockTransport(respond)).send(
        Request("https://example.com/")
    )
    assert (asked, answer.body) == (["gzip"], TEXT)


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
@pytest.mark.parametrize("status", [401, 404, 429, 503])
def test_refusal_is_known_by_its_status_whatever_its_body(status: int, encoding: str) -> None:
    """A gateway's page must not hide a 429 from the limiter or a 401 from the logins."""
    headers = {"Content-Encoding": encoding, "Retry-After": "30"}
    network = httpx.MockTransport(
        lambda _: httpx.Response(status, headers=headers, stream=Raw(b"not compressed"))
    )
    answer = Transport(FakeClock(), network).send(Request("https://example.com/"))
    assert (answer.status, answer.headers["retry-after"], answer.body) == (status, "30", b"")


def test_empty_body_needs_no_valid_encoding() -> None:
    assert expanded(b"") == b""


def test_data_that_expands_to_nothing_is_not_read_for_ever() -> None:
    """The field for a file name at the start of gzip data has no limit."""
    clock = FakeClock()

    def chunks() -> Iterator[bytes]:
        yield bytes.fromhex("1f8b0808000000000003")
        while True:
            clock.advance(29)
            yield b"A" * 1000

    with pytest.raises(Unavailable, match="too long"):
        Transport(clock).read_all(transport.Stream(200, GZIP, chunks()))


class Raw(httpx.SyncByteStream):
    """A body as it comes from the network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
