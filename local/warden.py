"""Runs a command for its owner, and ends it with everything that it started when the owner ends.

    python warden.py PIPE COMMAND [ARGUMENT ...]

PIPE is the reading end of a pipe. Only the owner holds the writing end, so it closes however the owner
ends, also by SIGKILL. The warden needs nothing but the standard library, and starts in milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

STOP_SECONDS = 30.0
"""How long the command may take to end by itself."""
_SUBREAPER, _PARENT_DEATH_SIGNAL = 36, 1  # numbers of Linux's prctl
_ROUNDS = 50
_PAUSE_SECONDS = 0.02
_SIGNALLED = 128


class Warden:
    def __init__(self, pipe: int, command: list[str]) -> None:
        self._pipe = pipe
        self._command = command
        self._status: int | None = None
        self._ending = False

    def run(self) -> int:
        """Returns the command's exit status, or 128 and the number of the signal that ended it."""
        wake, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _only_wake)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_end)
        _prctl(_SUBREAPER, 1)
        self._child = self._started()
        while self._status is None and not self._ending:
            readable, _, _ = select.select([self._pipe, wake], [], [])
            if self._pipe in readable:
                self._ending = True
            if wake in readable:
                os.read(wake, 4096)
            self._reap()
        self._end()
        return self._status if self._status is not None else _SIGNALLED + signal.SIGKILL

    def _started(self) -> int:
        process = subprocess.Popen(
            self._command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 # the warden has one thread
        )
        process.returncode = 0  # `_reap` waits for it
        return process.pid

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def _end(self) -> None:
        """Asks the command to end, then kills what is left."""
        until = time.monotonic() + STOP_SECONDS
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGTERM)
        while self._status is None and time.monotonic() < until:
            time.sleep(_PAUSE_SECONDS)
            self._reap()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child, signal.SIGKILL)
        for _ in range(_ROUNDS):
            self._reap()
            if not (left := descendants(os.getpid())):
                return
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(_PAUSE_SECONDS)

    def _reap(self) -> None:
        """Waits for every child that has ended: as the reaper, also for those of ended children."""
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = found
                if pid == self._child:
                    code = os.waitstatus_to_exitcode(status)
                    self._status = code if code >= 0 else _SIGNALLED - code


def descendants(ancestor: int) -> list[int]:
    """The processes below a process. Empty where there is no /proc."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(path.parent.name))
    found, waiting = [], [ancestor]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _only_wake(number: int, frame: FrameType | None) -> None:
    """The signal is written to the pipe that `select` watches."""


def _die_with_parent() -> None:
    """Ends the command also if the warden itself is killed."""
    _prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _prctl(option: int, value: int) -> None:
    """Linux only. Elsewhere, the command's process group is still ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(Warden(int(sys.argv[1]), sys.argv[2:]).run())
