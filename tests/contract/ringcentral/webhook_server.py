"""Serves the webhook on a loopback port, like the API gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast

from ringkeep.domain.json import JsonObject
from ringkeep.webhook.receiver import Receiver


class WebhookServer(ThreadingHTTPServer):
    """Responds with 500 while `broken` is true."""

    daemon_threads = True

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver
        self.broken = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = cast(WebhookServer, self.server)
        *_, service, key = self.path.split("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = server.receiver.answer(
            {
                "pathParameters": {"service": service, "key": key},
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body.decode() or None,
            }
        )
        self.send_response(500 if server.broken else int(str(answer["statusCode"])))
        for name, value in cast(JsonObject, answer["headers"]).items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing, to keep the test output clean."""


@contextmanager
def serving(receiver: Receiver) -> Iterator[WebhookServer]:
    server = WebhookServer(receiver)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
