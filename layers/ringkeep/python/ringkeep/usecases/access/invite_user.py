"""Queues an invitation: the first one, or one more with a new temporary password."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
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


class InvitedJustNow(Refusal):
    code: ClassVar[str] = "invited_just_now"
    field: ClassVar[str] = "invitation"

    def __init__(self, until: float) -> None:
        at = datetime.fromtimestamp(math.ceil(until), UTC)
        super().__init__(
            "The user was invited a moment ago: each invitation makes the password of the one before"
            f" useless. Invite them again after {at:%H:%M:%S} UTC."
        )


@dataclass(frozen=True)
class Invite:
    """Someone whom a person has invited is invited again after a pause. The command line, which has the
    rights of the account, need not wait."""

    changes: Changes

    def __call__(
        self, user_id: str, request: ChangeRequest, *, version: int | None = None
    ) -> UserRecord:
        """Someone who has signed in already gets no e-mail. Raises ChangeRefused, also for an invitation
        within the pause, UserUnknown,
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
        object_ = ObjectRef(kind="user", id=user_id)
        entry = self.changes.entry(request, actor, "users.invite", object_, None, None)
        again_at = store.invitation(user_id).again_at(user.email) if actor.user else 0.0
        too_early = (InvitedJustNow(again_at),) if entry.at < again_at else ()
        accept((*authority_refusals(actor.principal, profile, profile), *inactive, *too_early))
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
