"""The Realtime page: who is on the phone now, in all services or one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
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
from ringkeep.usecases.live.positions import Position, cursor_at, position_of
from ringkeep.usecases.state import StateStore

PAGE_SIZE = 5000
_DIRECTORY_KEPT_SECONDS = 30.0


@dataclass(frozen=True)
class RealtimeBoard:
    """Builds the rows of the page. Caches each account's directory for half a minute."""

    table: LiveTable
    extensions: ExtensionDirectory
    directory: ServiceDirectory
    states: StateStore
    clock: Clock
    page_size: int = PAGE_SIZE
    _kept: dict[AccountRef, tuple[float, Directory]] = field(default_factory=dict)

    def snapshot(self, service: str | None = None, cursor: str | None = None) -> RealtimeSnapshot:
        """Returns a page of the rows of one service or all, starting after the cursor.

        Raises ServiceNotFound, and ValueError for an invalid cursor.
        """
        after = position_of(cursor) if cursor else None
        now = self.clock.now()
        names = self._names(service)
        services = tuple(self._service(name, now) for name in names)
        rows = self._rows(names, after, now)
        page = list(islice(rows, self.page_size))
        more = next(rows, None) is not None
        ages = [one.age_seconds for one in services if one.age_seconds is not None]
        return RealtimeSnapshot(
            version=int(now * 1000),
            as_of=datetime.fromtimestamp(now, UTC),
            age_seconds=max(ages, default=None),
            services=services,
            users=tuple(row for _, row in page),
            next=cursor_at(page[-1][0]) if more else None,
        )

    def services(self) -> tuple[RealtimeService, ...]:
        now = self.clock.now()
        return tuple(self._service(name, now) for name in self._names(None))

    def users(self, account: AccountRef, extension_ids: Iterable[str]) -> tuple[RealtimeUser, ...]:
        """Returns the current rows of the extensions that have one."""
        users = self._users(account, extension_ids)
        return self._shown(account, users, self._directory(account))

    def some_users(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> tuple[RealtimeUser, ...]:
        """Returns the same. It does not read the whole directory, but only what the rows show of it."""
        users = self._users(account, extension_ids)
        directory = self._kept_directory(account)
        return self._shown(
            account, users, self._part(account, users) if directory is None else directory
        )

    def _users(self, account: AccountRef, extension_ids: Iterable[str]) -> Sequence[UserState]:
        wanted = tuple(dict.fromkeys(extension_ids))
        stored = {user.extension_id: user for user in self.table.some_users(account, wanted)}
        return [stored.get(id_) or _empty_user(account, id_) for id_ in wanted]

    def _shown(
        self, account: AccountRef, users: Iterable[UserState], directory: Directory
    ) -> tuple[RealtimeUser, ...]:
        now = self.clock.now()
        board = self.table.board(account)
        listed = account.account_id == self._account(account.service)
        return tuple(
            realtime_user(user, board, directory, now)
            for user in users
            if _has_row(user, directory, listed, now)
        )

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

    def _rows(
        self, services: Sequence[str], after: Position | None, now: float
    ) -> Iterator[tuple[Position, RealtimeUser]]:
        """Yields all rows after a position, in order. Each account is read only when it is needed."""
        for service in sorted(services):
            if after is not None and service < after[0]:
                continue
            latest = self._account(service)
            accounts = {*self.table.accounts(service), latest} - {""}
            for account_id in sorted(accounts):
                account = AccountRef(service, account_id)
                if after is None or account >= after[:2]:
                    listed = account_id == latest
                    yield from self._account_rows(account, listed, after, now)

    def _account_rows(
        self, account: AccountRef, listed: bool, after: Position | None, now: float
    ) -> Iterator[tuple[Position, RealtimeUser]]:
        """`listed`: whether this is the service's current account, whose users have rows even without
        a call."""
        board: Board | None = self.table.board(account)
        directory = self._directory(account)
        stored = {user.extension_id: user for user in self.table.users(account)}
        for extension_id in sorted({*stored, *(directory if listed else ())}):
            position = (*account, extension_id)
            if after is not None and position <= after:
                continue
            user = stored.get(extension_id) or _empty_user(account, extension_id)
            if _has_row(user, directory, listed, now):
                yield position, realtime_user(user, board, directory, now)

    def _directory(self, account: AccountRef) -> Directory:
        kept = self._kept_directory(account)
        if kept is None:
            kept = _present(self.extensions.rows(account))
            self._kept[account] = (self.clock.now(), kept)
        return kept

    def _kept_directory(self, account: AccountRef) -> Directory | None:
        read_at, kept = self._kept.get(account, (0.0, {}))
        return kept if self.clock.now() - read_at <= _DIRECTORY_KEPT_SECONDS else None

    def _part(self, account: AccountRef, users: Sequence[UserState]) -> Directory:
        """Returns the extensions of these users, of their other parties, and of the queues."""
        calls = [call for user in users for call in user.live_calls]
        others = (call.other.extension_id for call in calls)
        queues = (id_ for call in calls for id_ in call.queue_ids)
        shown = {*(user.extension_id for user in users), *others, *queues} - {""}
        return _present(self.extensions.some_rows(account, sorted(shown)))


def _present(rows: Mapping[str, ExtensionRow]) -> Mapping[str, Extension]:
    return {id_: row.extension for id_, row in rows.items() if row.present}


def _empty_user(account: AccountRef, extension_id: str) -> UserState:
    return UserState(
        service=account.service, account_id=account.account_id, extension_id=extension_id
    )


def _has_row(user: UserState, directory: Directory, listed: bool, now: float) -> bool:
    extension = directory.get(user.extension_id)
    listed_person = listed and extension is not None and is_person(extension)
    return listed_person or is_shown(user, extension, now)
