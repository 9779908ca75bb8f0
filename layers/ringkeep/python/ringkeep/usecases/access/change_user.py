"""Changes a user's fields, deactivates them or activates them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ringkeep.domain.access.refusals import require_version
from ringkeep.domain.access.user_records import UserRecord, UserUnknown
from ringkeep.domain.access.users import AccountInformation, Licence, UserName
from ringkeep.domain.model import Model
from ringkeep.usecases.access.add_user import profile_id, spelled_email
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleStore, ProfileSet
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.user_writes import UserStep, write_user


class UserChanges(Model):
    """What is None stays as it is. `manager` is empty for none. `sub` is set by the invitation."""

    name: UserName | None = None
    email: str | None = None
    information: AccountInformation | None = None
    manager: str | None = None
    security_profile: str | None = None
    licences: frozenset[Licence] | None = None
    active: bool | None = None
    sub: str | None = None


def stored_user(store: PeopleStore, user_id: str, version: int | None) -> UserRecord:
    """Raises UserUnknown, and VersionStale if the person has read another version."""
    record = store.user(user_id)
    if record is None:
        raise UserUnknown
    require_version(version, record.user.version)
    return record


def next_version(record: UserRecord, now: float, **fields: object) -> UserRecord:
    """Returns the record with the user's changed fields."""
    return record.model_copy(update={"user": record.user.changed(now, **fields)})


@dataclass(frozen=True)
class ChangeUser:
    changes: Changes

    def __call__(
        self,
        user_id: str,
        changes: UserChanges,
        request: ChangeRequest,
        *,
        version: int | None = None,
        action: str = "users.change",
    ) -> UserRecord:
        """`version` is the one that the person has read, None for any. If nothing differs, nothing is
        written. Raises ChangeRefused, UserUnknown, VersionStale and NoLongerActive."""
        return self.changes.repeated(
            lambda: self._attempt(user_id, changes, request, version, action)
        )

    def _attempt(
        self,
        user_id: str,
        changes: UserChanges,
        request: ChangeRequest,
        version: int | None,
        action: str,
    ) -> UserRecord:
        store = self.changes.store
        profiles = store.profiles()
        actor = current_actor(request, store, profiles)
        before = stored_user(store, user_id, version)
        fields = _changed(before, changes, profiles)
        if not fields:
            return before
        after = next_version(before, self.changes.clock.now(), **fields)
        return write_user(self.changes, UserStep(request, actor, action, before, after, profiles))


@dataclass(frozen=True)
class DeactivateUser:
    """A deactivated user cannot sign in, and frees their licences. Their place in the tree of managers,
    their extensions and their e-mail address stay theirs."""

    change: ChangeUser

    def __call__(
        self, user_id: str, request: ChangeRequest, *, version: int | None = None
    ) -> UserRecord:
        """Raises what ChangeUser raises. A user who is deactivated already stays so."""
        inactive = UserChanges(active=False)
        return self.change(user_id, inactive, request, version=version, action="users.deactivate")


def _changed(
    before: UserRecord, changes: UserChanges, profiles: ProfileSet
) -> Mapping[str, object]:
    """Returns only the fields that differ."""
    given: dict[str, object] = {name: value for name, value in changes if value is not None}
    if changes.email is not None:
        given["email"] = spelled_email(changes.email)
    if changes.security_profile is not None:
        given["security_profile"] = profile_id(changes.security_profile, profiles)
    return {name: value for name, value in given.items() if getattr(before.user, name) != value}
