"""An in-memory user pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.aws.access.people import PersonRow
from ringkeep.domain.access.roles import Role
from ringkeep.errors import ConfigurationError


@dataclass
class MemoryPeople:
    rows: dict[str, PersonRow] = field(default_factory=dict)
    passwords: dict[str, str | None] = field(default_factory=dict)

    def add(self, email: str, role: Role, password: str | None = None) -> PersonRow:
        row = self.rows.get(email) or PersonRow(username=email, email=email, enabled=True)
        self.rows[email] = row.model_copy(update={"role": role})
        self.passwords[email] = password
        return self.rows[email]

    def assign(self, email: str, service: str, extension_id: str) -> None:
        changes = {"service": service, "extension_id": extension_id}
        self.rows[email] = self._row(email).model_copy(update=changes)

    def all(self) -> Sequence[PersonRow]:
        return list(self.rows.values())

    def enable(self, email: str, *, enabled: bool) -> None:
        self.rows[email] = self._row(email).model_copy(update={"enabled": enabled})

    def remove(self, email: str) -> None:
        self._row(email)
        del self.rows[email]

    def _row(self, email: str) -> PersonRow:
        if email not in self.rows:
            raise ConfigurationError(f"there is no user {email}")
        return self.rows[email]
