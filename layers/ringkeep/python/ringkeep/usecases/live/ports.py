"""What the live board needs of the outside. Adapters and fakes pass the same contract tests."""

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

    Every `put` takes a row whose `revision` is still the one on file (0: there is none), returns it
    with the next, and raises Conflict when somebody else wrote meanwhile. Reads see all writes that
    came before, those of whole listings may lag by a second.
    """

    def session(self, key: SessionKey) -> Session | None: ...

    def put_session(self, session: Session) -> Session: ...

    def user(self, account: AccountRef, extension_id: str) -> UserState | None: ...

    def put_user(self, user: UserState) -> UserState: ...

    def users(self, account: AccountRef) -> Sequence[UserState]:
        """All users of an account of whom anything is known."""
        ...

    def some_users(self, account: AccountRef, extension_ids: Iterable[str]) -> Sequence[UserState]:
        """Those of whom anything is known, in no particular order."""
        ...

    def board(self, account: AccountRef) -> Board | None: ...

    def put_board(self, board: Board) -> Board: ...

    def accounts(self, service: str) -> Sequence[str]:
        """The accounts of a service that have a board."""
        ...

    def open_calls(self, account: AccountRef) -> Sequence[OpenCall]: ...

    def put_open_call(self, call: OpenCall) -> None:
        """Writes the row, whatever is on file."""
        ...

    def add_open_call(self, call: OpenCall) -> None:
        """Writes the row unless there is one."""
        ...

    def remove_open_call(self, key: SessionKey) -> None:
        """Removing what is not there changes nothing."""
        ...


class RecordingHints(Protocol):
    """Makes the recordings of ended calls known to the import."""

    def announce(self, account: AccountRef, ended: EndedCall) -> None:
        """Safe to be told the same twice. Raises RingkeepError when it must be told again."""
        ...


class ExtensionChanges(Protocol):
    """Hears that the list of extensions has changed."""

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
        """Pages count from 1. Raises NoSlot when no request may start before the deadline."""
        ...


class TelephonySessions(Protocol):
    """RingCentral's live sessions of one account."""

    def session(self, telephony_session_id: str, deadline: float) -> JsonObject:
        """The session as it is now. Raises NotFound, NoSlot."""
        ...
