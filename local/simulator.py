"""The simulated RingCentral account as a process beside the stack."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.environment import ROOT
from local.stack import StackFailed, tail

_START_SECONDS = 30.0


class Simulator:
    """`python -m simulator` with a scenario; `speed` runs its limits and delays faster."""

    def __init__(self, folder: Path, scenario: str, *options: str, speed: float = 1.0) -> None:
        self._folder = folder.resolve()
        self._arguments = ["--scenario", scenario, "--speed", f"{speed:g}", *options]
        self._process: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "simulator.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "simulator", "--port", "0"]
        with self.log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--ready-file", str(ready), *self._arguments],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._wait(ready)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    @property
    def log_path(self) -> Path:
        return self._folder / "simulator.log"

    @property
    def url(self) -> str:
        return str(self.facts["url"])

    @property
    def connection(self) -> dict[str, object]:
        """What `service add` reads."""
        return {
            "server_url": self.url,
            "client_id": self.facts["client_id"],
            "client_secret": self.facts["client_secret"],
            "users": [{"jwt": jwt} for jwt in self.facts["jwts"][:1]],
        }

    def get(self, path: str) -> Any:
        return json.loads(self.get_bytes(path))

    def get_bytes(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.url}/_simulator/{path}", timeout=30) as answer:
            return bytes(answer.read())

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_simulator/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def _wait(self, ready: Path) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            if ready.exists() and (text := ready.read_text()).strip():
                self.facts = json.loads(text)
                return
            time.sleep(0.1)
        raise StackFailed(f"the simulated account did not start:\n{tail(self.log_path)}")
