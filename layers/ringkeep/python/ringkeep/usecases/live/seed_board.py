"""Fills the board from a snapshot of presence, when a subscription starts or no events arrive.

Events later than the snapshot stay: presence is merged by time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.board import Board
from ringkeep.domain.live.events import PresenceEvent, parse_presence_record
from ringkeep.domain.live.presence import Presence, presence_of
from ringkeep.domain.live.users import UserState
from ringkeep.errors import Conflict, InvalidAnswer
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.ports import LiveTable, PresenceSource
from ringkeep.usecases.live.rows import LiveRows, retry_row

_PAGE_LIMIT = 200
_WORKERS = 8


class SeedResult(BaseModel):
    """What one snapshot contained and changed. `unreadable`: records without an extension."""

    model_config = ConfigDict(frozen=True)

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
class BoardKeeper:
    """Writes what is known of a board as a whole."""

    table: LiveTable
    clock: Clock

    def subscribed(self, account: AccountRef, works: bool) -> None:
        """Whether a subscription delivers events."""
        self._note(account, {"subscribed": works})

    def delivers_names(self, account: AccountRef, delivers: bool) -> None:
        """Whether the account's plan delivers callers' names."""
        self._note(account, {"caller_names": delivers})

    def asks_presence(self, account: AccountRef) -> None:
        self._note(account, {"presence_asked_at": self.clock.now()})

    def seeded(self, account: AccountRef, at: float) -> None:
        """A whole snapshot of that time is on the board."""
        retry_row(self.clock, partial(self._seeded_once, account, at))

    def judge(self, account: AccountRef) -> Board:
        """Notes whether the board is stale by now, so that open pages show it; returns the board."""
        board = self._board(account)
        judged = board.judged(self.clock.now())
        if judged != board:
            with suppress(Conflict):  # another worker has just had news of it
                return self.table.put_board(judged)
        return judged

    def _seeded_once(self, account: AccountRef, at: float) -> None:
        board = self._board(account).touched(at, by_event=False)
        self.table.put_board(board.model_copy(update={"seeded_at": at}))

    def _note(self, account: AccountRef, values: dict[str, object]) -> None:
        retry_row(self.clock, partial(self._note_once, account, values))

    def _note_once(self, account: AccountRef, values: dict[str, object]) -> None:
        board = self._board(account)
        noted = board.model_copy(update=values)
        if noted != board:
            self.table.put_board(noted)

    def _board(self, account: AccountRef) -> Board:
        known = self.table.board(account)
        return known or Board(service=account.service, account_id=account.account_id)


@dataclass(frozen=True)
class BoardSeeder:
    """Costs one heavy request for each page of the account's presence."""

    rows: LiveRows

    @property
    def keeper(self) -> BoardKeeper:
        return BoardKeeper(self.rows.table, self.rows.clock)

    def seed(self, account: AccountRef, source: PresenceSource, deadline: float) -> SeedResult:
        """Raises what the source and the table raise; what is written by then is right."""
        self.keeper.asks_presence(account)
        known = {user.extension_id: user for user in self.rows.table.users(account)}
        began_at = self.rows.clock.now()
        result = SeedResult()
        for at, records in _pages(source, deadline, self.rows.clock):
            written = self._seed_page(account, records, at, known)
            result = result.with_page(written)
        self.keeper.seeded(account, began_at)
        return result

    def _seed_page(
        self,
        account: AccountRef,
        records: Sequence[JsonObject],
        at: float,
        known: Mapping[str, UserState],
    ) -> list[bool | None]:
        """Of each record whether it was written; None for one without an extension."""

        def seed(record: JsonObject) -> bool | None:
            try:
                event = parse_presence_record(record, account.account_id, at)
            except ValueError:
                return None
            return self._write(account.service, event, known.get(event.presence.extension_id))

        with ThreadPoolExecutor(_WORKERS) as pool:
            return list(pool.map(seed, records))

    def _write(self, service: str, event: PresenceEvent, known: UserState | None) -> bool:
        told = presence_of(event)
        fresh = UserState(
            service=service,
            account_id=event.account_id,
            extension_id=event.presence.extension_id,
        )
        if known is not None and _says_nothing_new(known, told):
            return False
        try:
            return self.rows.write_presence(known or fresh, told)
        except Conflict:
            return self.rows.fold_presence(fresh, told)


def _says_nothing_new(known: UserState, told: Presence) -> bool:
    """Whether the last snapshot said the same and nothing has happened since: most users are idle,
    and their rows need no write."""
    presence = known.presence
    if presence is None or known.live_calls or told.active_calls:
        return False
    of_snapshot = all(mark.sequence < 0 for mark in presence.marks.values())
    same = {name: getattr(told, name) for name in told.marks}
    return of_snapshot and presence.model_copy(update=same) == presence


def _pages(
    source: PresenceSource, deadline: float, clock: Clock
) -> Iterator[tuple[float, tuple[JsonObject, ...]]]:
    """Each page with the time before it was asked for."""
    following: int | None = 1
    for _ in range(_PAGE_LIMIT):
        if following is None:
            return
        at = clock.now()
        page = source.presence_page(following, deadline)
        yield at, tuple(page.records)
        following = page.next_page
    raise InvalidAnswer("the listing of presence does not end")
