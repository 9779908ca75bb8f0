"""Downloads use one Heavy request and constant memory, and send the token only to own hosts."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import (
    BodyRejected,
    BodyTruncated,
    ForeignHost,
    InvalidAnswer,
    NoSlot,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingkeepError,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.recordings import RecordingContent
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, heavy, ok, refusal
from tests.unit.ringcentral.http.connections import MEDIA

AUDIO = b"ID3" + bytes(range(256)) * 10
URL = f"{MEDIA}/restapi/v1.0/account/700001/recording/800001/content"


class Stream(httpx.SyncByteStream):
    """Yields its chunks, then raises `fault`, if there is one."""

    def __init__(self, *chunks: bytes, fault: Exception | None = None) -> None:
        self._chunks, self._fault = chunks, fault
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks
        if self._fault:
            raise self._fault

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def setup() -> ClientSetup:
    return ClientSetup()


def admitted(setup: ClientSetup) -> Slot:
    slot = setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 1}, 0)[0]
    assert setup.limiter.admit(setup.connection, slot) is None
    return slot


def fetch(setup: ClientSetup, uri: str | None = None) -> tuple[RecordingContent, bytes]:
    with setup.client.open_recording("800001", "700001", uri, admitted(setup)) as content:
        return content, b"".join(content.chunks)


def audio(headers: dict[str, str] | None = None, content: bytes = AUDIO) -> httpx.Response:
    return httpx.Response(
        200, content=content, headers={"Content-Type": "audio/mpeg", **(headers or {})}
    )


def redirect_to(url: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers={"Location": url})


def test_recording_is_streamed(setup: ClientSetup) -> None:
    setup.server.answers = [audio(heavy())]
    content, body = fetch(setup)
    assert body == AUDIO
    assert (content.content_type, content.content_length) == ("audio/mpeg", len(AUDIO))
    request = setup.server.requests[0]
    assert str(request.url) == URL
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["accept-encoding"] == "identity"


def test_download_is_one_heavy_request(setup: ClientSetup) -> None:
    setup.server.answers = [redirect_to("/moved"), audio()]
    fetch(setup)
    assert setup.sent(HEAVY) == 1


def test_reported_content_uri_is_used(setup: ClientSetup) -> None:
    reported = f"{MEDIA}:443/restapi/v1.0/account/1/recording/800001/content"
    setup.server.answers = [audio()]
    fetch(setup, reported)
    assert "/account/1/" in str(setup.server.requests[0].url)


def test_content_uri_of_another_host_is_not_used(setup: ClientSetup) -> None:
    setup.server.answers = [audio()]
    fetch(setup, "https://evil.example.net/recording/800001/content")
    assert str(setup.server.requests[0].url) == URL


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_another_host_gets_no_token(setup: ClientSetup, status: int) -> None:
    setup.server.answers = [redirect_to("https://store.example.net/file?signed=1", status), audio()]
    assert fetch(setup)[1] == AUDIO
    redirected = setup.server.requests[1]
    assert str(redirected.url) == "https://store.example.net/file?signed=1"
    assert "authorization" not in redirected.headers
    assert "cookie" not in redirected.headers


def test_redirect_within_own_hosts_keeps_the_token(setup: ClientSetup) -> None:
    setup.server.answers = [redirect_to("/elsewhere", 307), audio()]
    fetch(setup)
    assert setup.bearers() == ["Bearer token-1"] * 2


@pytest.mark.parametrize(
    "location", ["http://store.example.net/file", "https://127.0.0.1/", "https://169.254.169.254/"]
)
def test_unsafe_redirect_is_refused(setup: ClientSetup, location: str) -> None:
    setup.server.answers = [redirect_to(location)]
    with pytest.raises(ForeignHost):
        fetch(setup)


@pytest.mark.parametrize("address", ["10.0.0.8", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_redirect_to_a_name_with_a_private_address_is_refused(
    setup: ClientSetup, address: str
) -> None:
    setup.address = address
    setup.server.answers = [redirect_to("https://store.example.net/file")]
    with pytest.raises(ForeignHost):
        fetch(setup)
    assert len(setup.server.requests) == 1


def test_circular_redirects_are_refused(setup: ClientSetup) -> None:
    setup.server.answers = [redirect_to("/again")] * 10
    with pytest.raises(InvalidAnswer):
        fetch(setup)
    assert len(setup.server.requests) == 6


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(404, "CMN-102"), NotFound),
        (refusal(403, "CMN-401"), PermissionMissing),
        (refusal(503, headers={"Retry-After": "12"}), Unavailable),
        (httpx.ReadTimeout("slow"), Unavailable),
        (httpx.ConnectError("refused"), Unavailable),
    ],
)
def test_refusals_become_ringkeep_errors(
    setup: ClientSetup, answer: httpx.Response | Exception, expected: type[RingkeepError]
) -> None:
    setup.server.answers = [answer]
    with pytest.raises(expected):
        fetch(setup)


def test_429_closes_the_group(setup: ClientSetup) -> None:
    setup.server.answers = [
        refusal(429, "CMN-301", {"X-Rate-Limit-Group": "heavy", "Retry-After": "60"})
    ]
    with pytest.raises(RateLimited):
        fetch(setup)
    assert setup.limiter.reserve(setup.connection, HEAVY, {Lane.EXPIRING: 1}, 59) == []


@pytest.mark.parametrize(
    ("status", "expected"), [(403, Unavailable), (404, NotFound), (429, Unavailable)]
)
def test_refusal_by_another_host_is_no_missing_permission_or_rate_limit(
    setup: ClientSetup, status: int, expected: type[RingkeepError]
) -> None:
    setup.server.answers = [redirect_to("https://store.example.net/file"), httpx.Response(status)]
    with pytest.raises(expected):
        fetch(setup)
    assert len(setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 20}, 0)) == 9


def test_headers_of_another_host_do_not_change_the_limit(setup: ClientSetup) -> None:
    setup.server.answers = [
        redirect_to("https://store.example.net/file"),
        audio(heavy(remaining=0)),
    ]
    fetch(setup)
    assert len(setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 20}, 0)) == 9


def test_rejected_token_is_replaced_once_with_a_new_slot(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(401, "OAU-213"), audio()]
    assert fetch(setup)[1] == AUDIO
    assert setup.bearers() == ["Bearer token-1", "Bearer token-2"]
    assert setup.sent(HEAVY) == 2


def test_second_rejection_is_raised(setup: ClientSetup) -> None:
    setup.server.answers = [refusal(401), refusal(401)]
    with pytest.raises(TokenRejected):
        fetch(setup)


def test_rejected_token_in_a_full_window_raises_no_slot(setup: ClientSetup) -> None:
    setup.limiter.reserve(setup.connection, HEAVY, {Lane.FRESH: 9}, 0)
    setup.server.answers = [refusal(401)]
    with pytest.raises(NoSlot):
        fetch(setup)


def test_slot_is_admitted_again_after_a_slow_login(setup: ClientSetup) -> None:
    login = setup.tokens.get

    def slow(*arguments: object) -> object:
        setup.clock.advance(20)
        return login(*arguments)  # type: ignore[arg-type]

    setup.tokens.get = slow  # type: ignore[method-assign, assignment]
    setup.server.answers = [audio()]
    fetch(setup)
    assert setup.sent(HEAVY) == 2


def test_body_that_ends_early_is_truncated(setup: ClientSetup) -> None:
    headers = {"Content-Type": "audio/mpeg", "Content-Length": "100"}
    setup.server.answers = [httpx.Response(200, headers=headers, stream=Stream(b"x" * 60))]
    with pytest.raises(BodyTruncated):
        fetch(setup)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx.RemoteProtocolError("peer closed connection"), BodyTruncated),
        (httpx.ReadTimeout("slow"), Unavailable),
        (httpx.ReadError("reset"), Unavailable),
    ],
)
def test_interrupted_transfer_is_raised(
    setup: ClientSetup, fault: Exception, expected: type[RingkeepError]
) -> None:
    stream = Stream(b"x" * 300_000, fault=fault)
    setup.server.answers = [httpx.Response(200, stream=stream)]
    with pytest.raises(expected):
        fetch(setup)
    assert stream.closed


def test_abandoned_download_is_closed(setup: ClientSetup) -> None:
    stream = Stream(b"x" * 300_000, b"y" * 300_000)
    setup.server.answers = [httpx.Response(200, stream=stream)]
    with (
        pytest.raises(ZeroDivisionError),
        setup.client.open_recording("800001", "700001", None, admitted(setup)) as content,
    ):
        next(content.chunks)
        raise ZeroDivisionError
    assert stream.closed


def test_recording_is_streamed_in_constant_memory(setup: ClientSetup) -> None:
    setup.server.answers = [httpx.Response(200, stream=Stream(*(b"x" * 65536 for _ in range(64))))]
    with setup.client.open_recording("800001", "700001", None, admitted(setup)) as content:
        assert content.content_length is None
        assert max(map(len, content.chunks)) <= 262_144


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", "identity, gzip"])
def test_encoded_content_is_rejected(setup: ClientSetup, encoding: str) -> None:
    """It would be stored with another size and hash than the file has."""
    headers = {"Content-Type": "audio/mpeg", "Content-Encoding": encoding}
    setup.server.answers = [httpx.Response(200, headers=headers, stream=Stream(AUDIO))]
    with pytest.raises(BodyRejected) as rejected:
        fetch(setup)
    assert rejected.value.reason == "encoded"


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_content_without_encoding_is_accepted(setup: ClientSetup, encoding: str) -> None:
    setup.server.answers = [audio({"Content-Encoding": encoding})]
    assert fetch(setup)[0].content_length is not None


def test_next_import_uses_the_reported_group(setup: ClientSetup) -> None:
    setup.server.answers = [audio({**heavy(), "X-Rate-Limit-Group": "medium"}), ok({})]
    fetch(setup)
    slots = setup.limiter.reserve_imports(setup.connection, {Lane.FRESH: 1}, 10)
    assert slots[0].group == "medium"


def ranged(
    status: int, content_range: str = "", length: int = 0, content_type: str = "audio/wav"
) -> httpx.Response:
    headers = {"Content-Type": content_type}
    if content_range:
        headers["Content-Range"] = content_range
    body = Stream(b"x" * (length or 480_022))
    if length:
        headers["Content-Length"] = str(length)
    return httpx.Response(status, headers=headers, stream=body)


@pytest.mark.parametrize(
    "answer",
    [
        ranged(206, "bytes 0-480021/960044", 480_022),
        ranged(200, "bytes 0-480021/960044", 480_022),
        ranged(206, "bytes 480022-960043/960044", 480_022),
        ranged(206, "bytes 0-480021/*", 480_022),
        ranged(200, "bytes 0-480021/*", 480_022),
        ranged(206, "BYTES 0-480021/960044"),
        ranged(206),
        ranged(206, "pages 1-2/3"),
        ranged(206, f"bytes 0-{'9' * 5000}/{'9' * 5000}"),
        ranged(200, "bytes 0-960043/960044", 480_022),
        ranged(206, content_type="multipart/byteranges; boundary=x"),
        ranged(200, content_type="Multipart/ByteRanges; boundary=x"),
        ranged(226, "bytes 0-480021/480022"),
    ],
)
def test_part_that_nobody_asked_for_is_recognised(
    setup: ClientSetup, answer: httpx.Response
) -> None:
    setup.server.answers = [answer]
    assert fetch(setup)[0].part


@pytest.mark.parametrize(
    "answer",
    [
        ranged(206, "bytes 0-480021/480022", 480_022),
        ranged(206, "bytes=0-480021/480022"),
    ],
)
def test_unasked_range_that_covers_everything_is_told_apart(
    setup: ClientSetup, answer: httpx.Response
) -> None:
    setup.server.answers = [answer]
    content, _ = fetch(setup)
    assert (content.part, content.unasked_range) == ("", True)


@pytest.mark.parametrize(
    "answer",
    [ranged(200, length=480_022), ranged(200), ranged(200, "bytes 0-480021/480022", 480_022)],
)
def test_whole_content_is_no_part(setup: ClientSetup, answer: httpx.Response) -> None:
    setup.server.answers = [answer]
    content, _ = fetch(setup)
    assert (content.part, content.unasked_range) == ("", False)


def test_content_shorter_than_its_whole_range_is_truncated(setup: ClientSetup) -> None:
    setup.server.answers = [ranged(200, "bytes 0-960043/960044")]
    with pytest.raises(BodyTruncated):
        fetch(setup)
