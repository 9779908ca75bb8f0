"""Fills the board from a snapshot of presence, when a subscription starts or no events arrive.

Presence is joined by time, so events that are later than the snapshot keep their effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.board import Board
from ringkeep.domain.live.events import PresenceEvent, parse_presence_record
from ringkeep.domain.live.presence import Presence, presence_of
from ringkeep.domain.live.users import UserState
from ringkeep.domain.model import Model
from ringkeep.domain.paging import Trail
from ringkeep.errors import Conflict, EndlessPaging, ItemRefused
from ringkeep.threads import RECORDS_AT_ONCE
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.ports import LiveTable, PresenceSource
from ringkeep.usecases.live.rows import LiveRows, retry_row

_PAGE_LIMIT = 200


class SeedResult(Model):
    """What one snapshot contained and changed. `unreadable`: records without an extension, and records
    that the table refuses."""

    pages: int = 0
    users: int = 0
    written: int = 0
    unreadable: int = 0

    def with_page(self, written: Sequence[bool | None]) -> SeedResult:
        """Adds a page: for each record whether it was written, or None if it was unreadable."""
        return SeedResult(
            pages=self.pages + 1,
            users=self.users + len(written) - written.count(None),
            written=self.written + written.count(True),
            unreadable=self.unreadable + written.count(None),
        )


@dataclass(frozen=True)
class BoardWriter:
    """Writes the state of a whole board."""

    table: LiveTable
    clock: Clock

    def set_subscribed(self, account: AccountRef, subscribed: bool) -> None:
        """Stores whether a subscription delivers events."""
        self._update(account, {"subscribed": subscribed})

    def set_caller_names(self, account: AccountRef, delivered: bool) -> None:
        """Stores whether the account's plan delivers callers' names."""
        self._update(account, {"caller_names": delivered})

    def presence_requested(self, account: AccountRef) -> None:
        self._update(account, {"presence_asked_at": self.clock.now()})

    def seeded(self, account: AccountRef, at: float) -> None:
        """Stores that the board holds a complete snapshot taken at `at`."""
        retry_row(self.clock, partial(self._seeded_once, account, at))

    def update_stale(self, account: AccountRef) -> Board:
        """Stores whether the board is stale now, so that open pages show it, and returns the board."""
        board = self._board(account)
        updated = board.with_current_stale(self.clock.now())
        if updated != board:
            with suppress(Conflict):  # another worker has just updated the board
                return self.table.put_board(updated)
        return updated

    def _seeded_once(self, account: AccountRef, at: float) -> None:
        board = self._board(account).touched(at, by_event=False)
        self.table.put_board(board.model_copy(update={"seeded_at": at}))

    def _update(self, account: AccountRef, values: dict[str, object]) -> None:
        retry_row(self.clock, partial(self._update_once, account, values))

    def _update_once(self, account: AccountRef, values: dict[str, object]) -> None:
        board = self._board(account)
        updated = board.model_copy(update=values)
        if updated != board:
            self.table.put_board(updated)

    def _board(self, account: AccountRef) -> Board:
        board = self.table.board(account)
        return board or Board(service=account.service, account_id=account.account_id)


@dataclass(frozen=True)
class BoardSeeder:
    """Reads the account's presence. Each page costs one heavy request."""

    rows: LiveRows

    @property
    def writer(self) -> BoardWriter:
        return BoardWriter(self.rows.table, self.rows.clock)

    def seed(self, account: AccountRef, source: PresenceSource, deadline: float) -> SeedResult:
        """Raises what the source and the table raise; the rows written until then are valid."""
        self.writer.presence_requested(account)
        users = {user.extension_id: user for user in self.rows.table.users(account)}
        began_at = self.rows.clock.now()
        result = SeedResult()
        for at, records in _pages(source, deadline, self.rows.clock):
            written = self._seed_page(account, records, at, users)
            result = result.with_page(written)
        self.writer.seeded(account, began_at)
        return result

    def _seed_page(
        self,
        account: AccountRef,
        records: Sequence[JsonObject],
        at: float,
        users: Mapping[str, UserState],
    ) -> list[bool | None]:
        """Returns for each record whether it was written, or None if it names no extension."""

        def seed(record: JsonObject) -> bool | None:
            try:
                event = parse_presence_record(record, account.account_id, at)
            except ValueError:
                return None
            try:
                return self._write(account.service, event, users.get(event.presence.extension_id))
            except ItemRefused:  # the other users' rows are written
                return None

        with ThreadPoolExecutor(RECORDS_AT_ONCE) as pool:
            return list(pool.map(seed, records))

    def _write(self, service: str, event: PresenceEvent, stored: UserState | None) -> bool:
        presence = presence_of(event)
        new_user = UserState(
            service=service,
            account_id=event.account_id,
            extension_id=event.presence.extension_id,
        )
        if stored is not None and _is_unchanged(stored, presence):
            return False
        try:
            return self.rows.write_presence(stored or new_user, presence)
        except Conflict:
            return self.rows.apply_presence(new_user, presence)


def _is_unchanged(user: UserState, reported: Presence) -> bool:
    """Whether the last snapshot said the same and no event has come since. Most users are idle, and
    their rows need no write."""
    stored = user.presence
    if stored is None or user.live_calls or reported.active_calls:
        return False
    from_snapshot = all(source.sequence < 0 for source in stored.marks.values())
    fields = {name: getattr(reported, name) for name in reported.marks}
    return from_snapshot and stored.model_copy(update=fields) == stored


def _pages(
    source: PresenceSource, deadline: float, clock: Clock
) -> Iterator[tuple[float, tuple[JsonObject, ...]]]:
    """Yields each page with the time just before its request."""
    next_page: int | None = 1
    trail = Trail()
    while next_page is not None:
        if trail.problem or trail.pages == _PAGE_LIMIT:
            raise EndlessPaging("the listing of presence does not end")
        at = clock.now()
        page = source.presence_page(next_page, deadline)
        yield at, tuple(page.records)
        next_page = page.next_page
        trail = trail.after(page.records, str(next_page))
