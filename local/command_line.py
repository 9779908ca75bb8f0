"""Ringkeep's command line in one process for many commands, which loads its modules once.

    python -m local.command_line  # reads a JSON object a line, and answers each with one

The process has the stack's environment. Each command gets an input and outputs of its own.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from local.processes import Done, Owned, StackFailed, run_owned


class CommandLine:
    """Runs commands of the tree `sources` in the environment. The process starts with the first command."""

    def __init__(self, sources: Path, environment: Mapping[str, str]) -> None:
        self.sources = sources
        self._environment = dict(environment)
        self._owned: Owned | None = None
        self._one_at_a_time = threading.Lock()

    def run(self, arguments: tuple[str, ...], text: str | None) -> Done:
        """Raises StackFailed if the process ends. A command that runs beside another one has a process of its
        own."""
        if not self._one_at_a_time.acquire(blocking=False):
            return self._run_alone(arguments, text)
        try:
            return self._run_in_process({"arguments": arguments, "text": text or ""})
        finally:
            self._one_at_a_time.release()

    def stop(self) -> None:
        owned, self._owned = self._owned, None
        if owned is not None:
            owned.end()
            for stream in (owned.process.stdin, owned.process.stdout):
                if stream is not None:
                    stream.close()

    def _run_alone(self, arguments: tuple[str, ...], text: str | None) -> Done:
        command = [sys.executable, "-m", "ringkeep.cli", *arguments]
        return run_owned(command, environment=self._environment, text=text, cwd=self.sources)

    def _run_in_process(self, command: Mapping[str, object]) -> Done:
        self._owned = self._owned or self._started()
        process = self._owned.process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            self.stop()
            raise StackFailed(f"the command line ended while it ran {command['arguments']}")
        return Done(*json.loads(answer))

    def _started(self) -> Owned:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "local.command_line"]
        return Owned(command, environment=self._environment, stdin=pipe, stdout=pipe)


def _status_of(arguments: list[str]) -> int:
    """As the interpreter ends with the command."""
    from ringkeep.cli.main import main as ringkeep  # noqa: PLC0415 # the owner's side does not need it

    try:
        return ringkeep(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception:  # noqa: BLE001 # the interpreter prints any error and ends with 1
        traceback.print_exc()
        return 1


def _answered(line: str) -> str:
    command = json.loads(line)
    out, errors = io.StringIO(), io.StringIO()
    sys.stdin = io.StringIO(command["text"])
    with redirect_stdout(out), redirect_stderr(errors):
        status = _status_of(command["arguments"])
    return json.dumps([status, out.getvalue(), errors.getvalue()])


def main() -> None:
    """Only answers go to the standard output: what a module writes to it goes to the error output."""
    commands, answers = sys.stdin, os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in commands:
        answers.write(_answered(line) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
