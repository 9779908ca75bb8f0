"""Reads users for the list of users, with the names of their managers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.user_records import (
    UserRecord,
    UserUnknown,
    beginning_of,
    cursor_at,
    place_at,
    place_of,
)
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.list_ports import PeopleLists
from ringkeep.usecases.access.ports import ExtensionNumbers, PeopleStore

LARGEST_PAGE: Final = 100


@dataclass(frozen=True)
class UserContext:
    """What is shown of a user beside their record. `managers` has their managers' names by id, `numbers`
    the extension numbers of what they have or had, as far as RingCentral has listed it."""

    profiles: Mapping[str, SecurityProfile]
    managers: Mapping[str, str]
    numbers: Mapping[Owner, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundUsers:
    """`next` is the cursor of the following page, empty on the last one."""

    records: tuple[UserRecord, ...]
    context: UserContext
    next: str = ""


@dataclass(frozen=True)
class ReadUsers:
    store: PeopleStore
    lists: PeopleLists
    extensions: ExtensionNumbers

    def page(self, name: str = "", cursor: str = "", limit: int = 50) -> FoundUsers:
        """Returns the users whose name begins with a text, in order of their names. A text with @ is a
        whole e-mail address. Raises CursorInvalid."""
        if "@" in name:
            return self._with_email(name)
        size = max(1, min(limit, LARGEST_PAGE))
        found = self.lists.users(beginning_of(name), place_at(cursor), size + 1)
        records = tuple(found[:size])
        next_ = cursor_at(place_of(records[-1].user)) if len(found) > size else ""
        return FoundUsers(records, self.context(records), next_)

    def one(self, user_id: str) -> UserRecord:
        """Raises UserUnknown."""
        record = self.store.user(user_id)
        if record is None:
            raise UserUnknown
        return record

    def context(self, records: Collection[UserRecord]) -> UserContext:
        ids = sorted({record.user.manager for record in records} - {""})
        managers = self.lists.users_of(ids) if ids else {}
        names = {id_: record.user.name for id_, record in managers.items()}
        held = {Owner(*each.extension) for record in records for each in record.assignments}
        numbers = self.extensions.numbers_of(sorted(held))
        return UserContext(self.store.profiles().by_id, names, numbers)

    def _with_email(self, email: str) -> FoundUsers:
        user_id = self.store.user_id_of_email(normalised_email(email))
        record = self.store.user(user_id) if user_id else None
        records = (record,) if record else ()
        return FoundUsers(records, self.context(records))
