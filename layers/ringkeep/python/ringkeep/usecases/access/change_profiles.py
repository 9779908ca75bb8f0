"""Adds, changes and deletes security profiles of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import profile_authority_refusals
from ringkeep.domain.access.profile_rules import deletion_refusals, profile_refusals
from ringkeep.domain.access.profiles import ProfileName, ProfileVisibility, SecurityProfile
from ringkeep.domain.access.refusals import accept, require_version
from ringkeep.domain.access.rights import parse_rights
from ringkeep.domain.access.user_rules import ProfileUnknown
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileSet, ProfileUse, ProfileWrite
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor


class ProfileFields(Model):
    """`rights` are names of rights: an unknown one is refused with the list of those that exist."""

    name: ProfileName
    rights: frozenset[str]
    visibility: ProfileVisibility


@dataclass(frozen=True)
class _Read:
    profiles: ProfileSet
    actor: CurrentActor


@dataclass(frozen=True)
class ChangeProfiles:
    """`version` is the profile's version that the person has read, None for any. The methods raise
    ChangeRefused, ProfileUnknown, RightUnknown, VersionStale and NoLongerActive."""

    changes: Changes

    def add(self, fields: ProfileFields, request: ChangeRequest) -> SecurityProfile:
        new = _profile(self.changes.new_id(), fields, version=1)

        def attempt() -> SecurityProfile:
            return self._put(self._read(request), None, new, request)

        return self.changes.repeated(attempt)

    def change(
        self,
        profile_id: str,
        fields: ProfileFields,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> SecurityProfile:
        """If nothing differs, nothing is written."""

        def attempt() -> SecurityProfile:
            read = self._read(request)
            before = _stored(read.profiles, profile_id, version)
            after = _profile(profile_id, fields, before.version + 1)
            if not before.built_in and after == _next(before):
                return before
            return self._put(read, before, after, request)

        return self.changes.repeated(attempt)

    def delete(
        self, profile_id: str, request: ChangeRequest, *, version: int | None = None
    ) -> None:
        def attempt() -> None:
            read = self._read(request)
            before = _stored(read.profiles, profile_id, version)
            users = read.profiles.users.get(profile_id, 0)
            authority = profile_authority_refusals(read.actor.principal, before, None)
            accept((*authority, *deletion_refusals(before, users)))
            self._write("profiles.delete", read, before, None, request)

        self.changes.repeated(attempt)

    def _read(self, request: ChangeRequest) -> _Read:
        profiles = self.changes.store.profiles()
        return _Read(profiles, current_actor(request, self.changes.store, profiles))

    def _put(
        self,
        read: _Read,
        before: SecurityProfile | None,
        after: SecurityProfile,
        request: ChangeRequest,
    ) -> SecurityProfile:
        authority = profile_authority_refusals(read.actor.principal, before, after)
        accept((*authority, *profile_refusals(after, read.profiles.by_id)))
        self._write("profiles.change" if before else "profiles.add", read, before, after, request)
        return after

    def _write(
        self,
        action: str,
        read: _Read,
        before: SecurityProfile | None,
        after: SecurityProfile | None,
        request: ChangeRequest,
    ) -> None:
        changed = after or before
        object_ = ObjectRef(kind="security_profile", id=changed.id if changed else "")
        user = read.actor.user
        self.changes.store.write(
            PeopleWrite(
                audit=(self.changes.entry(request, read.actor, action, object_, before, after),),
                relies_on=(user,) if user else (),
                profile_uses=tuple(_relied_on(read.actor, object_.id)),
                profile=ProfileWrite(before, after, read.profiles.version),
            )
        )


def _relied_on(actor: CurrentActor, changed: str) -> Iterable[ProfileUse]:
    """The actor's own profile, unless it is the one that changes."""
    if actor.profile and actor.profile.id != changed:
        yield ProfileUse(actor.profile)


def _stored(profiles: ProfileSet, profile_id: str, version: int | None) -> SecurityProfile:
    stored = profiles.by_id.get(profile_id)
    if stored is None:
        raise ProfileUnknown(profiles.by_id)
    require_version(version, stored.version)
    return stored


def _profile(profile_id: str, fields: ProfileFields, version: int) -> SecurityProfile:
    return SecurityProfile(
        id=profile_id,
        name=fields.name,
        rights=parse_rights(fields.rights),
        visibility=fields.visibility,
        version=version,
    )


def _next(profile: SecurityProfile) -> SecurityProfile:
    return profile.model_copy(update={"version": profile.version + 1})
