"""MiniStack starts the workers of Python functions through the fork server."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from local.aws.fork_server import LONGEST_MESSAGE, Start

ENDED = -1
"""The status of a worker that has ended: it is not this process's child, which alone would know more."""


class ForkServer:
    """Starts with the first worker. It ends with this process, which holds the other end of its socket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, start: Start, descriptors: Sequence[int]) -> int:
        """Returns a file descriptor of the started process."""
        message = json.dumps(start).encode()
        if len(message) > LONGEST_MESSAGE:
            raise ValueError("the environment of a worker is too large")
        with self._lock:
            channel = self._channel = self._channel or self._serving()
            socket.send_fds(channel, [message], list(descriptors))
            answer, found, _, _ = socket.recv_fds(channel, 1, 1)
        if not answer:
            raise RuntimeError("the fork server of the workers has ended")
        return found[0]

    def close(self) -> None:
        """Ends the server. Its workers go on until their input ends."""
        with self._lock:
            if self._channel and self._process:
                self._channel.close()
                self._process.wait()
            self._channel = None

    def _serving(self) -> socket.socket:
        """Whole messages arrive as they were sent."""
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.aws.fork_server", str(there.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
            )
        return here


class ForkedWorker:
    """What MiniStack uses of `subprocess.Popen`, for a process that the fork server has started."""

    def __init__(
        self, server: ForkServer, script: str, folder: str, environment: Mapping[str, str]
    ) -> None:
        (stdin, written), (read, stdout), (read_error, stderr) = os.pipe(), os.pipe(), os.pipe()
        ends = (stdin, stdout, stderr)
        try:
            start = Start(script=script, folder=folder, environment=dict(environment))
            self._process = server.start(start, ends)
        finally:
            for end in ends:
                os.close(end)
        self.stdin: TextIO = os.fdopen(written, "w", buffering=1)
        self.stdout: TextIO = os.fdopen(read)
        self.stderr: TextIO = os.fdopen(read_error)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        ended = self._ended_within(timeout)
        if ended is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return ended

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._process, number)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None:
            poller = select.poll()
            poller.register(self._process, select.POLLIN)
            if poller.poll(None if seconds is None else seconds * 1000):
                self.returncode = ENDED
        return self.returncode

    def __del__(self) -> None:
        """MiniStack drops a worker that has ended without a further word."""
        if hasattr(self, "_process"):
            os.close(self._process)


class Processes:
    """Stands in MiniStack's module for `subprocess`. What is not a Python worker starts as before."""

    def __init__(self, server: ForkServer) -> None:
        self._server = server

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: Sequence[str], **options: Any) -> Any:  # noqa: N802 # subprocess's name
        if not command[-1].endswith("_worker.py"):
            return subprocess.Popen(command, **options)
        return ForkedWorker(self._server, command[-1], options["cwd"], options["env"])


def fork_workers() -> None:
    """Each worker of MiniStack is a new Python that imports boto3, pydantic and Powertools. With this, a
    worker's start costs only the function's own imports. It needs file descriptors of processes, which
    Linux has; elsewhere workers start as before."""
    from ministack.core import lambda_runtime

    if sys.platform == "linux":
        lambda_runtime.subprocess = Processes(ForkServer())
