"""Starts the processes of the laptop stack and ends them with all their children, however this one ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from local.environment import ROOT

_START_SECONDS = 180.0
_PAUSE_SECONDS = 0.1
_WARDEN = Path(__file__).with_name("warden.py")
_KILLED = 128 + signal.SIGKILL


class StackFailed(RuntimeError):
    """A part of the laptop stack failed; the message ends with its output."""


def tail(path: Path, lines: int = 30) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


class Owned:
    """A running command with everything that it starts. A warden ends all of it when the owner, this
    process, ends in any way."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        stdin: int | IO[str] | None = subprocess.DEVNULL,
        stdout: int | IO[bytes] | None = None,
        stderr: int | IO[bytes] | None = None,
    ) -> None:
        reading, self._pipe = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_WARDEN), str(reading), *command],
                cwd=cwd,
                env=dict(environment) if environment is not None else None,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                text=True,
                pass_fds=(reading,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(reading)

    def end(self) -> int:
        """Ends everything that is left, and returns the exit status. Repeating it changes nothing."""
        pipe, self._pipe = self._pipe, -1
        if pipe >= 0:
            os.close(pipe)
        return self.process.wait()


class LocalProcess:
    """One process with a log file for its output.

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
        self._owned: Owned | None = None

    def start(self, ready: Callable[[], bool], seconds: float = _START_SECONDS) -> None:
        """Returns once `ready` says so; an OSError of it means "not yet". Raises StackFailed."""
        with self.log_path.open("ab") as log:
            self._owned = Owned(
                self._command,
                environment=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait(ready, seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Asks the process to end, then kills what it has left behind."""
        owned, self._owned = self._owned, None
        if owned is not None and owned.end() == _KILLED:
            print(f"{self.name} did not end in time and was killed", file=sys.stderr)

    def _wait(self, ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._owned is None or self._owned.process.poll() is not None:
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


class Done(NamedTuple):
    status: int
    stdout: str
    stderr: str


def run_owned(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    text: str | None = None,
    cwd: Path = ROOT,
    stderr: int = subprocess.PIPE,
) -> Done:
    """Runs a command to its end, with `text` as its input. Nothing of it outlives this process."""
    pipe = subprocess.PIPE
    stdin = subprocess.DEVNULL if text is None else pipe
    owned = Owned(
        command, environment=environment, cwd=cwd, stdin=stdin, stdout=pipe, stderr=stderr
    )
    try:
        out, errors = owned.process.communicate(text)
    finally:
        status = owned.end()
    return Done(status, out or "", errors or "")


def run_logged(
    command: list[str],
    environment: Mapping[str, str],
    text: str | None = None,
    cwd: Path = ROOT,
) -> str:
    """What the command printed. Raises StackFailed with all its output when it fails."""
    executable = shutil.which(command[0], path=environment.get("PATH")) or command[0]
    done = run_owned([executable, *command[1:]], environment=environment, text=text, cwd=cwd)
    return output_of(command, done)


def output_of(command: Sequence[str], done: Done) -> str:
    """What a command printed. Raises StackFailed with all its output if it failed."""
    if done.status != 0:
        raise StackFailed(f"{' '.join(command[:3])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout
