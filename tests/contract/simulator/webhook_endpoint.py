"""A webhook that receives notifications and answers well or badly, as a test needs it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Post:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass
class WebhookEndpoint:
    """Use it as `with WebhookEndpoint() as endpoint:` and change its behaviour while it runs."""

    status: int = 200
    echo: bool = True
    padding: int = 0
    body: bytes = b""
    posts: list[Post] = field(default_factory=list)
    handshakes: list[Post] = field(default_factory=list)
    _released: threading.Event = field(default_factory=threading.Event)
    _received: threading.Condition = field(default_factory=threading.Condition)

    def hold(self) -> None:
        """Receives requests from now on without answering them, until `release`."""
        self._released.clear()

    def release(self) -> None:
        self._released.set()

    def wait_for_posts(self, count: int) -> None:
        with self._received:
            assert self._received.wait_for(lambda: len(self.posts) >= count, 60)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [post.event for post in self.posts]

    def bodies(self, kind: str = "telephony/sessions") -> list[dict[str, Any]]:
        """Returns the bodies of the events whose path contains `kind`."""
        return [dict(event["body"]) for event in self.events if kind in event["event"]]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        token = headers.get("validation-token")
        with self._received:
            (self.handshakes if token else self.posts).append(Post(headers, body))
            self._received.notify_all()
        self._released.wait()
        request.send_response(self.status)
        if token and self.echo:
            request.send_header("Validation-Token", token)
        if self.padding:
            request.send_header("X-Padding", "x" * self.padding)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        request.wfile.write(self.body)

    def __enter__(self) -> Self:
        self.release()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Prints nothing: the simulator closes the connection if an answer takes too long."""


def _handler(endpoint: WebhookEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            endpoint.answer(self)

        def log_message(self, format: str, *arguments: object) -> None:
            """Prints nothing: tests read `posts`."""

    return Handler
