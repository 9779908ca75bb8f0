"""The simulated RingCentral account as a process beside the stack."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.managed import Managed
from local.processes import LocalProcess


class Simulator(Managed):
    """`python -m simulator` with a scenario; `speed` runs its limits and delays faster."""

    def __init__(self, folder: Path, scenario: str, *options: str, speed: float = 1.0) -> None:
        self._folder = folder.resolve()
        self._arguments = ["--scenario", scenario, "--speed", f"{speed:g}", *options]
        self._process: LocalProcess | None = None
        self.facts: dict[str, Any] = {}

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "simulator.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "simulator", "--port", "0"]
        self.log_path.unlink(missing_ok=True)
        command += ["--ready-file", str(ready), *self._arguments]
        self._process = LocalProcess("the simulated account", command, self.log_path)
        self._process.start(ready.exists)
        self.facts = json.loads(ready.read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    @property
    def log_path(self) -> Path:
        return self._folder / "simulator.log"

    @property
    def url(self) -> str:
        return str(self.facts["url"])

    @property
    def connection(self) -> dict[str, object]:
        """What `service add` reads."""
        return self.connection_as(1)

    def connection_as(self, users: int) -> dict[str, object]:
        """With the account's first users."""
        return {
            "server_url": self.url,
            "client_id": self.facts["client_id"],
            "client_secret": self.facts["client_secret"],
            "users": [{"jwt": jwt} for jwt in self.facts["jwts"][:users]],
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
