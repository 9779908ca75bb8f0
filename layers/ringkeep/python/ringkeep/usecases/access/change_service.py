"""Changes whose recordings a service imports. The change and its audit entry are one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import require_version
from ringkeep.domain.access.rights import Right
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.list_ports import ServiceChanges
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor


@dataclass(frozen=True)
class ChangeService:
    changes: Changes
    services: ServiceChanges

    def __call__(
        self,
        name: str,
        licensing: Licensing,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> Service:
        """`version` is the service's version that the person has read, None for any. If nothing differs,
        nothing is written. Raises ServiceNotFound, VersionStale, RightMissing and NoLongerActive."""
        return self.changes.repeated(lambda: self._attempt(name, licensing, request, version))

    def _attempt(
        self, name: str, licensing: Licensing, request: ChangeRequest, version: int | None
    ) -> Service:
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        if not actor.principal.may(Right.MANAGE_SERVICES):
            raise RightMissing(Right.MANAGE_SERVICES)
        before = self.services.get(name)
        require_version(version, before.version)
        changed = before.with_licensing(licensing, self.changes.clock.now())
        after = changed.model_copy(update={"version": before.version + 1})
        if changed == before:
            return before
        self.services.write(after, self._people(before, after, request, actor))
        return after

    def _people(
        self, before: Service, after: Service, request: ChangeRequest, actor: CurrentActor
    ) -> PeopleWrite:
        """The person and their profile must still be as they were read."""
        object_ = ObjectRef(kind="service", id=after.name)
        entry = self.changes.entry(request, actor, "services.change", object_, before, after)
        return PeopleWrite(
            audit=(entry,),
            relies_on=(actor.user,) if actor.user else (),
            profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
        )
