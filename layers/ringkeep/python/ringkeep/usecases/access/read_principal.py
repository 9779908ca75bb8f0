"""Who signed in: from the id in their token to their rights and what they may see.

    principals = ReadPrincipal(store, clock)
    principals(sub)               None: not a user, deactivated, or without a security profile
    principals.user(sub)          the same with their record and their profile; raises why not

A process keeps an answer for at most `kept_seconds`. Ten people who were read together are not read
again together: each one's time differs by their id.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol, TypeAlias

from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.profiles import SecurityProfile, all_profiles
from ringkeep.domain.access.sight import Today
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.access.user_principal import UserPrincipal, principal_of
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.read_sight import ReadSight, SightStore
from ringkeep.usecases.access.team_copies import TeamCopies
from ringkeep.usecases.clock import Clock

KEPT_SECONDS: Final = 20.0
"""The maximum. The minimum is half of it."""
_MOST_KEPT: Final = 5_000
_BUILT_IN: Final = all_profiles(())
_Refused: TypeAlias = type[NotAUser] | type[NoLongerActive] | type[ProfileMissing]


class PrincipalStore(SightStore, Protocol):
    """What is read about one person."""

    def user(self, user_id: str) -> UserRecord | None:
        """Reads consistently."""
        ...

    def user_id_of_sub(self, sub: str) -> str:
        """The answer may be from a moment ago if the `sub` was given to another user since."""
        ...

    def profile(self, profile_id: str) -> SecurityProfile | None:
        """Returns one of the own profiles as it was at most a moment ago."""
        ...


@dataclass(frozen=True)
class SignedInUser:
    """An active user who signed in, as they are stored."""

    principal: UserPrincipal
    record: UserRecord
    profile: SecurityProfile

    @property
    def sub(self) -> str:
        """Their id in the user pool."""
        return self.record.user.sub

    def extension(self, today: Today) -> Owner | None:
        """Returns the first extension that they have today."""
        held = (each for each in self.record.assignments)
        own = (each.extension for each in held if each.period.covers(today(each.extension.service)))
        return next(own, None)


_Found: TypeAlias = SignedInUser | _Refused


@dataclass(frozen=True)
class ReadPrincipal:
    store: PrincipalStore
    clock: Clock
    kept_seconds: float = KEPT_SECONDS
    copies: TeamCopies | None = None
    _kept: dict[str, tuple[float, _Found]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    """The user of each `sub` that was read. It is checked against the user's own record."""

    def __call__(self, sub: str) -> UserPrincipal | None:
        found = self._find(sub)
        return found.principal if isinstance(found, SignedInUser) else None

    def user(self, sub: str) -> SignedInUser:
        """Raises NotAUser, NoLongerActive and ProfileMissing."""
        found = self._find(sub)
        if isinstance(found, SignedInUser):
            return found
        raise found

    def by_id(self, user_id: str) -> SignedInUser:
        """Another user by their id, as they are now. Raises NotAUser, NoLongerActive and ProfileMissing."""
        found = self._admitted(self.store.user(user_id) if user_id else None)
        if isinstance(found, SignedInUser):
            return found
        raise found

    def _find(self, sub: str) -> _Found:
        now = self.clock.now()
        kept = self._kept.get(sub)
        if kept is not None and now < kept[0]:
            return kept[1]
        found = self._read(sub)
        if self.kept_seconds:
            self._keep(sub, now, found)
        return found

    def _keep(self, sub: str, now: float, found: _Found) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[sub] = (now + self._seconds(sub), found)

    def _seconds(self, sub: str) -> float:
        share = (zlib.crc32(sub.encode()) % 100) / 100
        return self.kept_seconds * (1 - share / 2)

    def _read(self, sub: str) -> _Found:
        return self._admitted(self._record(sub) if sub else None)

    def _admitted(self, record: UserRecord | None) -> _Found:
        if record is None:
            return NotAUser
        if not record.user.active:
            return NoLongerActive
        id_ = record.user.security_profile
        profile = _BUILT_IN.get(id_) or self.store.profile(id_)
        if profile is None:
            return ProfileMissing
        principal = principal_of(record.user, profile, self._sights(record, profile))
        return SignedInUser(principal, record, profile) if principal else NoLongerActive

    def _record(self, sub: str) -> UserRecord | None:
        known = self._ids.get(sub)
        record = self.store.user(known) if known else None
        if record is not None and record.user.sub == sub:
            return record
        user_id = self.store.user_id_of_sub(sub)
        record = self.store.user(user_id) if user_id else None
        if record is None or record.user.sub != sub:
            return None
        self._ids[sub] = user_id
        return record

    @cached_property
    def _sights(self) -> ReadSight:
        return ReadSight(self.store, self.copies)
