"""Lists the extensions of the connected accounts, with the user who has each of them today.

The list is in order of services and of RingCentral's ids. A page reads a bounded number of extensions.
If it looks for a name, it may have fewer than asked for, or none, and still a next page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ringkeep.domain.access.sight import Today
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.usecases.access.list_ports import ListedExtensions, PeopleLists
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory

LARGEST_PAGE: Final = 100
MOST_READ: Final = 1_000
"""The most extensions that one page reads."""
_STEP: Final = 100


class _Place(NamedTuple):
    """The extension after which a page begins."""

    service: str = ""
    extension_id: str = ""


@dataclass(frozen=True)
class FoundExtension:
    """`user_id` is empty if no one has the extension today."""

    owner: Owner
    row: ExtensionRow
    user_id: str = ""
    user_name: str = ""


@dataclass(frozen=True)
class FoundExtensions:
    extensions: tuple[FoundExtension, ...] = ()
    next: str = ""


_Listed = tuple[Owner, ExtensionRow]


@dataclass(frozen=True)
class ListExtensions:
    services: ServiceDirectory
    accounts: AccountHistory
    directory: ListedExtensions
    lists: PeopleLists
    today: Today

    def __call__(
        self,
        service: str = "",
        name: str = "",
        cursor: str = "",
        limit: int = 50,
        most_read: int = MOST_READ,
    ) -> FoundExtensions:
        """Returns extensions that RingCentral lists and whose name, number, e-mail address or site has
        the text `name`. There are none before a service's first login. Raises CursorInvalid, and
        ServiceNotFound for a `service` that does not exist."""
        size = max(1, min(limit, LARGEST_PAGE))
        names = [self.services.get(service).name] if service else self._names()
        found: list[_Listed] = []
        next_ = ""
        for count, (owner, row) in enumerate(self._rows(names, _place_at(cursor)), start=1):
            if row.present and _matches(row, name):
                found.append((owner, row))
            if len(found) == size or count == most_read:
                next_ = _cursor_at(owner)
                break
        return FoundExtensions(tuple(self._with_users(found)), next_)

    def _names(self) -> Sequence[str]:
        return [each.name for each in self.services.list()]

    def _rows(self, names: Sequence[str], place: _Place) -> Iterator[_Listed]:
        for name in names:
            account_id = self.accounts.latest(name) if name >= place.service else None
            if account_id is not None:
                after = place.extension_id if name == place.service else ""
                yield from self._rows_of(AccountRef(name, account_id), after)

    def _rows_of(self, account: AccountRef, after: str) -> Iterator[_Listed]:
        while rows := self.directory.page(account, after, _STEP):
            yield from ((Owner(*account, row.extension.id), row) for row in rows)
            after = rows[-1].extension.id
            if len(rows) < _STEP:
                return

    def _with_users(self, listed: Sequence[_Listed]) -> Iterator[FoundExtension]:
        holders = self._holders([owner for owner, _ in listed])
        users = self.lists.users_of(sorted(set(holders.values())))
        for owner, row in listed:
            user = users.get(holders.get(owner, ""))
            if user is None:
                yield FoundExtension(owner, row)
            else:
                yield FoundExtension(owner, row, user.user.id, user.user.name)

    def _holders(self, owners: Sequence[Owner]) -> Mapping[Owner, str]:
        days = {service: self.today(service) for service in {each.service for each in owners}}
        assigned = self.lists.assignments_of(owners)
        found = ((owner, each.user_on(days[owner.service])) for owner, each in assigned.items())
        return {owner: user_id for owner, user_id in found if user_id}


def _matches(row: ExtensionRow, name: str) -> bool:
    extension = row.extension
    texts = (extension.name, extension.number, extension.email, extension.site_name)
    wanted = name.strip().casefold()
    return any(wanted in text.casefold() for text in texts)


def _cursor_at(owner: Owner) -> str:
    text = f"{owner.service}\t{owner.extension_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _place_at(cursor: str) -> _Place:
    if not cursor:
        return _Place()
    try:
        text = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise CursorInvalid from error
    service, tab, extension_id = text.partition("\t")
    if not (service and tab and extension_id):
        raise CursorInvalid
    return _Place(service, extension_id)
