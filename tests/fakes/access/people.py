"""An in-memory user pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.aws.access.people import AddedPerson, PersonRow
from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.roles import Role
from ringkeep.errors import ConfigurationError


@dataclass
class MemoryPeople:
    """The keys are normalised addresses. `invited` has one address for each invitation that was sent."""

    rows: dict[str, PersonRow] = field(default_factory=dict)
    passwords: dict[str, str | None] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)

    def add(self, email: str, role: Role, password: str | None = None) -> AddedPerson:
        key = normalised_email(email)
        is_invited = key not in self.rows and password is None
        row = self.rows.get(key) or PersonRow(username=f"u-{key}", email=key, enabled=True)
        signed_in = row.signed_in or password is not None
        self.rows[key] = row.model_copy(update={"role": role, "signed_in": signed_in})
        self.passwords[key] = password
        self.invited += [key] * is_invited
        return AddedPerson(**dict(self.rows[key]), invited=is_invited)

    def invite(self, email: str) -> bool:
        row = self.find(email)
        if not row.enabled:
            raise ConfigurationError(f"{row.email} is disabled")
        if not row.signed_in:
            self.invited.append(row.email)
        return not row.signed_in

    def password_days(self) -> int:
        return 7

    def assign(self, email: str, service: str, extension_id: str) -> None:
        changes = {"service": service, "extension_id": extension_id}
        self.rows[normalised_email(email)] = self.find(email).model_copy(update=changes)

    def all(self) -> Sequence[PersonRow]:
        return list(self.rows.values())

    def enable(self, email: str, *, enabled: bool) -> None:
        row = self.find(email).model_copy(update={"enabled": enabled})
        self.rows[normalised_email(email)] = row

    def remove(self, email: str) -> None:
        self.find(email)
        del self.rows[normalised_email(email)]

    def find(self, email: str) -> PersonRow:
        key = normalised_email(email)
        if key not in self.rows:
            raise ConfigurationError(f"there is no user {email}")
        return self.rows[key]
