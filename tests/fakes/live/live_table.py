"""An in-memory LiveTable. It passes the contract of the DynamoDB adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import TypeVar

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.board import Board, OpenCall
from ringkeep.domain.live.sessions import Session, SessionKey
from ringkeep.domain.live.users import UserState
from ringkeep.errors import Conflict, ItemRefused, StorageFailed

Row = TypeVar("Row", Session, UserState, Board)


class MemoryLiveTable:
    """Stores rows as JSON, as the table does. `writes` counts the writes by kind. Writes of the ids in
    `broken_sessions` and `broken_users` fail."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, ...], str] = {}
        self._users: dict[tuple[str, ...], str] = {}
        self._boards: dict[tuple[str, ...], str] = {}
        self._open: dict[tuple[str, ...], OpenCall] = {}
        self._lock = Lock()
        self.writes: dict[str, int] = {}
        self.conflicts = 0
        """How many of the next writes raise Conflict."""
        self.before_user: Callable[[], object] | None = None
        """Called once before the next write of a user."""
        self.broken_sessions: set[str] = set()
        self.broken_users: set[str] = set()
        self.refused_users: set[str] = set()
        self.refused_sessions: set[str] = set()
        self.refused_parties: set[str] = set()
        """DynamoDB refuses these users and sessions, and sessions with these parties, for good."""

    @property
    def largest_row(self) -> int:
        """Bytes of the largest row as JSON, which is no less than DynamoDB counts."""
        rows = (*self._sessions.values(), *self._users.values(), *self._boards.values())
        return max((len(row.encode()) for row in rows), default=0)

    def session(self, key: SessionKey) -> Session | None:
        text = self._sessions.get(_key(key))
        return Session.model_validate_json(text) if text else None

    def put_session(self, session: Session) -> Session:
        if session.telephony_session_id in self.broken_sessions:
            raise StorageFailed("the session cannot be written")
        refused = self.refused_parties & set(session.parties)
        if refused or session.telephony_session_id in self.refused_sessions:
            raise ItemRefused("the item is too large")
        return self._put(self._sessions, _key(session), session)

    def user(self, account: AccountRef, extension_id: str) -> UserState | None:
        text = self._users.get((*account, extension_id))
        return UserState.model_validate_json(text) if text else None

    def put_user(self, user: UserState) -> UserState:
        if user.extension_id in self.refused_users:
            raise ItemRefused("the item is too large")
        if user.extension_id in self.broken_users:
            raise StorageFailed("the user cannot be written")
        before, self.before_user = self.before_user, None
        if before is not None:
            before()
        key = (user.service, user.account_id, user.extension_id)
        return self._put(self._users, key, user)

    def users(self, account: AccountRef) -> Sequence[UserState]:
        rows = sorted(self._users.items())
        found = [text for key, text in rows if key[:2] == account]
        return [UserState.model_validate_json(text) for text in found]

    def some_users(self, account: AccountRef, extension_ids: Iterable[str]) -> Sequence[UserState]:
        found = (self.user(account, id_) for id_ in dict.fromkeys(extension_ids))
        return [user for user in found if user is not None]

    def board(self, account: AccountRef) -> Board | None:
        text = self._boards.get(account)
        return Board.model_validate_json(text) if text else None

    def put_board(self, board: Board) -> Board:
        return self._put(self._boards, (board.service, board.account_id), board)

    def accounts(self, service: str) -> Sequence[str]:
        return sorted(account for name, account in self._boards if name == service)

    def open_calls(self, account: AccountRef) -> Sequence[OpenCall]:
        rows = sorted(self._open.items())
        return [call for key, call in rows if key[:2] == account]

    def put_open_call(self, call: OpenCall) -> None:
        self._open[call.service, call.account_id, call.telephony_session_id] = call

    def add_open_call(self, call: OpenCall) -> None:
        self._open.setdefault((call.service, call.account_id, call.telephony_session_id), call)

    def remove_open_call(self, key: SessionKey) -> None:
        self._open.pop(_key(key), None)

    def _put(self, rows: dict[tuple[str, ...], str], key: tuple[str, ...], row: Row) -> Row:
        kind = type(row)
        with self._lock:
            if self.conflicts > 0:
                self.conflicts -= 1
                raise Conflict(f"{key} changed")
            stored = kind.model_validate_json(rows[key]).revision if key in rows else 0
            if stored != row.revision:
                raise Conflict(f"{key} changed")
            updated = row.model_copy(update={"revision": row.revision + 1})
            rows[key] = updated.model_dump_json()
            self.writes[kind.__name__] = self.writes.get(kind.__name__, 0) + 1
        return updated


def _key(key: SessionKey) -> tuple[str, ...]:
    return (key.service, key.account_id, key.telephony_session_id)
