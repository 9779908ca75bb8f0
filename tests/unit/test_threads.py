"""Every client has a place in its pool for each thread that may use it at the same time."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, Final

import httpcore
import pytest

from ringkeep import threads
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.clock import SystemClock
from ringkeep.wiring.base import Base

PACKAGE: Final = Path(__file__).parents[2] / "layers/ringkeep/python/ringkeep"
WITHOUT_THREADS = {"wiring/federation.py", "wiring/webhook.py"}
"""Its function handles one event after the other, alone."""
OPEN_FILES_IN_LAMBDA: Final = 1024
THREADS: Final = 64
"""Fewer than a function may have: some machines allow a process only 256 open files."""


def calls_in(path: Path, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(function):
            yield node


def test_each_pool_of_threads_has_its_size_from_the_list() -> None:
    sizes = {
        (path.name, ast.unparse(call.args[0]) if call.args else "")
        for path in PACKAGE.rglob("*.py")
        for call in calls_in(path, "ThreadPoolExecutor")
    }
    assert len(sizes) == 9
    assert {size for _, size in sizes} <= set(vars(threads))


def test_each_client_of_a_function_with_threads_has_the_shared_configuration() -> None:
    configurations = {
        (path.name, next(ast.unparse(each.value) for each in call.keywords if each.arg == "config"))
        for path in (PACKAGE / "wiring").glob("*.py")
        if str(path.relative_to(PACKAGE)) not in WITHOUT_THREADS
        for call in calls_in(path, "boto3.client")
    }
    assert configurations
    assert {each for _, each in configurations} == {"AWS", "quick", "signing"}  # two extend AWS


def test_each_service_may_write_a_page_at_the_same_time() -> None:
    pool = Base().dynamodb.meta.config.max_pool_connections  # type: ignore[attr-defined] # not in the stubs
    assert pool == threads.AWS_CONNECTIONS
    assert pool >= threads.SERVICES_AT_ONCE * threads.RECORDS_AT_ONCE


def test_the_connections_of_a_function_fit_into_its_open_files() -> None:
    """While a page is written, tables, archive and RingCentral are in use."""
    connections = 2 * threads.AWS_CONNECTIONS + threads.RINGCENTRAL_CONNECTIONS
    assert connections < OPEN_FILES_IN_LAMBDA * 0.75


def test_connections_to_ringcentral_are_kept_for_each_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Mapping[str, Any]] = []
    pool = httpcore.ConnectionPool

    def record(**options: Any) -> httpcore.ConnectionPool:
        made.append(options)
        return pool(**options)

    monkeypatch.setattr(httpcore, "ConnectionPool", record)
    Transport(SystemClock()).close()
    assert [(each["max_connections"], each["max_keepalive_connections"]) for each in made] == [
        (threads.RINGCENTRAL_CONNECTIONS, threads.RINGCENTRAL_CONNECTIONS)
    ]
    assert threads.RINGCENTRAL_CONNECTIONS >= threads.SERVICES_AT_ONCE


class Table(BaseHTTPRequestHandler):
    """A table of DynamoDB that answers once all threads have asked."""

    protocol_version = "HTTP/1.1"
    together = Barrier(THREADS, timeout=60)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.together.wait()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *arguments: object) -> None:
        """Writes nothing."""


class Server(ThreadingHTTPServer):
    request_queue_size = 2 * THREADS


def test_no_connection_is_thrown_away_when_all_threads_ask_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Server(("127.0.0.1", 0), Table) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        client = Base().dynamodb
        with (
            caplog.at_level(logging.WARNING, "urllib3"),
            ThreadPoolExecutor(THREADS) as pool,
        ):
            list(pool.map(lambda _: client.list_tables(), range(THREADS)))
        client.close()
        server.shutdown()
    assert "Connection pool is full" not in caplog.text
