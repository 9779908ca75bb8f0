"""An in-memory tokens table."""

from __future__ import annotations

from threading import Lock

from ringkeep.domain.accounts.tokens import TokenKey, TokenRecord
from ringkeep.errors import Conflict


class MemoryTokenStore:
    def __init__(self) -> None:
        self._lock = Lock()
        self.records: dict[TokenKey, TokenRecord] = {}

    def load(self, key: TokenKey) -> TokenRecord:
        return self.records.get(key, TokenRecord())

    def save(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        with self._lock:
            if self.load(key).revision != record.revision:
                raise Conflict("another worker changed the record")
            self.records[key] = record.model_copy(update={"revision": record.revision + 1})
            return self.records[key]
