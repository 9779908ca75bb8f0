"""The signed-in person: their rights, and the extensions that they may see."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.access.roles import Right, Role


class Owner(NamedTuple):
    """An extension of a service."""

    service: str
    extension_id: str


class Visibility(NamedTuple):
    """The extensions that a person may see: all of them (`everybody`), only their `own`, or none.

    People with equal visibility see the same page.
    """

    everybody: bool
    own: Owner | None = None

    def sees(self, owner: Owner) -> bool:
        return self.everybody or owner == self.own

    def sees_service(self, service: str) -> bool:
        """Whether any extension of the service may be visible."""
        return self.everybody or (self.own is not None and self.own.service == service)


class Principal(BaseModel):
    """An enabled user of the user pool who has a role. `service` and `extension_id` are their own
    extension, empty if none is assigned."""

    model_config = ConfigDict(frozen=True)

    username: str
    email: str = ""
    role: Role
    service: str = ""
    extension_id: str = ""

    def may(self, right: Right) -> bool:
        return right in self.role.rights

    def sees(self, owner: Owner) -> bool:
        return self.visibility.sees(owner)

    @property
    def visibility(self) -> Visibility:
        if self.may(Right.VIEW_EVERYBODY):
            return Visibility(everybody=True)
        if self.may(Right.VIEW_SELF) and self.extension_id:
            return Visibility(everybody=False, own=Owner(self.service, self.extension_id))
        return Visibility(everybody=False)
