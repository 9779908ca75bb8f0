"""The ports of the Realtime page's use cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.page import RealtimeService, RealtimeSnapshot, RealtimeUser
from ringkeep.domain.live.sockets import PersonSockets, SocketConnection


class GoneError(Exception):
    """The socket is already closed, or not open yet."""


class Principals(Protocol):
    """Looks up the people who signed in, by the id in their tokens."""

    def __call__(self, sub: str) -> UserPrincipal | None:
        """Returns None for someone who is no active user. Raises StorageFailed if the table does not
        answer."""
        ...


class SocketsTable(Protocol):
    """Tickets by their hashes, and open sockets. Times in seconds since the epoch."""

    def put_ticket(self, ticket_hash: str, sub: str, expires_at: float) -> None: ...

    def take_ticket(self, ticket_hash: str, now: float) -> str | None:
        """Returns the `sub` of the ticket's owner, once. Returns None for a ticket that is unknown,
        used or expired."""
        ...

    def put_connection(self, connection: SocketConnection) -> None: ...

    def connection(self, connection_id: str) -> SocketConnection | None: ...

    def delete_connection(self, connection_id: str) -> None:
        """Deleting a row that does not exist changes nothing."""
        ...

    def person(self, user_id: str) -> PersonSockets:
        """Returns the person's sockets; none for someone unknown. The read is consistent."""
        ...

    def put_person(self, person: PersonSockets) -> None:
        """Raises Conflict if another socket of the person was opened or closed since the read."""
        ...

    def connections(self) -> Sequence[SocketConnection]:
        """Returns all open sockets; the read is consistent."""
        ...


class BudgetsTable(Protocol):
    """Counts what each person requests. Times in seconds since the epoch."""

    def take_turn(self, user_id: str, now: float, interval: float) -> bool:
        """Returns whether the person's last turn was at least `interval` seconds ago, and if so makes
        this the last turn."""
        ...

    def count_read(self, user_id: str, minute: int, budget: int) -> bool:
        """Counts a read in a minute (since the epoch). Returns whether it is within the budget."""
        ...


class Sockets(Protocol):
    """Sends to sockets and closes them. Both methods raise GoneError, StorageFailed."""

    def send(self, connection_id: str, text: str) -> None: ...

    def close(self, connection_id: str) -> None: ...


class RealtimeView(Protocol):
    """The rows that the pusher reads after changes."""

    def users(self, account: AccountRef, extension_ids: Iterable[str]) -> tuple[RealtimeUser, ...]:
        """Returns the rows of the extensions that have one."""
        ...

    def services(self) -> tuple[RealtimeService, ...]: ...


class RealtimePage(Protocol):
    """The rows that the API reads on request."""

    def snapshot(self, service: str | None = None, cursor: str | None = None) -> RealtimeSnapshot:
        """Raises ServiceNotFound, and ValueError for an invalid cursor."""
        ...

    def some_users(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> tuple[RealtimeUser, ...]:
        """Returns the rows of the extensions that have one. What it reads depends on how many are given,
        not on the size of the account."""
        ...

    def services(self) -> tuple[RealtimeService, ...]: ...
