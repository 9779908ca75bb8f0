"""The Realtime page: who is on the phone now, in all services or one."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension
from ringkeep.domain.live.board import Board
from ringkeep.domain.live.page import RealtimeService, RealtimeSnapshot, RealtimeUser
from ringkeep.domain.live.users import UserState
from ringkeep.domain.live.view import (
    Directory,
    is_person,
    is_shown,
    realtime_service,
    realtime_user,
)
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.directory.ports import ExtensionDirectory
from ringkeep.usecases.live.ports import LiveTable
from ringkeep.usecases.state import StateStore

PAGE_SIZE = 5000
_DIRECTORY_KEPT_SECONDS = 30.0

_Place = tuple[str, str, str]
"""Service, account and extension: the order of the lines."""


@dataclass(frozen=True)
class RealtimeBoard:
    """Keeps each account's directory for half a minute, for as long as the process lives."""

    table: LiveTable
    extensions: ExtensionDirectory
    directory: ServiceDirectory
    states: StateStore
    clock: Clock
    page_size: int = PAGE_SIZE
    _kept: dict[AccountRef, tuple[float, Directory]] = field(default_factory=dict)

    def snapshot(self, service: str | None = None, cursor: str | None = None) -> RealtimeSnapshot:
        """A page of the lines of one service or all, from the cursor of the page before.

        Raises ServiceNotFound, and ValueError for a cursor that is none of ours.
        """
        after = _place_of(cursor) if cursor else None
        now = self.clock.now()
        names = self._names(service)
        services = tuple(self._service(name, now) for name in names)
        lines = self._lines(names, after, now)
        page = list(islice(lines, self.page_size))
        more = next(lines, None) is not None
        ages = [one.age_seconds for one in services if one.age_seconds is not None]
        return RealtimeSnapshot(
            version=int(now * 1000),
            as_of=datetime.fromtimestamp(now, UTC),
            age_seconds=max(ages, default=None),
            services=services,
            users=tuple(line for _, line in page),
            next=_cursor(page[-1][0]) if more else None,
        )

    def services(self) -> tuple[RealtimeService, ...]:
        now = self.clock.now()
        return tuple(self._service(name, now) for name in self._names(None))

    def users(self, account: AccountRef, extension_ids: Iterable[str]) -> tuple[RealtimeUser, ...]:
        """The lines of those among the extensions that have one, as of this moment."""
        wanted = tuple(dict.fromkeys(extension_ids))
        now = self.clock.now()
        board = self.table.board(account)
        directory = self._directory(account)
        listed = account.account_id == self._account(account.service)
        known = {user.extension_id: user for user in self.table.some_users(account, wanted)}
        users = [known.get(id_) or _nothing_known(account, id_) for id_ in wanted]
        return tuple(
            realtime_user(user, board, directory, now)
            for user in users
            if _has_line(user, directory, listed, now)
        )

    def user(self, service: str, extension_id: str) -> RealtimeUser | None:
        """One line in the account that the service has now; None if there is none."""
        account_id = self._account(service)
        lines = self.users(AccountRef(service, account_id), [extension_id]) if account_id else ()
        return lines[0] if lines else None

    def _names(self, service: str | None) -> Sequence[str]:
        if service is not None:
            return (self.directory.get(service).name,)
        return [one.name for one in self.directory.list()]

    def _service(self, service: str, now: float) -> RealtimeService:
        account_id = self._account(service)
        board = self.table.board(AccountRef(service, account_id)) if account_id else None
        return realtime_service(service, board, now)

    def _account(self, service: str) -> str:
        return AccountHistory(self.states).latest(service) or ""

    def _lines(
        self, services: Sequence[str], after: _Place | None, now: float
    ) -> Iterator[tuple[_Place, RealtimeUser]]:
        """All lines after a place, in order; an account is read when its turn comes."""
        for service in sorted(services):
            if after is not None and service < after[0]:
                continue
            latest = self._account(service)
            accounts = {*self.table.accounts(service), latest} - {""}
            for account_id in sorted(accounts):
                account = AccountRef(service, account_id)
                if after is None or account >= after[:2]:
                    listed = account_id == latest
                    yield from self._account_lines(account, listed, after, now)

    def _account_lines(
        self, account: AccountRef, listed: bool, after: _Place | None, now: float
    ) -> Iterator[tuple[_Place, RealtimeUser]]:
        """`listed`: the service's own account, whose people have lines without a call too."""
        board: Board | None = self.table.board(account)
        directory = self._directory(account)
        known = {user.extension_id: user for user in self.table.users(account)}
        for extension_id in sorted({*known, *(directory if listed else ())}):
            place = (*account, extension_id)
            if after is not None and place <= after:
                continue
            user = known.get(extension_id) or _nothing_known(account, extension_id)
            if _has_line(user, directory, listed, now):
                yield place, realtime_user(user, board, directory, now)

    def _directory(self, account: AccountRef) -> Directory:
        read_at, kept = self._kept.get(account, (0.0, {}))
        now = self.clock.now()
        if now - read_at > _DIRECTORY_KEPT_SECONDS:
            kept = self._read_directory(account)
            self._kept[account] = (now, kept)
        return kept

    def _read_directory(self, account: AccountRef) -> Mapping[str, Extension]:
        rows = self.extensions.rows(account)
        return {id_: row.extension for id_, row in rows.items() if row.present}


def _nothing_known(account: AccountRef, extension_id: str) -> UserState:
    return UserState(
        service=account.service, account_id=account.account_id, extension_id=extension_id
    )


def _has_line(user: UserState, directory: Directory, listed: bool, now: float) -> bool:
    extension = directory.get(user.extension_id)
    person = listed and extension is not None and is_person(extension)
    return person or is_shown(user, extension, now)


def _cursor(place: _Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place_of(cursor: str) -> _Place:
    try:
        service, account_id, extension_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error):
        raise ValueError("the cursor is not one of ours") from None
    return str(service), str(account_id), str(extension_id)
