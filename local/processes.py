"""Starts a process of the laptop stack, waits until it answers, and ends it with all its children."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local.environment import ROOT

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_PAUSE_SECONDS = 0.1


class StackFailed(RuntimeError):
    """A part of the laptop stack failed; the message ends with its output."""


def tail(path: Path, lines: int = 30) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


class LocalProcess:
    """One process in a group of its own, its output in a log file.

    `name` stands in sentences: "the emulator did not start".
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log_path: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log_path = log_path
        self._command = list(command)
        self._environment = dict(environment) if environment is not None else None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], bool], seconds: float = _START_SECONDS) -> None:
        """Returns once `ready` says so; an OSError of it means "not yet". Raises StackFailed."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            self._wait(ready, seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Asks the process to end, then kills what is left of its group."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"{self.name} did not end in time and was killed", file=sys.stderr)
        _kill_group(process.pid)
        process.wait()

    def _wait(self, ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if _answers(ready):
                return
            time.sleep(_PAUSE_SECONDS)
        raise StackFailed(f"{self.name} did not start:\n{tail(self.log_path)}")


def _answers(ready: Callable[[], bool]) -> bool:
    try:
        return ready()
    except OSError:
        return False


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def run_logged(
    command: list[str],
    environment: Mapping[str, str],
    text: str | None = None,
    cwd: Path = ROOT,
) -> str:
    """What the command printed. Raises StackFailed with all its output when it fails."""
    executable = shutil.which(command[0], path=environment.get("PATH")) or command[0]
    done = subprocess.run(
        [executable, *command[1:]],
        cwd=cwd,
        env=dict(environment),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackFailed(f"{' '.join(command[:3])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout
