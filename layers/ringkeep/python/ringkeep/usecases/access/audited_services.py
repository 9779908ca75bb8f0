"""The directory of services for people who add, change and remove them: each change is written together
with its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.list_ports import ServiceChanges
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.access.requests import ChangeRequest, current_actor


@dataclass(frozen=True)
class AuditedServiceDirectory:
    """The ServiceDirectory port. `request` says who asks."""

    services: ServiceChanges
    changes: Changes
    request: Callable[[], ChangeRequest]

    def list(self) -> Sequence[Service]:
        return self.services.list()

    def get(self, name: str) -> Service:
        return self.services.get(name)

    def put(self, service: Service) -> Service:
        before = self._stored(service.name)
        after = service.model_copy(update={"version": service.version + 1})
        action = "services.change" if before else "services.add"
        self.services.write(after, self._people(action, before, after))
        return after

    def delete(self, name: str) -> None:
        before = self._stored(name)
        if before is not None:
            self.services.remove(before, self._people("services.remove", before, None))

    def _stored(self, name: str) -> Service | None:
        try:
            return self.services.get(name)
        except ServiceNotFound:
            return None

    def _people(self, action: str, before: Service | None, after: Service | None) -> PeopleWrite:
        request, store = self.request(), self.changes.store
        actor = current_actor(request, store, store.profiles())
        changed = after or before
        object_ = ObjectRef(kind="service", id=changed.name if changed else "")
        entry = self.changes.entry(request, actor, action, object_, before, after)
        return PeopleWrite(audit=(entry,))
