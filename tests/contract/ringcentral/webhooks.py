"""An endpoint that notifications are delivered to, as well or badly behaved as a test wants it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PADDING_FREE = 600  # bytes that an answer may have beside its own headers


@dataclass(frozen=True)
class Post:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass
class Endpoint:
    """`with Endpoint() as endpoint:` - change its behaviour while it runs."""

    status: int = 200
    echo: bool = True
    padding: int = 0
    body: bytes = b""
    delay: float = 0.0
    posts: list[Post] = field(default_factory=list)
    handshakes: list[Post] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [post.event for post in self.posts]

    def bodies(self, kind: str = "telephony/sessions") -> list[dict[str, Any]]:
        """The bodies of the events whose path tells of this."""
        return [dict(event["body"]) for event in self.events if kind in event["event"]]

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side gives up on slow answers: nothing to tell."""


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            token = headers.get("validation-token")
            (endpoint.handshakes if token else endpoint.posts).append(Post(headers, body))
            time.sleep(endpoint.delay)
            self.send_response(endpoint.status)
            if token and endpoint.echo:
                self.send_header("Validation-Token", token)
            if endpoint.padding:
                self.send_header("X-Padding", "x" * endpoint.padding)
            self.send_header("Content-Length", str(len(endpoint.body)))
            self.end_headers()
            self.wfile.write(endpoint.body)

        def log_message(self, format: str, *arguments: object) -> None:
            """The posts are kept instead."""

    return Handler
