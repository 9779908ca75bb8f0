"""Queues an invitation: the first one, or one more with a new temporary password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import authority_refusals
from ringkeep.domain.access.pool_tasks import PoolReason, PoolTask
from ringkeep.domain.access.refusals import Refusal, accept
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.change_user import stored_user
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.user_writes import pool_task_write


class UserInactive(Refusal):
    code: ClassVar[str] = "user_inactive"
    field: ClassVar[str] = "active"

    def __init__(self) -> None:
        super().__init__(
            "The user is deactivated and cannot sign in. Activate them first, then invite them."
        )


@dataclass(frozen=True)
class Invite:
    changes: Changes

    def __call__(
        self, user_id: str, request: ChangeRequest, *, version: int | None = None
    ) -> UserRecord:
        """Someone who has signed in already gets no e-mail. Raises ChangeRefused, UserUnknown,
        VersionStale and NoLongerActive."""
        return self.changes.repeated(lambda: self._attempt(user_id, request, version))

    def _attempt(self, user_id: str, request: ChangeRequest, version: int | None) -> UserRecord:
        store = self.changes.store
        profiles = store.profiles()
        actor = current_actor(request, store, profiles)
        record = stored_user(store, user_id, version)
        user = record.user
        profile = profiles.by_id.get(user.security_profile)
        inactive = () if user.active else (UserInactive(),)
        accept((*authority_refusals(actor.principal, profile, profile), *inactive))
        object_ = ObjectRef(kind="user", id=user_id)
        entry = self.changes.entry(request, actor, "users.invite", object_, None, None)
        task = PoolTask(
            user_id=user_id,
            change=entry.id,
            due_at=entry.at,
            invite=True,
            reason=PoolReason.INVITED,
        )
        relied_on = {each.id: each for each in (actor.user, user) if each is not None}
        store.write(
            PeopleWrite(
                audit=(entry,),
                relies_on=tuple(relied_on.values()),
                profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
                pool_tasks=(pool_task_write(store, task, user),),
            )
        )
        return record
