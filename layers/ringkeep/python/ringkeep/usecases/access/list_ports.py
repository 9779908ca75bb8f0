"""The ports of lists that administrators read: users, and the extensions that they may get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.transcripts.policies import TranscriptionSettings, VersionedSettings
from ringkeep.usecases.access.ports import PeopleWrite


class PeopleLists(Protocol):
    """Reads many items at once. A read may be from a moment ago."""

    def users(self, begins: str, after: str, limit: int) -> Sequence[UserRecord]:
        """Returns up to `limit` users in order of `place_of` whose place begins with a text, from the
        first one after a place on."""
        ...

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Returns the existing ones of these users by id."""
        ...

    def assignments_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        """Returns the assignments of those extensions that someone has or had."""
        ...


class ListedExtensions(Protocol):
    def page(self, account: AccountRef, after: str, limit: int) -> Sequence[ExtensionRow]:
        """Returns up to `limit` extensions of an account in order of their ids, from the first one after
        an id on. Removed ones are among them."""
        ...


class TranscriptionChanges(Protocol):
    """What services have transcribed. Changes are written together with their audit entry."""

    def versioned(self, service: str) -> VersionedSettings: ...

    def write(
        self, service: str, settings: TranscriptionSettings, expected: int, people: PeopleWrite
    ) -> None:
        """Writes the version after `expected` and the rest, or nothing. Raises Conflict if anything is no
        longer as it was read."""
        ...


class ServiceChanges(Protocol):
    """Services, whose changes are written together with their audit entry."""

    def list(self) -> Sequence[Service]: ...

    def get(self, name: str) -> Service:
        """Raises ServiceNotFound."""
        ...

    def write(self, after: Service, people: PeopleWrite) -> None:
        """Writes all of it or nothing. `after` has the next version; version 1 is of a new service.
        Raises Conflict if anything is no longer as it was read."""
        ...

    def remove(self, before: Service, people: PeopleWrite) -> None:
        """Removes the service and writes the rest, or nothing. Raises Conflict as `write`."""
        ...
