"""Pushes changes to the open pages: each person sees only what they may see, once a second at most."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from ringkeep.domain.access.sight import CurrentSight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.page import RealtimeService, RealtimeUser, visible_services, visible_users
from ringkeep.domain.live.sight import LiveSight
from ringkeep.domain.live.sockets import OPENING_SECONDS, SocketConnection, shared_out
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.threads import SOCKETS_AT_ONCE
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import GoneError, RealtimeView, Sockets, SocketsTable
from ringkeep.usecases.live.sockets import Viewers

LARGEST_MESSAGE = 100_000
"""Bytes; API Gateway takes 128 KB."""
SHORTEST_INTERVAL = 1.0
"""Seconds between two pushes. Changes in between are sent with the second push."""
RETRY_AFTER = 0.3
"""Seconds after which the push to a failed socket is repeated, once."""
RESYNC = '{"type":"resync"}'

PushOutcome: TypeAlias = Literal["sent", "nothing", "opening", "gone", "closed", "failed"]


class Change(Model):
    """A user whose state has changed."""

    service: str
    account_id: str
    extension_id: str

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)


class PushResult(Model):
    """`closed` counts the sockets of people who may no longer see the page."""

    sockets: int = 0
    messages: int = 0
    gone: int = 0
    closed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class LiveChanges:
    """What changed, for someone who sees everyone. `removed`: users that no longer have a row."""

    as_of: str
    services: tuple[RealtimeService, ...]
    users: tuple[RealtimeUser, ...]
    removed: tuple[Owner, ...]


@dataclass(frozen=True)
class _Round:
    """What each person sees now, by `sub`, and the message for those who see the same."""

    seen: Mapping[str, LiveSight | None]
    messages: Mapping[CurrentSight, str]


@dataclass(frozen=True)
class LivePusher:
    """Pushes changes to sockets. It remembers, as long as the process runs, which sockets missed a
    push, and asks their pages to read everything again."""

    view: RealtimeView
    table: SocketsTable
    viewers: Viewers
    sockets: Sockets
    clock: Clock
    _behind: set[str] = field(default_factory=set)

    def push(self, changes: Iterable[Change]) -> PushResult:
        """Sends each socket at most one message, each person's newest socket first. Sockets beyond those
        that a person may have get none: the check of every minute closes them. Returns no sooner than
        `SHORTEST_INTERVAL` after the start if anything was sent.

        Raises what reading the changed rows raises. A socket that fails does not affect the others.
        """
        connections = shared_out(self.table.connections()).served
        if not connections:
            return PushResult()
        live_changes = self._read(tuple(dict.fromkeys(changes)))
        began = self.clock.now()
        with ThreadPoolExecutor(SOCKETS_AT_ONCE) as pool:
            outcomes = self._send_all(connections, live_changes, pool)
        if {"sent", "failed"} & set(outcomes.values()):
            self._wait(began + SHORTEST_INTERVAL)
        return _counted(outcomes)

    def _read(self, changes: Sequence[Change]) -> LiveChanges:
        accounts = dict.fromkeys(each.account for each in changes)
        users: list[RealtimeUser] = []
        removed: list[Owner] = []
        for account in accounts:
            wanted = [each.extension_id for each in changes if each.account == account]
            found = self.view.users(account, wanted)
            users += found
            shown = {user.extension_id for user in found}
            removed += [Owner(*account, each) for each in wanted if each not in shown]
        as_of = datetime.fromtimestamp(self.clock.now(), UTC).isoformat(timespec="milliseconds")
        return LiveChanges(as_of, self.view.services(), tuple(users), tuple(removed))

    def _send_all(
        self, connections: Sequence[SocketConnection], changes: LiveChanges, pool: Executor
    ) -> Mapping[str, PushOutcome]:
        """Sends to all sockets and returns the outcome for each. Failed sockets are tried once more."""
        self._behind.intersection_update(each.id for each in connections)
        outcomes = self._send_round(connections, changes, pool)
        failed = [each for each in connections if outcomes[each.id] == "failed"]
        if not failed:
            return outcomes
        self._wait(self.clock.now() + RETRY_AFTER)
        return {**outcomes, **self._send_round(failed, changes, pool)}

    def _send_round(
        self, connections: Sequence[SocketConnection], changes: LiveChanges, pool: Executor
    ) -> Mapping[str, PushOutcome]:
        seen = self.viewers.of(connections, pool)
        sights = {each.current for each in seen.values() if each}
        current = _Round(seen, {each: message_for(each, changes) for each in sights})
        outcomes = list(pool.map(lambda each: self._send(each, current), connections))
        for connection, outcome in zip(connections, outcomes, strict=True):
            self._note(connection.id, outcome)
        return dict(zip((each.id for each in connections), outcomes, strict=True))

    def _note(self, connection_id: str, outcome: PushOutcome) -> None:
        """A page that is just opening reads everything, but it may have read before this change."""
        if outcome in ("failed", "opening"):
            self._behind.add(connection_id)
        elif outcome != "nothing":
            self._behind.discard(connection_id)

    def _send(self, connection: SocketConnection, current: _Round) -> PushOutcome:
        if connection.sub not in current.seen:
            return "failed"
        sight = current.seen[connection.sub]
        if sight is None or not connection.shows(sight):
            return self._outcome_of(connection, self._close)
        message = current.messages[sight.current]
        if connection.id in self._behind:
            message = RESYNC
        if not message:
            return "nothing"

        def send(to: SocketConnection) -> PushOutcome:
            self.sockets.send(to.id, message)
            return "sent"

        return self._outcome_of(connection, send)

    def _outcome_of(
        self, connection: SocketConnection, act: Callable[[SocketConnection], PushOutcome]
    ) -> PushOutcome:
        try:
            return act(connection)
        except GoneError:
            return self._forget(connection)
        except RingkeepError:
            return "failed"

    def _close(self, connection: SocketConnection) -> PushOutcome:
        self.sockets.close(connection.id)
        self.table.delete_connection(connection.id)
        return "closed"

    def _forget(self, connection: SocketConnection) -> PushOutcome:
        if self.clock.now() - connection.connected_at < OPENING_SECONDS:
            return "opening"
        try:
            self.table.delete_connection(connection.id)
        except RingkeepError:
            return "gone"  # the row expires by its `ttl`
        return "gone"

    def _wait(self, until: float) -> None:
        self.clock.sleep(max(0.0, until - self.clock.now()))


def message_for(sight: CurrentSight, changes: LiveChanges) -> str:
    """Returns the message as JSON, or an empty text for someone who sees none of the changes."""
    users = visible_users(sight, changes.users)
    services = visible_services(sight, changes.services)
    removed = [owner for owner in changes.removed if sight.sees(owner)]
    if not users and not removed and not sight.everyone:
        return ""
    text = json.dumps(
        {
            "type": "users",
            "as_of": changes.as_of,
            "services": [each.model_dump(mode="json") for each in services],
            "users": [each.model_dump(mode="json") for each in users],
            "removed": [owner._asdict() for owner in removed],
        },
        separators=(",", ":"),
    )
    return text if len(text) <= LARGEST_MESSAGE else RESYNC


def _counted(outcomes: Mapping[str, PushOutcome]) -> PushResult:
    found = list(outcomes.values())
    return PushResult(
        sockets=len(found),
        messages=found.count("sent"),
        gone=found.count("gone"),
        closed=found.count("closed"),
        failed=found.count("failed"),
    )
