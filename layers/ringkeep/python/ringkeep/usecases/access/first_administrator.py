"""Makes the person of the template's parameter AdministratorEmail the first administrator.

CloudFormation creates them in the user pool, in the group Administrator. They become an administrator
here only while there has never been one: afterwards the people table alone says who is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from ringkeep.domain.access.emails import name_of_email, normalised_email
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.domain.access.profiles import ADMINISTRATOR
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.add_user import AddUser, KnownInPool, NewUser
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.pool_ports import PoolMembers, UserPool
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest

REQUEST: Final = ChangeRequest(system=True, name="first administrator")


class Pool(UserPool, PoolMembers, Protocol):
    """The user pool with its groups."""


class FirstResult(StrEnum):
    NOT_NEEDED = "not_needed"
    NOT_IN_POOL = "not_in_pool"
    """CloudFormation has not created them yet, or has not made them a member of the group yet."""
    REFUSED = "refused"
    MADE = "made"


@dataclass(frozen=True)
class FirstAdministrator:
    """`email` is the parameter's value, empty for none."""

    store: PeopleStore
    pool: Pool
    add: AddUser
    change: ChangeUser
    email: str

    def __call__(self) -> FirstResult:
        if not self.email or self.store.administrators().version:
            return FirstResult.NOT_NEEDED
        found = self._in_pool()
        if found is None:
            return FirstResult.NOT_IN_POOL
        try:
            return self._made(found)
        except ChangeRefused:
            return FirstResult.REFUSED  # another run was faster, or the address is not valid

    def _in_pool(self) -> PoolUser | None:
        """Someone whom an older stack has made an agent, or has disabled, is no administrator."""
        found = self.pool.by_email(self.email)
        if found is None or not found.enabled or not found.verified:
            return None
        return found if self.pool.is_member(found, ADMINISTRATOR.name) else None

    def _made(self, found: PoolUser) -> FirstResult:
        user_id = self.store.user_id_of_sub(found.sub) or self.store.user_id_of_email(
            normalised_email(found.email)
        )
        record = self.store.user(user_id) if user_id else None
        if record is not None:
            return self._promoted(record, found)
        new = NewUser(
            name=name_of_email(found.email),
            email=found.email,
            security_profile=ADMINISTRATOR.id,
            invite=False,
        )
        self.add(new, REQUEST, known=KnownInPool(found.sub))
        return FirstResult.MADE

    def _promoted(self, record: UserRecord, found: PoolUser) -> FirstResult:
        """Someone has added them with another profile already. A deactivated one stays so."""
        if not record.user.active or record.user.sub not in ("", found.sub):
            return FirstResult.REFUSED
        changes = UserChanges(security_profile=ADMINISTRATOR.id, sub=found.sub)
        self.change(record.user.id, changes, REQUEST)
        return FirstResult.MADE
