"""A person of version 0.1.0: an enabled user of the user pool who has a role."""

from __future__ import annotations

from ringkeep.domain.access.roles import Role
from ringkeep.domain.model import Model


class Principal(Model):
    """`service`, `account_id` and `extension_id` are their own extension, empty if none is assigned."""

    username: str
    email: str = ""
    role: Role
    service: str = ""
    account_id: str = ""
    extension_id: str = ""
