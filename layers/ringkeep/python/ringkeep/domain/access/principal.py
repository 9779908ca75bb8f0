"""The signed-in person: their rights, and what they may see."""

from __future__ import annotations

from ringkeep.domain.access.roles import Right, Role
from ringkeep.domain.access.visibility import Owner, Visibility
from ringkeep.domain.model import Model


class Principal(Model):
    """An enabled user of the user pool who has a role. `service`, `account_id` and `extension_id` are
    their own extension, empty if none is assigned."""

    username: str
    email: str = ""
    role: Role
    service: str = ""
    account_id: str = ""
    extension_id: str = ""

    def may(self, right: Right) -> bool:
        return right in self.role.rights

    def sees(self, owner: Owner) -> bool:
        return self.visibility.sees(owner)

    @property
    def visibility(self) -> Visibility:
        if self.may(Right.VIEW_EVERYBODY):
            return Visibility(everybody=True)
        own = Owner(self.service, self.account_id, self.extension_id)
        if self.may(Right.VIEW_SELF) and all(own):
            return Visibility(everybody=False, own=own)
        return Visibility(everybody=False)
