"""In-memory tickets, sockets and Realtime page."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import RealtimeService, RealtimeSnapshot, RealtimeUser, Status
from ringkeep.domain.live.sockets import PersonSockets, SocketConnection
from ringkeep.errors import Conflict, RingkeepError, ServiceNotFound
from ringkeep.usecases.live.socket_ports import GoneError

ACCOUNT_ID = "809646016"


def realtime_row(extension_id: str, service: str = "main", **changes: object) -> RealtimeUser:
    facts = {"name": f"User {extension_id}", "status": Status.AVAILABLE, "version": 1}
    identity = {"service": service, "account_id": ACCOUNT_ID, "extension_id": extension_id}
    return RealtimeUser.model_validate({**identity, **facts, **changes})


class MemorySocketsTable:
    def __init__(self) -> None:
        self.tickets: dict[str, tuple[str, float]] = {}
        self.rows: dict[str, SocketConnection] = {}
        self.people: dict[str, PersonSockets] = {}
        self.turns: dict[str, float] = {}
        self.reads: Counter[tuple[str, int]] = Counter()
        self._lock = threading.Lock()

    def put_ticket(self, ticket_hash: str, sub: str, expires_at: float) -> None:
        self.tickets[ticket_hash] = (sub, expires_at)

    def take_ticket(self, ticket_hash: str, now: float) -> str | None:
        with self._lock:
            sub, expires_at = self.tickets.get(ticket_hash, ("", 0.0))
            if expires_at <= now:
                return None
            del self.tickets[ticket_hash]
            return sub

    def put_connection(self, connection: SocketConnection) -> None:
        self.rows[connection.id] = connection

    def connection(self, connection_id: str) -> SocketConnection | None:
        return self.rows.get(connection_id)

    def delete_connection(self, connection_id: str) -> None:
        self.rows.pop(connection_id, None)

    def person(self, user_id: str) -> PersonSockets:
        return self.people.get(user_id, PersonSockets(user_id=user_id))

    def put_person(self, person: PersonSockets) -> None:
        with self._lock:
            if self.person(person.user_id).revision != person.revision:
                raise Conflict("another socket was opened or closed")
            written = person.model_copy(update={"revision": person.revision + 1})
            self.people[person.user_id] = written
            if not person.sockets:
                del self.people[person.user_id]

    def take_turn(self, user_id: str, now: float, interval: float) -> bool:
        with self._lock:
            if self.turns.get(user_id, 0.0) > now - interval:
                return False
            self.turns[user_id] = now
            return True

    def count_read(self, user_id: str, minute: int, budget: int) -> bool:
        with self._lock:
            self.reads[user_id, minute] += 1
            return self.reads[user_id, minute] <= budget

    def connections(self) -> Sequence[SocketConnection]:
        return list(self.rows.values())


@dataclass
class FakeSockets:
    """`sent`: texts by connection. `gone`: closed by the client. Each of the `failures` is raised once."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    failures: dict[str, list[RingkeepError]] = field(default_factory=dict)

    def send(self, connection_id: str, text: str) -> None:
        self._answer(connection_id)
        self.sent.setdefault(connection_id, []).append(text)

    def close(self, connection_id: str) -> None:
        self._answer(connection_id)
        self.closed.append(connection_id)

    def messages(self, connection_id: str) -> list[JsonObject]:
        return [json.loads(text) for text in self.sent.get(connection_id, [])]

    def _answer(self, connection_id: str) -> None:
        if connection_id in self.gone:
            raise GoneError
        if self.failures.get(connection_id):
            raise self.failures[connection_id].pop(0)


@dataclass
class FakePage:
    """A page with rows by owner. `failure` is raised instead."""

    rows: Mapping[Owner, RealtimeUser] = field(default_factory=dict)
    names: tuple[str, ...] = ("main",)
    age_seconds: float = 3.0
    failure: Exception | None = None
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, *users: RealtimeUser, names: tuple[str, ...] = ("main",)) -> FakePage:
        return cls({user.owner: user for user in users}, names)

    def snapshot(self, service: str | None = None, cursor: str | None = None) -> RealtimeSnapshot:
        if self.failure:
            raise self.failure
        if cursor is not None:
            raise ValueError(f"invalid cursor: {cursor}")
        if service is not None and service not in self.names:
            raise ServiceNotFound(f"there is no service {service!r}")
        users = tuple(user for user in self.rows.values() if service in (None, user.service))
        return RealtimeSnapshot(
            version=1,
            as_of=datetime(2026, 11, 23, tzinfo=UTC),
            age_seconds=self.age_seconds,
            services=self.services(),
            users=users,
        )

    def some_users(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> tuple[RealtimeUser, ...]:
        return self.users(account, extension_ids)

    def users(self, account: AccountRef, extension_ids: Iterable[str]) -> tuple[RealtimeUser, ...]:
        if self.failure:
            raise self.failure
        wanted = tuple(extension_ids)
        self.asked.append((*account, wanted))
        found = (self.rows.get(Owner(*account, each)) for each in wanted)
        return tuple(user for user in found if user)

    def services(self) -> tuple[RealtimeService, ...]:
        return tuple(
            RealtimeService(
                service=name, account_id=ACCOUNT_ID, age_seconds=self.age_seconds, stale=False
            )
            for name in self.names
        )
