"""An in-memory log of sign-ins."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.errors import Conflict, RingkeepError


@dataclass
class MemorySignInLog:
    """`entries` by session. `failure` is raised instead of an answer. `asked` counts the requests."""

    entries: dict[str, AuditEntry] = field(default_factory=dict)
    expiries: dict[str, float] = field(default_factory=dict)
    failure: RingkeepError | None = None
    asked: int = 0

    def is_recorded(self, session: str) -> bool:
        self._answer()
        return session in self.entries

    def record(self, session: str, entry: AuditEntry, expires_at: float) -> None:
        self._answer()
        if session in self.entries:
            raise Conflict("the sign-in has an entry")
        self.entries[session] = entry
        self.expiries[session] = expires_at

    def _answer(self) -> None:
        self.asked += 1
        if self.failure:
            raise self.failure
