"""Names of the people and objects of a page of the audit log, as they are called today.

    names = name_audit(page.entries)
    names.by(entry), names.object(entry)      "Mia Stone", None

Everyone on a page is read at once, at half price. A page of 100 entries has at most 200 users: two
requests to DynamoDB and 100 read units. Own security profiles are read if an entry is about one. If
someone no longer exists, the entry itself may have the name that they had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from ringkeep.domain.access.audit import ActorKind, AuditEntry
from ringkeep.domain.access.profiles import SecurityProfile, all_profiles
from ringkeep.domain.access.user_records import UserRecord

_USER: Final = "user"
_PROFILE: Final = "security_profile"
_SERVICE: Final = "service"
_BUILT_IN: Final = all_profiles(())


class NamedUsers(Protocol):
    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Returns the existing ones of these users by id, as of a moment ago."""
        ...


@dataclass(frozen=True)
class AuditNames:
    """`users` and `profiles` have the names that were found, by id."""

    users: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)

    def by(self, entry: AuditEntry) -> str | None:
        """Returns who did it: a user, or the AWS principal of a command, or the job."""
        present = self.users.get(entry.actor.id) if entry.actor.kind is ActorKind.USER else None
        return present or entry.actor.name or None

    def object(self, entry: AuditEntry) -> str | None:
        """Returns what it was done to. A service is called by its id."""
        kind, id_ = entry.object.kind, entry.object.id
        if kind == _SERVICE:
            return id_ or None
        present = {_USER: self.users, _PROFILE: self.profiles}.get(kind, {}).get(id_)
        return present or _name_in(entry)


@dataclass(frozen=True)
class NameAudit:
    """`profiles` reads the security profiles by id."""

    users: NamedUsers
    profiles: Callable[[], Mapping[str, SecurityProfile]]

    def __call__(self, entries: Sequence[AuditEntry]) -> AuditNames:
        ids = tuple(dict.fromkeys(id_ for entry in entries for id_ in _users_of(entry)))
        records = self.users.users_of(ids) if ids else {}
        users = {id_: record.user.name for id_, record in records.items()}
        return AuditNames(users, self._profiles(entries))

    def _profiles(self, entries: Sequence[AuditEntry]) -> Mapping[str, str]:
        wanted = {each.object.id for each in entries if each.object.kind == _PROFILE}
        known = _BUILT_IN if wanted <= _BUILT_IN.keys() else self.profiles()
        return {id_: known[id_].name for id_ in wanted if id_ in known}


def _users_of(entry: AuditEntry) -> Iterator[str]:
    if entry.actor.kind is ActorKind.USER and entry.actor.id:
        yield entry.actor.id
    if entry.object.kind == _USER and entry.object.id:
        yield entry.object.id


def _name_in(entry: AuditEntry) -> str | None:
    """Returns the name of the object that the entry itself has."""
    own = entry.object.kind == _USER and entry.object.id == entry.actor.id
    found = (*(side.get("name") for side in (entry.after, entry.before)), own and entry.actor.name)
    return next((name for name in found if isinstance(name, str) and name), None)
