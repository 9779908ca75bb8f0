"""The names of the users of evaluations, also of those who are no longer active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.access.user_records import UserRecord


class NamedUsers(Protocol):
    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Returns the existing ones of these users by id, as of a moment ago."""
        ...


@dataclass(frozen=True)
class NamePeople:
    users: NamedUsers

    def __call__(self, ids: Iterable[str]) -> Mapping[str, str]:
        wanted = sorted(set(ids) - {""})
        found = self.users.users_of(wanted) if wanted else {}
        return {id_: record.user.name for id_, record in found.items()}
