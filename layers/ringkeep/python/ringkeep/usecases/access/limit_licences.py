"""Sets how many licences of each kind may be in use at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import authority_refusals
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.users import Licence
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor


class Ceilings(Model):
    """A licence that is missing has no ceiling."""

    ceilings: Mapping[Licence, Annotated[int, Field(ge=0)]] = {}


@dataclass(frozen=True)
class LimitLicences:
    changes: Changes

    def __call__(
        self, new: Ceilings, request: ChangeRequest, *, version: int | None = None
    ) -> LicenceCounts:
        """`version` is the one of the counts that the person has read, None for any: it grows with each
        licence that is given too. Raises ChangeRefused, VersionStale and NoLongerActive."""
        return self.changes.repeated(lambda: self._attempt(new, request, version))

    def _attempt(self, new: Ceilings, request: ChangeRequest, version: int | None) -> LicenceCounts:
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        accept(authority_refusals(actor.principal, None, None))
        before = store.licences()
        require_version(version, before.version)
        after = before.limited(new.ceilings)
        if after != before:
            self._write(before, after, request, actor)
        return after

    def _write(
        self,
        before: LicenceCounts,
        after: LicenceCounts,
        request: ChangeRequest,
        actor: CurrentActor,
    ) -> None:
        object_ = ObjectRef(kind="licences")
        entry = self.changes.entry(request, actor, "licences.limit", object_, before, after)
        self.changes.store.write(
            PeopleWrite(
                audit=(entry,),
                licences=after,
                relies_on=(actor.user,) if actor.user else (),
                profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
            )
        )
