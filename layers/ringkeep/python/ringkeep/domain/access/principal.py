"""Someone who is signed in: who they are, and what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.access.roles import Right, Role
from ringkeep.domain.live.page import RealtimeService, RealtimeUser


class Visibility(NamedTuple):
    """What somebody may see: everybody, or one phone alone. Who has the same sight sees the same."""

    everybody: bool
    service: str = ""
    extension_id: str = ""

    def covers(self, service: str, extension_id: str) -> bool:
        if self.everybody:
            return True
        own = (self.service, self.extension_id)
        return bool(self.extension_id) and own == (service, extension_id)

    def of_users(self, users: Iterable[RealtimeUser]) -> tuple[RealtimeUser, ...]:
        return tuple(user for user in users if self.covers(user.service, user.extension_id))

    def of_services(self, services: Iterable[RealtimeService]) -> tuple[RealtimeService, ...]:
        return tuple(each for each in services if self.everybody or each.service == self.service)


class Principal(BaseModel):
    """A user of the pool who is enabled and has a role; `extension_id` is their own phone's."""

    model_config = ConfigDict(frozen=True)

    username: str
    email: str = ""
    role: Role
    service: str = ""
    extension_id: str = ""

    def has(self, right: Right) -> bool:
        return right in self.role.rights

    @property
    def sight(self) -> Visibility:
        if self.has(Right.VIEW_EVERYBODY):
            return Visibility(everybody=True)
        if self.has(Right.VIEW_SELF):
            return Visibility(everybody=False, service=self.service, extension_id=self.extension_id)
        return Visibility(everybody=False)
