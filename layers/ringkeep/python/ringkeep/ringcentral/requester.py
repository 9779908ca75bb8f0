"""Sends requests of one service: admitted, authorised, observed, and followed through redirects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ringkeep.domain.json import JsonObject
from ringkeep.domain.services import Connection
from ringkeep.domain.slots import Lane, Slot
from ringkeep.domain.tokens import AccessToken
from ringkeep.errors import (
    InvalidAnswer,
    NotFound,
    RateLimited,
    RingCentralError,
    RingkeepError,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.errors import refusal_error
from ringkeep.ringcentral.headers import rate_report
from ringkeep.ringcentral.limiter import Limiter, Queue
from ringkeep.ringcentral.redirects import MAXIMUM_REDIRECTS, REDIRECTS, Hop, next_hop
from ringkeep.ringcentral.tokens import TokenSource
from ringkeep.ringcentral.transport import Request, Stream, Transport
from ringkeep.usecases.clock import Clock

_REFUSED: Final = 300
_READMISSION_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 20.0
"""How long a download whose token died waits for a second slot."""


class Operation(NamedTuple):
    """A call of the API. `group` is what RingCentral documents; its answers overrule it."""

    name: str
    group: str


class Received(NamedTuple):
    """`user` is the label of the user who asked."""

    values: JsonObject
    user: str


@dataclass(frozen=True)
class Query:
    """One JSON request. `deadline` in seconds since the epoch bounds the wait for a slot."""

    operation: Operation
    url: str
    lane: Lane
    deadline: float
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sent:
    """A request as it went out."""

    operation: Operation
    slot: Slot
    token: AccessToken
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Requester:
    connection: Connection
    limiter: Limiter
    tokens: TokenSource
    clock: Clock
    transport: Transport

    @property
    def _queue(self) -> Queue:
        return Queue(self.limiter, self.clock, self.connection)

    def get(self, query: Query) -> Received:
        """The JSON object of an answer. A rejected token is replaced once, with a slot of its own.

        Raises NoSlot, InvalidAnswer, and the errors of refusals.
        """
        try:
            return self._get(query)
        except TokenRejected:
            return self._get(query)

    def _get(self, query: Query) -> Received:
        group = self.limiter.group_of(
            self.connection, query.operation.name, query.operation.group
        )
        slot = self._queue.reserve(group, query.lane, query.deadline)
        token = self._token(slot)
        slot = self._queue.wait(slot, query.deadline)
        request = Request(query.url, params=query.params, headers={"Accept": "application/json"})
        with self._sent(query.operation, slot, token, request) as stream:
            return Received(_object(self.transport.read_all(stream)), slot.user)

    def _token(self, slot: Slot) -> AccessToken:
        """Before the slot is used: a login may take long, and what is admitted is sent at once."""
        try:
            return self.tokens.get(self.connection, slot.user)
        except RingkeepError:
            self.limiter.cancel(self.connection, slot)
            raise

    @contextmanager
    def stream(self, operation: Operation, slot: Slot, request: Request) -> Iterator[Stream]:
        """The open answer of a request whose slot is admitted already."""
        token, admitted = self._token_now(slot)
        try:
            opened = self._sent(operation, admitted, token, request)
            stream = opened.__enter__()
        except TokenRejected:
            slot = self._queue.reserve(slot.group, slot.lane, self.clock.now() + RETRY_SECONDS)
            token = self._token(slot)
            admitted = self._queue.wait(slot, self.clock.now() + RETRY_SECONDS)
            opened = self._sent(operation, admitted, token, request)
            stream = opened.__enter__()
        try:
            yield stream
        finally:
            opened.__exit__(None, None, None)
