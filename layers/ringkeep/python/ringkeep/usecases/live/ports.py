"""The ports of the live board. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.board import Board, OpenCall
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.sessions import Session, SessionKey
from ringkeep.domain.live.users import UserState


class LiveTable(Protocol):
    """Live sessions, the users' phones and the boards.

    Every `put` takes a row whose `revision` equals the stored one (0: no row yet), and returns the row
    with the next revision. It raises Conflict if another writer was faster. Reads see all earlier
    writes, but listings may lag by a second.
    """

    def session(self, key: SessionKey) -> Session | None: ...

    def put_session(self, session: Session) -> Session: ...

    def user(self, account: AccountRef, extension_id: str) -> UserState | None: ...

    def put_user(self, user: UserState) -> UserState: ...

    def users(self, account: AccountRef) -> Sequence[UserState]:
        """Returns all users of the account that have a row."""
        ...

    def some_users(self, account: AccountRef, extension_ids: Iterable[str]) -> Sequence[UserState]:
        """Returns those of the extensions that have a row, in any order."""
        ...

    def board(self, account: AccountRef) -> Board | None: ...

    def put_board(self, board: Board) -> Board: ...

    def accounts(self, service: str) -> Sequence[str]:
        """Returns the accounts of the service that have a board."""
        ...

    def open_calls(self, account: AccountRef) -> Sequence[OpenCall]: ...

    def put_open_call(self, call: OpenCall) -> None:
        """Writes the row, replacing any other."""
        ...

    def add_open_call(self, call: OpenCall) -> None:
        """Writes the row unless one exists."""
        ...

    def remove_open_call(self, key: SessionKey) -> None:
        """Removing a row that does not exist changes nothing."""
        ...


class RecordingHints(Protocol):
    """Passes the recordings of ended calls to the import."""

    def announce(self, account: AccountRef, ended: EndedCall) -> None:
        """Idempotent. Raises RingkeepError if the call must be announced again."""
        ...


class SetAside(Protocol):
    """Keeps events that the table refuses for good, for a person to look at."""

    def put(self, service: str, text: str, received_at: float) -> None:
        """`text` is the event as it came. Raises StorageFailed."""
        ...


class ExtensionChanges(Protocol):
    """Is notified when the list of extensions has changed."""

    def changed(self, account: AccountRef) -> None: ...


class PresencePage(Protocol):
    """One page of an account's presence."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def next_page(self) -> int | None: ...


class PresenceSource(Protocol):
    """RingCentral's presence of all extensions of one account, calls included."""

    def presence_page(self, page: int, deadline: float) -> PresencePage:
        """Pages count from 1. Raises NoSlot if no request may start before the deadline."""
        ...


class TelephonySessions(Protocol):
    """RingCentral's live sessions of one account."""

    def session(self, telephony_session_id: str, deadline: float) -> JsonObject:
        """Returns the current state of the session. Raises NotFound, NoSlot."""
        ...
