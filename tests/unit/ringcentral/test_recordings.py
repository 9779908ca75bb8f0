"""Downloads: one heavy request, constant memory, and the token for our own hosts alone."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import HEAVY
from ringkeep.errors import (
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
from tests.unit.ringcentral.http.connections import MEDIA
from tests.unit.ringcentral.server import World, heavy, ok, refusal

AUDIO = b"ID3" + bytes(range(256)) * 10
URL = f"{MEDIA}/restapi/v1.0/account/700001/recording/800001/content"


class Stream(httpx.SyncByteStream):
    """Gives its pieces, then fails where it is told to."""

    def __init__(self, *pieces: bytes, fault: Exception | None = None) -> None:
        self._pieces, self._fault = pieces, fault
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._fault:
            raise self._fault

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def world() -> World:
    return World()


def admitted(world: World) -> Slot:
    slot = world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 1}, 0)[0]
    assert world.limiter.admit(world.connection, slot) is None
    return slot


def fetch(world: World, uri: str | None = None) -> tuple[RecordingContent, bytes]:
    with world.client.open_recording("800001", "700001", uri, admitted(world)) as content:
        return content, b"".join(content.chunks)


def audio(headers: dict[str, str] | None = None, content: bytes = AUDIO) -> httpx.Response:
    return httpx.Response(
        200, content=content, headers={"Content-Type": "audio/mpeg", **(headers or {})}
    )


def to(url: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers={"Location": url})


def test_a_recording_streams_in(world: World) -> None:
    world.server.answers = [audio(heavy())]
    content, body = fetch(world)
    assert body == AUDIO
    assert (content.content_type, content.content_length) == ("audio/mpeg", len(AUDIO))
    request = world.server.requests[0]
    assert str(request.url) == URL
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["accept-encoding"] == "identity"


def test_a_download_is_one_heavy_request(world: World) -> None:
    world.server.answers = [to("/moved"), audio()]
    fetch(world)
    assert world.sent(HEAVY) == 1


def test_the_address_that_ringcentral_told_is_used(world: World) -> None:
    told = f"{MEDIA}:443/restapi/v1.0/account/1/recording/800001/content"
    world.server.answers = [audio()]
    fetch(world, told)
    assert "/account/1/" in str(world.server.requests[0].url)


def test_an_address_elsewhere_is_not(world: World) -> None:
    world.server.answers = [audio()]
    fetch(world, "https://evil.example.net/recording/800001/content")
    assert str(world.server.requests[0].url) == URL


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_a_store_gets_no_token(world: World, status: int) -> None:
    world.server.answers = [to("https://store.example.net/file?signed=1", status), audio()]
    assert fetch(world)[1] == AUDIO
    away = world.server.requests[1]
    assert str(away.url) == "https://store.example.net/file?signed=1"
    assert "authorization" not in away.headers
    assert "cookie" not in away.headers


def test_a_redirect_within_our_hosts_keeps_the_token(world: World) -> None:
    world.server.answers = [to("/elsewhere", 307), audio()]
    fetch(world)
    assert world.bearers() == ["Bearer token-1"] * 2


@pytest.mark.parametrize(
    "location", ["http://store.example.net/file", "https://127.0.0.1/", "https://169.254.169.254/"]
)
def test_an_unsafe_redirect_is_refused(world: World, location: str) -> None:
    world.server.answers = [to(location)]
    with pytest.raises(ForeignHost):
        fetch(world)


def test_redirects_end(world: World) -> None:
    world.server.answers = [to("/again")] * 10
    with pytest.raises(InvalidAnswer):
        fetch(world)
    assert len(world.server.requests) == 6


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
def test_refusals_become_errors_of_the_tree(
    world: World, answer: httpx.Response | Exception, expected: type[RingkeepError]
) -> None:
    world.server.answers = [answer]
    with pytest.raises(expected):
        fetch(world)


def test_a_429_closes_the_group(world: World) -> None:
    world.server.answers = [
        refusal(429, "CMN-301", {"X-Rate-Limit-Group": "heavy", "Retry-After": "60"})
    ]
    with pytest.raises(RateLimited):
        fetch(world)
    assert world.limiter.reserve(world.connection, HEAVY, {Lane.EXPIRING: 1}, 59) == []


@pytest.mark.parametrize(
    ("status", "expected"), [(403, Unavailable), (404, NotFound), (429, Unavailable)]
)
def test_a_store_behind_a_redirect_knows_nothing_of_our_permissions(
    world: World, status: int, expected: type[RingkeepError]
) -> None:
    world.server.answers = [to("https://store.example.net/file"), httpx.Response(status)]
    with pytest.raises(expected):
        fetch(world)
    assert len(world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 20}, 0)) == 9


def test_a_store_behind_a_redirect_teaches_nothing_about_our_limits(world: World) -> None:
    world.server.answers = [to("https://store.example.net/file"), audio(heavy(remaining=0))]
    fetch(world)
    assert len(world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 20}, 0)) == 9


def test_a_dead_token_is_replaced_once_with_a_slot_of_its_own(world: World) -> None:
    world.server.answers = [refusal(401, "OAU-213"), audio()]
    assert fetch(world)[1] == AUDIO
    assert world.bearers() == ["Bearer token-1", "Bearer token-2"]
    assert world.sent(HEAVY) == 2


def test_a_token_that_dies_twice_is_told(world: World) -> None:
    world.server.answers = [refusal(401), refusal(401)]
    with pytest.raises(TokenRejected):
        fetch(world)


def test_a_dead_token_in_a_full_window_waits_for_another_slot(world: World) -> None:
    world.limiter.reserve(world.connection, HEAVY, {Lane.FRESH: 9}, 0)
    world.server.answers = [refusal(401)]
    with pytest.raises(NoSlot):
        fetch(world)


def test_a_slot_that_grew_old_over_a_login_is_admitted_again(world: World) -> None:
    login = world.tokens.get

    def slow(*arguments: object) -> object:
        world.clock.advance(20)
        return login(*arguments)  # type: ignore[arg-type]

    world.tokens.get = slow  # type: ignore[method-assign, assignment]
    world.server.answers = [audio()]
    fetch(world)
    assert world.sent(HEAVY) == 2


def test_a_body_that_ends_early_is_truncated(world: World) -> None:
    headers = {"Content-Type": "audio/mpeg", "Content-Length": "100"}
    world.server.answers = [httpx.Response(200, headers=headers, stream=Stream(b"x" * 60))]
    with pytest.raises(BodyTruncated):
        fetch(world)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx.RemoteProtocolError("peer closed connection"), BodyTruncated),
        (httpx.ReadTimeout("slow"), Unavailable),
        (httpx.ReadError("reset"), Unavailable),
    ],
)
def test_a_transfer_that_breaks_is_told(
    world: World, fault: Exception, expected: type[RingkeepError]
) -> None:
    stream = Stream(b"x" * 300_000, fault=fault)
    world.server.answers = [httpx.Response(200, stream=stream)]
    with pytest.raises(expected):
        fetch(world)
    assert stream.closed


def test_a_download_that_is_left_is_closed(world: World) -> None:
    stream = Stream(b"x" * 300_000, b"y" * 300_000)
    world.server.answers = [httpx.Response(200, stream=stream)]
    with (
        pytest.raises(ZeroDivisionError),
        world.client.open_recording("800001", "700001", None, admitted(world)) as content,
    ):
        next(content.chunks)
        raise ZeroDivisionError
    assert stream.closed


def test_a_recording_streams_in_constant_memory(world: World) -> None:
    world.server.answers = [httpx.Response(200, stream=Stream(*(b"x" * 65536 for _ in range(64))))]
    with world.client.open_recording("800001", "700001", None, admitted(world)) as content:
        assert content.content_length is None
        assert max(map(len, content.chunks)) <= 262_144


def test_an_encoded_body_has_no_length_of_its_own(world: World) -> None:
    compressed = httpx.Response(200, headers={"Content-Encoding": "br, x", "Content-Length": "5"})
    compressed.headers["Content-Length"] = "5"
    world.server.answers = [compressed]
    assert fetch(world)[0].content_length is None


def test_a_learned_group_is_where_the_next_import_asks(world: World) -> None:
    world.server.answers = [audio({**heavy(), "X-Rate-Limit-Group": "medium"}), ok({})]
    fetch(world)
    slots = world.limiter.reserve_imports(world.connection, {Lane.FRESH: 1}, 10)
    assert slots[0].group == "medium"
