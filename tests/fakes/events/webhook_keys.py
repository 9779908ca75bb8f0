"""In-memory store of the webhook's keys. `failure` is raised by reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.errors import RingkeepError


@dataclass
class MemoryKeyStore:
    text: str = ""
    writes: int = 0
    failure: RingkeepError | None = None

    def read(self) -> str:
        if self.failure:
            raise self.failure
        return self.text

    def write(self, text: str) -> None:
        if self.failure:
            raise self.failure
        self.text = text
        self.writes += 1
