"""An HTTP server on 127.0.0.1 with a simulated account, in a thread of its own."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from typing import Self

import uvicorn

from simulator.accounts.account import Account
from simulator.accounts.statistics import Statistics
from simulator.http.app import create_app
from simulator.http.transport import BreakableProtocol, ConnectionBroken
from simulator.live.wiring import Live

HOST = "127.0.0.1"
_START_SECONDS = 60


class SimulatorServer:
    """Use it as `with SimulatorServer(account) as server:`. Port 0 is any free port.

    Without a seed, the live calls and recordings of two servers have different ids.
    """

    def __init__(self, account: Account, port: int = 0, seed: int | None = None) -> None:
        self.account = account
        self.live = Live(account, secrets.randbits(64) if seed is None else seed)
        self._port = port
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def statistics(self) -> Statistics:
        return self.account.statistics

    def start(self) -> None:
        self._socket = listening_socket(self._port)
        self._port = self._socket.getsockname()[1]
        self._server = make_server(self.account, self.live)
        sockets = [self._socket]
        self._thread = threading.Thread(
            target=self._server.run, args=(sockets,), name="simulator", daemon=True
        )
        self._thread.start()
        self._wait_until_started(self._server)
        self.live.start()

    def stop(self) -> None:
        self.live.stop()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=_START_SECONDS)
        if self._socket is not None:
            self._socket.close()

    def _wait_until_started(self, server: uvicorn.Server) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            if time.monotonic() > deadline:
                raise TimeoutError("the simulator did not start")
            time.sleep(0.005)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


class _WithoutInjectedFailures(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return not (kind is not None and issubclass(kind, ConnectionBroken))


_FILTER = _WithoutInjectedFailures()


def make_server(account: Account, live: Live) -> uvicorn.Server:
    logging.getLogger("uvicorn.error").addFilter(_FILTER)
    config = uvicorn.Config(
        create_app(account, live),
        http=BreakableProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def listening_socket(port: int) -> socket.socket:
    # asyncio disables Nagle's algorithm (a delay of 40 ms) only if the protocol is named
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    return listener
