"""Sends HTTP requests. Only this module imports httpx.

All requests have time-outs, the size of a body is limited, and redirects are not followed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.request import getproxies

import httpx

from ringkeep.domain.json import JsonObject
from ringkeep.domain.masking import masked
from ringkeep.errors import BodyTruncated, InvalidAnswer, Unavailable
from ringkeep.ringcentral.http.addresses import (
    Resolve,
    public_addresses,
    require_public_name,
    resolve,
)
from ringkeep.ringcentral.http.encodings import ACCEPTED, decoded
from ringkeep.ringcentral.http.network import PublicTransport
from ringkeep.threads import RINGCENTRAL_CONNECTIONS
from ringkeep.usecases.clock import Clock

BaseTransport = httpx.BaseTransport
VERSION: Final = "0.1.0"
MAXIMUM_JSON_BYTES: Final = 64 * 1024 * 1024
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
"""Between two chunks of a response. A page of a thousand calls takes seconds to start."""
TOTAL_SECONDS: Final = 120.0
"""For a complete JSON response."""
_REFUSED: Final = 400
_NEVER_BY_PROXY: Final = ("all://localhost", "all://127.0.0.1", "all://[::1]")


@dataclass(frozen=True)
class Request:
    """A request. `basic` is a user name and password; the body is `form` or `json`. The repr omits
    fields that may hold secrets."""

    url: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    json: JsonObject | None = field(default=None, repr=False)
    method: str = ""
    """Empty: POST if there is a form, else GET."""


@dataclass(frozen=True)
class Response:
    """A response with lower-case header names. The repr omits the body, which may hold a token."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Stream:
    """A response whose body is not read yet. The chunks are as they arrive, not expanded, and may
    raise Unavailable and BodyTruncated."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Transport:
    """A connection pool. In tests, `base` replaces the network and `resolve` the name service.

    `local`: this is a stack on a laptop, which may connect to this machine and to private networks.
    """

    def __init__(
        self,
        clock: Clock,
        base: BaseTransport | None = None,
        resolve: Resolve = resolve,
        *,
        local: bool = False,
    ) -> None:
        self._clock = clock
        self._resolve = resolve
        self._local = local
        self._client = httpx.Client(
            transport=base or _network(resolve, local=local),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": f"Ringkeep/{VERSION}", "Accept-Encoding": ACCEPTED},
            limits=httpx.Limits(
                max_connections=RINGCENTRAL_CONNECTIONS,
                max_keepalive_connections=RINGCENTRAL_CONNECTIONS,
            ),
            follow_redirects=False,
            mounts=dict.fromkeys(_NEVER_BY_PROXY),
        )

    def close(self) -> None:
        """Closes the connections. The transport cannot be used afterwards."""
        self._client.close()

    def require_public(self, url: str) -> None:
        """Raises ForeignHost if the URL's host is in a private network, Unavailable if it has no
        address. Without a proxy the connection itself is checked again."""
        public_addresses(_host(url), self._resolve)

    def send(self, request: Request) -> Response:
        """Sends a request and reads the body. Raises Unavailable, InvalidAnswer (too large)."""
        with self.open(request) as stream:
            return Response(stream.status, stream.headers, self.read_all(stream))

    @contextmanager
    def open(self, request: Request) -> Iterator[Stream]:
        """Opens a response. Raises Unavailable, and ForeignHost for a URL of a private network; the
        chunks may raise Unavailable and BodyTruncated."""
        if not self._local:
            require_public_name(_host(request.url))
        with _translated():
            response = self._client.send(self._built(request), stream=True)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            yield Stream(response.status_code, headers, _chunks(response))
        finally:
            response.close()

    def _built(self, request: Request) -> httpx.Request:
        built = self._client.build_request(
            request.method or ("GET" if request.form is None else "POST"),
            request.url,
            params=dict(request.params) or None,
            headers=dict(request.headers),
            data=dict(request.form) if request.form is not None else None,
            json=request.json,
        )
        if request.basic is not None:
            credentials = base64.b64encode(":".join(request.basic).encode()).decode()
            built.headers["Authorization"] = f"Basic {credentials}"
        return built

    def read_all(self, stream: Stream) -> bytes:
        """Expands the body if it is compressed. The limit of its size counts the expanded bytes.

        Raises InvalidAnswer if it is too large or has an encoding that was not asked for, Unavailable
        if it ends early or is slow. The body of a refusal that cannot be read counts as empty, because
        its status and headers say enough.
        """
        try:
            return self._read(stream)
        except (InvalidAnswer, Unavailable):
            if stream.status < _REFUSED:
                raise
            return b""

    def _read(self, stream: Stream) -> bytes:
        body, until = bytearray(), self._clock.now() + TOTAL_SECONDS
        try:
            for chunk in decoded(stream.chunks, stream.headers):
                body += chunk
                if len(body) > MAXIMUM_JSON_BYTES:
                    raise InvalidAnswer(
                        f"RingCentral's response is larger than {MAXIMUM_JSON_BYTES} bytes"
                    )
                if self._clock.now() > until:
                    raise Unavailable("RingCentral's response takes too long")
        except BodyTruncated as problem:
            raise Unavailable(str(problem)) from problem
        return bytes(body)


def _network(resolve: Resolve, *, local: bool) -> BaseTransport | None:
    """None: httpx's own. It also uses the proxies of the environment, which resolve names themselves."""
    by_proxy = bool({"http", "https", "all"} & set(getproxies()))
    return None if local or by_proxy else PublicTransport(resolve)


def _host(url: str) -> str:
    """Returns the host as httpx will connect to it. Raises InvalidAnswer."""
    with _translated():
        return httpx.URL(url).raw_host.decode()


def _chunks(response: httpx.Response) -> Iterator[bytes]:
    """Raises BodyTruncated if the server ends the body early, Unavailable for a network error."""
    assert isinstance(response.stream, httpx.SyncByteStream)
    with _translated():
        try:
            yield from response.stream  # as it arrives: httpx would expand it without a limit
        except httpx.RemoteProtocolError as problem:
            raise BodyTruncated(
                f"RingCentral's response ended early: {masked(str(problem))}"
            ) from problem


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as problem:
        raise Unavailable("RingCentral does not respond in time") from problem
    except httpx.RequestError as problem:
        name = type(problem).__name__
        detail = masked(str(problem))
        raise Unavailable(f"RingCentral cannot be reached ({name}): {detail}") from problem
    except (httpx.InvalidURL, UnicodeError) as problem:
        detail = masked(str(problem))
        raise InvalidAnswer(f"RingCentral returned an invalid URL: {detail}") from problem
