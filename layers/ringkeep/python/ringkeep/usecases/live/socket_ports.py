"""What the Realtime page's use cases need from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.page import RealtimeService, RealtimeSnapshot, RealtimeUser
from ringkeep.domain.live.sockets import SocketConnection


class GoneError(Exception):
    """The socket is closed already, or not open yet."""


class Identity(Protocol):
    def viewer(self, username: str) -> Principal | None:
        """None for someone who is disabled, removed or without a role. A change is seen within half
        a minute. Raises StorageFailed when the user pool does not answer.
        """
        ...


class SocketsTable(Protocol):
    """Tickets by their hashes, and open sockets. Times in seconds since the epoch."""

    def put_ticket(self, ticket_hash: str, username: str, expires_at: float) -> None: ...

    def take_ticket(self, ticket_hash: str, now: float) -> str | None:
        """Returns whose ticket it is, the first time only; None for one that is unknown, used or
        expired."""
        ...

    def put_connection(self, connection: SocketConnection) -> None: ...

    def connection(self, connection_id: str) -> SocketConnection | None: ...

    def delete_connection(self, connection_id: str) -> None:
        """Deleting a row that does not exist changes nothing."""
        ...

    def connections(self) -> Sequence[SocketConnection]:
        """All of them, as of this moment."""
        ...


class Sockets(Protocol):
    """Both raise GoneError, StorageFailed."""

    def send(self, connection_id: str, text: str) -> None: ...

    def close(self, connection_id: str) -> None: ...


class RealtimeView(Protocol):
    """Lines by the account in which they changed: what is pushed."""

    def users(self, account: AccountRef, extension_ids: Iterable[str]) -> tuple[RealtimeUser, ...]:
        """The lines of those among the extensions that have one."""
        ...

    def services(self) -> tuple[RealtimeService, ...]: ...


class RealtimePage(Protocol):
    """The lines as they are asked for."""

    def snapshot(self, service: str | None = None, cursor: str | None = None) -> RealtimeSnapshot:
        """Raises ServiceNotFound, and ValueError for a cursor that is none of ours."""
        ...

    def user(self, service: str, extension_id: str) -> RealtimeUser | None: ...

    def services(self) -> tuple[RealtimeService, ...]: ...
