"""The published console; it keeps which folders were given."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class FakeConsole:
    is_deployed: bool = True
    published: list[Path] = field(default_factory=list)

    def publish(self, folder: Path) -> int:
        self.published.append(folder)
        return 5

    def clear(self) -> int:
        cleared, self.published = self.published, []
        return 5 * len(cleared)
