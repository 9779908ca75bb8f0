"""The ports of the use cases for users and security profiles. Adapters and fakes pass the same contract
tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.domain.access.profiles import SecurityProfile, all_profiles
from ringkeep.domain.access.teams import TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject


@dataclass(frozen=True)
class ProfileSet:
    """The security profiles. `version` grows with every change of an own one. `users` counts those who
    have a profile, active or not; a profile that no one has may be missing."""

    own: tuple[SecurityProfile, ...] = ()
    users: Mapping[str, int] = field(default_factory=dict)
    version: int = 0

    @property
    def by_id(self) -> Mapping[str, SecurityProfile]:
        return all_profiles(self.own)


@dataclass(frozen=True)
class UserWrite:
    """`before` is None for a new user. `after` has the next version."""

    before: UserRecord | None
    after: UserRecord


@dataclass(frozen=True)
class ProfileUse:
    """The profile must still be as it was read. `added` is how many more users have it: it may be
    negative, and is 0 for a profile on which the change only relies."""

    profile: SecurityProfile
    added: int = 0


@dataclass(frozen=True)
class ProfileWrite:
    """`before` is None for a new profile, `after` None for one that is deleted. `expected` is the version
    of the ProfileSet that was read. A profile that someone has is not deleted."""

    before: SecurityProfile | None
    after: SecurityProfile | None
    expected: int


@dataclass(frozen=True)
class PoolTaskWrite:
    """`before` is the task that is not done yet, None if there is none. If an invitation is to be sent,
    the user's Invitation is queued with it."""

    before: PoolTask | None
    after: PoolTask
    email: str


@dataclass(frozen=True)
class PeopleWrite:
    """What one transaction writes, and on what it relies. Versions are one higher than the stored ones,
    except in `relies_on`: these users must still have their version."""

    audit: tuple[AuditEntry, ...]
    users: tuple[UserWrite, ...] = ()
    relies_on: tuple[User, ...] = ()
    extensions: tuple[ExtensionAssignments, ...] = ()
    administrators: Administrators | None = None
    licences: LicenceCounts | None = None
    teams: Teams | None = None
    blocks: tuple[TeamBlock, ...] = ()
    profile_uses: tuple[ProfileUse, ...] = ()
    profile: ProfileWrite | None = None
    pool_tasks: tuple[PoolTaskWrite, ...] = ()
    wishes: tuple[ExtensionWish, ...] = ()
    wishes_ended: tuple[str, ...] = ()
    """Users who got an extension: what they wished for before no longer matters."""
    decisions_closed: tuple[OpenDecision, ...] = ()
    """As they were read."""
    decisions_kept: tuple[tuple[OpenDecision, OpenDecision], ...] = ()
    """As they were read, and as they remain."""


class PeopleStore(Protocol):
    """The users, and everything that must agree with them. All reads are consistent."""

    def user(self, user_id: str) -> UserRecord | None: ...

    def user_id_of_email(self, email: str) -> str:
        """Returns the id of the user with this e-mail address in its normal form, empty for none."""
        ...

    def user_id_of_sub(self, sub: str) -> str:
        """Returns the id of the user with this id in the user pool, empty for none."""
        ...

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        """Returns up to `limit` users in order of `place_of`, from the first one after a place on."""
        ...

    def extension(self, extension: Owner) -> ExtensionAssignments:
        """Returns the assignments, with version 0 if there never was one."""
        ...

    def profiles(self) -> ProfileSet: ...

    def administrators(self) -> Administrators: ...

    def licences(self) -> LicenceCounts: ...

    def teams(self) -> Teams: ...

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        """Returns the existing ones of the first parts of a manager's block."""
        ...

    def invitation(self, user_id: str) -> Invitation: ...

    def pool_task(self, user_id: str) -> PoolTask | None:
        """Returns what is not done yet for the user in the user pool."""
        ...

    def write(self, write: PeopleWrite) -> None:
        """Writes all of it or nothing. Raises Conflict if anything is no longer as it was read, or if
        another user has one of the e-mail addresses. Who then reads again finds out why. Raises
        ItemRefused for a write that can never succeed."""
        ...


class AuditEntries(Protocol):
    """Where entries about something that changes nothing else are added."""

    def add(self, entry: AuditEntry) -> None:
        """Writes a new entry. Raises Conflict if there is one with its id."""
        ...


class AuditLog(Protocol):
    """The audit entries, the newest first. Times are in seconds since the epoch, both included."""

    def by_time(self, start: float, end: float) -> Iterator[AuditEntry]: ...

    def by_person(self, actor_key: str, start: float, end: float) -> Iterator[AuditEntry]: ...

    def by_object(self, object_: ObjectRef, start: float, end: float) -> Iterator[AuditEntry]: ...


class AuditArchive(Protocol):
    """Copies of the audit entries, apart from the table."""

    def keep(self, entry_id: str, content: JsonObject) -> bool:
        """Writes the copy of an entry. Returns False if there is one already."""
        ...


class ExtensionNumbers(Protocol):
    """The numbers of extensions, for lists and files of users."""

    def numbers(self, account: AccountRef) -> Mapping[str, str]:
        """Returns the number of every extension that was ever listed, by id. It may be empty."""
        ...

    def numbers_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, str]:
        """Returns the numbers of those that were ever listed, as of a moment ago."""
        ...


class KnownExtensions(Protocol):
    """The extensions of the connected accounts."""

    def row(self, extension: Owner) -> ExtensionRow | None:
        """Returns the row of an extension, None if it was never listed."""
        ...
