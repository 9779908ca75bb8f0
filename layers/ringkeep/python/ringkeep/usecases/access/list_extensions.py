"""Lists the extensions of a service's account, with the user who has each of them today.

The list is in order of RingCentral's ids. A page that looks for a name reads a bounded number of
extensions, and may therefore have fewer than asked for, or none, and still a next page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.sight import Today
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.usecases.access.list_ports import ListedExtensions, PeopleLists
from ringkeep.usecases.accounts.account_history import AccountHistory

LARGEST_PAGE: Final = 100
_STEP: Final = 100
_MOST_STEPS: Final = 10
"""The most reads for one page."""


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


@dataclass(frozen=True)
class ListExtensions:
    accounts: AccountHistory
    directory: ListedExtensions
    lists: PeopleLists
    today: Today

    def __call__(
        self, service: str, name: str = "", cursor: str = "", limit: int = 50
    ) -> FoundExtensions:
        """Returns extensions that RingCentral lists and whose name, number, e-mail address or site has
        the text `name`. There are none before the service's first login. Raises CursorInvalid."""
        after = _id_at(cursor)
        account_id = self.accounts.latest(service)
        if account_id is None:
            return FoundExtensions()
        account = AccountRef(service, account_id)
        size = max(1, min(limit, LARGEST_PAGE))
        rows, more = self._rows(account, name, after, size)
        return FoundExtensions(tuple(self._with_users(account, rows)), _cursor_at(more))

    def _rows(
        self, account: AccountRef, name: str, after: str, size: int
    ) -> tuple[Sequence[ExtensionRow], str]:
        """Returns the rows, and the id after which the next page begins: empty if there is none."""
        found: list[ExtensionRow] = []
        for _ in range(_MOST_STEPS):
            read = self.directory.page(account, after, _STEP)
            for row in read:
                after = row.extension.id
                if row.present and _matches(row, name):
                    found.append(row)
                if len(found) == size:
                    last = len(read) < _STEP and row is read[-1]
                    return found, "" if last else after
            if len(read) < _STEP:
                return found, ""
        return found, after

    def _with_users(
        self, account: AccountRef, rows: Sequence[ExtensionRow]
    ) -> Iterator[FoundExtension]:
        owners = [Owner(*account, row.extension.id) for row in rows]
        holders = self._holders(account.service, owners)
        users = self.lists.users_of(sorted(set(holders.values())))
        for owner, row in zip(owners, rows, strict=True):
            user = users.get(holders.get(owner, ""))
            if user is None:
                yield FoundExtension(owner, row)
            else:
                yield FoundExtension(owner, row, user.user.id, user.user.name)

    def _holders(self, service: str, owners: Sequence[Owner]) -> Mapping[Owner, str]:
        today = self.today(service)
        assigned = self.lists.assignments_of(owners)
        found = ((owner, each.user_on(today)) for owner, each in assigned.items())
        return {owner: user_id for owner, user_id in found if user_id}


def _matches(row: ExtensionRow, name: str) -> bool:
    extension = row.extension
    texts = (extension.name, extension.number, extension.email, extension.site_name)
    wanted = name.strip().casefold()
    return any(wanted in text.casefold() for text in texts)


def _cursor_at(extension_id: str) -> str:
    return base64.urlsafe_b64encode(extension_id.encode()).decode()


def _id_at(cursor: str) -> str:
    try:
        return base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise CursorInvalid from error
