"""Changes whose recordings a service imports, and whether its new extensions become users. The change and
its audit entry are one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import RightMissing, authority_refusals
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.profiles import SecurityProfile, find_profile
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_rules import ProfileUnknown
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.list_ports import ServiceChanges
from ringkeep.usecases.access.ports import PeopleWrite, ProfileSet, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor


class ServicePolicyChanges(Model):
    """What is not given stays as it is. In `keep_in_step` the profile is given by its id or its name."""

    licensing: Licensing | None = None
    changes_keep_in_step: bool = False
    keep_in_step: KeepInStep | None = None

    def keeping_in_step(self, setting: KeepInStep | None) -> Self:
        given = {"changes_keep_in_step": True, "keep_in_step": setting}
        return self.model_copy(update=given)


@dataclass(frozen=True)
class ChangeService:
    changes: Changes
    services: ServiceChanges

    def __call__(
        self,
        name: str,
        given: ServicePolicyChanges,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> Service:
        """`version` is the service's version that the person has read, None for any. If nothing differs,
        nothing is written. Raises ServiceNotFound, VersionStale, RightMissing and NoLongerActive; and
        ChangeRefused for a profile that does not exist, or that has more rights than the person."""
        return self.changes.repeated(lambda: self._attempt(name, given, request, version))

    def _attempt(
        self, name: str, given: ServicePolicyChanges, request: ChangeRequest, version: int | None
    ) -> Service:
        store = self.changes.store
        profiles = store.profiles()
        actor = current_actor(request, store, profiles)
        if not actor.principal.may(Right.MANAGE_SERVICES):
            raise RightMissing(Right.MANAGE_SERVICES)
        profile = _chosen_profile(given, actor, profiles)
        before = self.services.get(name)
        require_version(version, before.version)
        changed = self._changed(before, given, profile)
        if changed == before:
            return before
        after = changed.model_copy(update={"version": before.version + 1})
        self.services.write(after, self._people(before, after, request, actor, profile))
        return after

    def _changed(
        self, before: Service, given: ServicePolicyChanges, profile: SecurityProfile | None
    ) -> Service:
        after = before
        if given.licensing is not None:
            after = after.with_licensing(given.licensing, self.changes.clock.now())
        if given.changes_keep_in_step:
            setting = given.keep_in_step
            if setting is not None and profile is not None:
                setting = setting.model_copy(update={"security_profile": profile.id})
            after = after.keeping_in_step(setting)
        return after

    def _people(
        self,
        before: Service,
        after: Service,
        request: ChangeRequest,
        actor: CurrentActor,
        profile: SecurityProfile | None,
    ) -> PeopleWrite:
        """The person, their profile and the chosen one must still be as they were read."""
        object_ = ObjectRef(kind="service", id=after.name)
        entry = self.changes.entry(request, actor, "services.change", object_, before, after)
        return PeopleWrite(
            audit=(entry,),
            relies_on=(actor.user,) if actor.user else (),
            profile_uses=tuple(_relied_on(actor.profile, profile)),
        )


def _chosen_profile(
    given: ServicePolicyChanges, actor: CurrentActor, profiles: ProfileSet
) -> SecurityProfile | None:
    """Returns the profile that new users get: only one that the person could give by hand as well. Raises
    RightMissing and ChangeRefused."""
    if not given.changes_keep_in_step:
        return None
    if not actor.principal.may(Right.MANAGE_USERS):
        raise RightMissing(Right.MANAGE_USERS)
    if given.keep_in_step is None:
        return None
    profile = find_profile(profiles.by_id, given.keep_in_step.security_profile)
    if profile is None:
        accept((ProfileUnknown(profiles.by_id),))
    accept(authority_refusals(actor.principal, None, profile))
    return profile


def _relied_on(*profiles: SecurityProfile | None) -> Iterator[ProfileUse]:
    for each in {profile.id: profile for profile in profiles if profile}.values():
        yield ProfileUse(each)
