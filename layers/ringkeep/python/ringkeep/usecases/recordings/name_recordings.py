"""The names of the extensions and the users of a page of recordings.

    names = name_recordings(person, page)
    names.extensions[owner]          ExtensionName("102", "Ben Moss")
    names.users_of(row)              who had its extensions at that time, as far as the person may see them

A page is named with one read of extensions, one of their assignments and one of users, each of at most
200 items (two requests to DynamoDB), at half price. So a page costs at most about 400 read units: one for
each extension, whose row has RingCentral's record and may be larger than 4 KB, and a half for each of the
rest. A page of 50 calls with 60 different extensions costs about 90.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.sight import OwnerOn
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import ExtensionName
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.usecases.recordings.list_recordings import RecordingPage

MOST_NAMED: Final = 200
"""The most extensions of a page that are named. Those of which the recordings were made come first."""
_LONGEST_ID: Final = 100
"""A longer id may not fit into a key, and no one has such an extension."""


class ExtensionNames(Protocol):
    def names_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionName]:
        """Returns the names of those extensions that were ever listed, as of a moment ago."""
        ...


class Participants(Protocol):
    """Who has or had an extension. A read may be from a moment ago."""

    def assignments_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        """Returns the assignments of those extensions that someone has or had."""
        ...

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Returns the existing ones of these users by id."""
        ...


class NamedUser(NamedTuple):
    id: str
    name: str


@dataclass(frozen=True)
class RecordingNames:
    """What is not known, or not visible, is missing."""

    extensions: Mapping[Owner, ExtensionName] = field(default_factory=dict)
    users: Mapping[RecordingKey, Sequence[NamedUser]] = field(default_factory=dict)

    def users_of(self, row: Recording) -> Sequence[NamedUser]:
        return self.users.get(row.key, ())


@dataclass(frozen=True)
class NameRecordings:
    extensions: ExtensionNames
    people: Participants

    def __call__(self, viewer: UserPrincipal, page: RecordingPage) -> RecordingNames:
        taking_part = {row.key: owners_on(row, page.zones[row.service]) for row in page.recordings}
        named = list(islice(_in_order(page.recordings, taking_part), MOST_NAMED))
        if not named:
            return RecordingNames()
        holders = self._holders(viewer, taking_part, named)
        known = self._users(id_ for ids in holders.values() for id_ in ids)
        users = {
            key: tuple(known[id_] for id_ in ids if id_ in known) for key, ids in holders.items()
        }
        return RecordingNames(self.extensions.names_of(named), users)

    def _holders(
        self,
        viewer: UserPrincipal,
        taking_part: Mapping[RecordingKey, Sequence[OwnerOn]],
        named: Sequence[Owner],
    ) -> Mapping[RecordingKey, Sequence[str]]:
        """Returns the ids of the users of each recording whom the viewer may see."""
        assigned = self.people.assignments_of(named)
        holders: dict[RecordingKey, Sequence[str]] = {}
        for key, owners in taking_part.items():
            found = (assigned[owner].user_on(day) for owner, day in owners if owner in assigned)
            seen = (id_ for id_ in found if id_ and viewer.sees_user(id_))
            holders[key] = tuple(dict.fromkeys(seen))
        return holders

    def _users(self, ids: Iterable[str]) -> Mapping[str, NamedUser]:
        """An extension may have had two users on the days of a page, so their number is bounded again."""
        wanted = list(islice(dict.fromkeys(ids), MOST_NAMED))
        records = self.people.users_of(wanted) if wanted else {}
        return {id_: NamedUser(id_, record.user.name) for id_, record in records.items()}


def _in_order(
    rows: Sequence[Recording], taking_part: Mapping[RecordingKey, Sequence[OwnerOn]]
) -> Iterator[Owner]:
    """Returns each extension once: first those of which the recordings were made."""
    first = (Owner(*row.account, row.extension_id) for row in rows)
    others = (owner for owners in taking_part.values() for owner, _ in owners)
    usable = (each for each in (*first, *others) if 0 < len(each.extension_id) <= _LONGEST_ID)
    yield from dict.fromkeys(usable)
