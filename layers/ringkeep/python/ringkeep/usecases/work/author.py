"""Who writes about a recording, and from where."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.user_principal import UserPrincipal


@dataclass(frozen=True)
class Author:
    principal: UserPrincipal
    origin: Origin = field(default_factory=Origin)
    request_id: str = ""

    @property
    def user_id(self) -> str:
        return self.principal.user_id

    @property
    def name(self) -> str:
        return self.principal.name
