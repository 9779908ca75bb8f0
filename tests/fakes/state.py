"""An in-memory state store."""

from __future__ import annotations

import json

from ringkeep.domain.json import JsonObject
from ringkeep.errors import Conflict


class MemoryStateStore:
    """Documents are converted to JSON, as in the table. `writes` counts the writes."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[str, int]] = {}
        self.writes = 0

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        if name not in self._documents:
            return None, 0
        text, version = self._documents[name]
        return json.loads(text), version

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        if self._documents.get(name, ("", 0))[1] != expected_version:
            raise Conflict(f"the document {name} was changed by another writer")
        self._documents[name] = (json.dumps(value), expected_version + 1)
        self.writes += 1
        return expected_version + 1
