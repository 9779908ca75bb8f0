"""Sends the requests of one service: waits for a slot, adds the token, follows redirects and reports
the rate limit headers to the limiter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.accounts.tokens import AccessToken
from ringkeep.domain.json import JsonObject, parse_object
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import RateReport
from ringkeep.errors import (
    ForeignHost,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    RateLimited,
    RingCentralError,
    RingkeepError,
    TokenRefused,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.http.errors import refusal_error, waiting
from ringkeep.ringcentral.http.headers import asked_wait, for_limiter, rate_report, retry_after
from ringkeep.ringcentral.http.limiter import Limiter, Queue
from ringkeep.ringcentral.http.redirects import (
    MAXIMUM_REDIRECTS,
    REDIRECTS,
    Hop,
    next_hop,
    own_host,
)
from ringkeep.ringcentral.http.refusals import Rejection
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Request, Stream, Transport
from ringkeep.usecases.clock import Clock

_REFUSED: Final = 300
_NOT_FOUND: Final = 404
_SERVER_ERROR: Final = 500
_NOT_ACCEPTED: Final = (401, 429)
"""A 429 or a server error may come before the token is checked."""
_NO_CONTENT: Final = 204
_ADMISSION_SECONDS: Final = 0.5
"""An admitted request that is not sent within this time is admitted again."""
_READMISSION_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 20.0
"""How long a download waits for a second slot after RingCentral rejected its token."""


class Operation(NamedTuple):
    """An operation of the API. `group` is the documented rate limit group; responses override it.

    `follows_foreign_redirects`: whether redirects to other hosts are followed, without the token.
    """

    name: str
    group: str
    follows_foreign_redirects: bool = False


class Received(NamedTuple):
    """The JSON of a response. `user` is the label of the user whose token was sent."""

    values: JsonObject
    user: str


@dataclass(frozen=True)
class Query:
    """One JSON request. `deadline` (epoch seconds) limits the wait for a slot. The repr omits the
    body, which may hold a secret."""

    operation: Operation
    url: str
    lane: Lane
    deadline: float
    params: Mapping[str, str | int] = field(default_factory=dict)
    method: str = "GET"
    body: JsonObject | None = field(default=None, repr=False)

    @property
    def request(self) -> Request:
        headers = {"Accept": "application/json"}
        return Request(self.url, self.params, headers, json=self.body, method=self.method)


class Dispatch(NamedTuple):
    """A request that is ready to be sent. Its slot was admitted at `at`."""

    operation: Operation
    slot: Slot
    token: AccessToken
    at: float


class TokenExpired(TokenRejected):  # named like its base class
    """Holds the rejected token, so that the retry can replace it."""

    def __init__(self, problem: TokenRejected, token: AccessToken) -> None:
        super().__init__(problem.message, status=problem.status, code=problem.code)
        self.token = token


class _UserFailed(Exception):  # never leaves this module
    """One user cannot get a token for the operation. The others of the service may."""

    def __init__(self, user: str, problem: RingCentralError) -> None:
        super().__init__(str(problem))
        self.user = user
        self.problem = problem


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

    def send(self, query: Query) -> Received:
        """Sends a request and returns the JSON of the response, empty for an empty response. If the
        token is rejected, it is replaced and the request sent again with a new slot, once.

        Raises NoSlot, InvalidAnswer, ForeignHost, and the errors of logins and refusals.
        """
        try:
            return self._send_as_one(query)
        except _UserFailed as error:
            return self._without(error).send(query)

    def _send_as_one(self, query: Query) -> Received:
        try:
            return self._send_once(query)
        except TokenExpired as error:
            self._replace(query.operation, error)
        try:
            return self._send_once(query)
        except TokenExpired as error:
            raise self._refused(query.operation, error) from error

    def _replace(self, operation: Operation, error: TokenExpired) -> None:
        """Raises _UserFailed if another login fails or would not help."""
        user, rejection = error.token.user, Rejection(error.token, operation.name, error)
        try:
            self.tokens.replace(self.connection, user, error.token, rejection)
        except (LoginFailed, TokenRefused) as problem:
            raise _UserFailed(user, problem) from problem

    def _refused(self, operation: Operation, error: TokenExpired) -> _UserFailed:
        """RingCentral refused a token right after its login."""
        user, rejection = error.token.user, Rejection(error.token, operation.name, error)
        return _UserFailed(user, self.tokens.refused(self.connection, user, rejection))

    def _without(self, failed: _UserFailed) -> Requester:
        """Returns a requester for the other users of the service. Raises the error if there are
        none."""
        users = tuple(each for each in self.connection.users if each.label != failed.user)
        if not users:
            raise failed.problem
        return replace(self, connection=self.connection.model_copy(update={"users": users}))

    def _token(self, operation: Operation, user: str) -> AccessToken:
        try:
            return self.tokens.get(self.connection, user, operation.name)
        except (LoginFailed, TokenRefused) as problem:
            raise _UserFailed(user, problem) from problem

    def _send_once(self, query: Query) -> Received:
        operation = query.operation
        group = self.limiter.group_of(self.connection, operation.name, operation.group)
        dispatch = self._dispatch(operation, group, query.lane, query.deadline)
        with self._sent(dispatch, query.request) as stream:
            empty = stream.status == _NO_CONTENT
            values = {} if empty else _object(self.transport.read_all(stream))
            return Received(values, dispatch.slot.user)

    def _dispatch(self, operation: Operation, group: str, lane: Lane, deadline: float) -> Dispatch:
        """Gets the token before admission, because a login takes time and an admitted request must be
        sent at once."""
        slot = self._queue.reserve(group, lane, deadline)
        try:
            token = self._token(operation, slot.user)
        except (RingkeepError, _UserFailed):
            self.limiter.cancel(self.connection, slot)
            raise
        return Dispatch(operation, self._queue.wait(slot, deadline), token, self.clock.now())

    @contextmanager
    def stream(self, operation: Operation, slot: Slot, request: Request) -> Iterator[Stream]:
        """Opens the response to a request whose slot is admitted already. Raises the errors of
        `send`."""
        with ExitStack() as stack:
            try:
                stream = self._streamed(operation, slot, request, stack)
            except _UserFailed as error:
                stream = self._without(error)._streamed_as_another(operation, slot, request, stack)
            yield stream

    def _streamed_as_another(
        self, operation: Operation, slot: Slot, request: Request, stack: ExitStack
    ) -> Stream:
        try:
            return self._streamed_later(operation, slot, request, stack)
        except _UserFailed as error:
            return self._without(error)._streamed_as_another(operation, slot, request, stack)

    def _streamed(
        self, operation: Operation, slot: Slot, request: Request, stack: ExitStack
    ) -> Stream:
        dispatch = self._admitted(operation, slot)
        try:
            return stack.enter_context(self._sent(dispatch, request))
        except TokenExpired as error:
            self._replace(operation, error)
        return self._streamed_later(operation, slot, request, stack)

    def _streamed_later(
        self, operation: Operation, slot: Slot, request: Request, stack: ExitStack
    ) -> Stream:
        """Sends the request with another slot of the same kind."""
        deadline = self.clock.now() + RETRY_SECONDS
        try:
            again = self._dispatch(operation, slot.group, slot.lane, deadline)
            return stack.enter_context(self._sent(again, request))
        except TokenExpired as error:
            raise self._refused(operation, error) from error

    def _admitted(self, operation: Operation, slot: Slot) -> Dispatch:
        """Gets the token. If that took too long, the slot is admitted again."""
        began = self.clock.now()
        token = self._token(operation, slot.user)
        if self.clock.now() - began > _ADMISSION_SECONDS:
            slot = self._queue.wait(slot, self.clock.now() + _READMISSION_SECONDS)
        return Dispatch(operation, slot, token, self.clock.now())

    @contextmanager
    def _sent(self, dispatch: Dispatch, request: Request) -> Iterator[Stream]:
        """Follows redirects itself, so that the token is sent only to the service's own hosts."""
        with ExitStack() as stack:
            hop = Hop(request.url)
            for _ in range(MAXIMUM_REDIRECTS + 1):
                authorised = _authorised(request, hop, dispatch.token)
                stream = self._opened(dispatch, hop, authorised, stack)
                if stream.status not in REDIRECTS:
                    self._check(dispatch, hop, stream)
                    yield stream
                    return
                hop = self._next_hop(dispatch, hop, stream)
                request = replace(request, url=hop.url, params={})
                stack.close()
        raise InvalidAnswer("RingCentral redirects in a circle")

    def _opened(self, dispatch: Dispatch, hop: Hop, request: Request, stack: ExitStack) -> Stream:
        """Opens the response, and reports to the limiter what became of the request."""
        try:
            stream = stack.enter_context(self.transport.open(request))
        except RingkeepError:
            if hop.bearer:
                self._report(dispatch, RateReport(status=0, sent_at=dispatch.at))
            raise
        if hop.bearer:
            self._observe(dispatch, stream)
        return stream

    def _next_hop(self, dispatch: Dispatch, hop: Hop, stream: Stream) -> Hop:
        location = stream.headers.get("location")
        if not location:
            raise InvalidAnswer("RingCentral redirects without a location", status=stream.status)
        target = next_hop(self.connection, hop, location)
        if not target.bearer and not dispatch.operation.follows_foreign_redirects:
            raise ForeignHost(f"RingCentral redirects {dispatch.operation.name} to a foreign host")
        if not own_host(self.connection, target.url):
            self.transport.require_public(target.url)
        return target

    def _observe(self, dispatch: Dispatch, stream: Stream) -> None:
        report = rate_report(stream.status, stream.headers, self.clock.now(), dispatch.at)
        slot, operation = dispatch.slot, dispatch.operation
        if report.group and report.group != slot.group:
            self.limiter.learn_group(self.connection, operation.name, report.group)
        self._report(dispatch, report)
        if stream.status < _SERVER_ERROR and stream.status not in _NOT_ACCEPTED:
            self.tokens.accepted(self.connection, slot.user, operation.name)

    def _report(self, dispatch: Dispatch, report: RateReport) -> None:
        slot = dispatch.slot
        report = for_limiter(report, slot.group, slot.ticket)
        self.limiter.observe(self.connection, slot.user, report)

    def _check(self, dispatch: Dispatch, hop: Hop, stream: Stream) -> None:
        if stream.status < _REFUSED:
            return
        body, now = self.transport.read_all(stream), self.clock.now()
        if not hop.bearer:
            raise _foreign_refusal(stream, now)
        problem = refusal_error(stream.status, stream.headers, body, now)
        if isinstance(problem, RateLimited):
            asked = now + asked_wait(stream.headers, now)
            user, group = dispatch.slot.user, problem.group
            until = self.limiter.close(self.connection, user, group, asked, dispatch.at)
            raise waiting(problem, until - now)
        if isinstance(problem, TokenRejected):
            raise TokenExpired(problem, dispatch.token)
        raise problem


def _authorised(request: Request, hop: Hop, token: AccessToken) -> Request:
    if not hop.bearer:
        return request
    bearer = f"Bearer {token.value.get_secret_value()}"
    return replace(request, headers={**request.headers, "Authorization": bearer})


def _foreign_refusal(stream: Stream, now: float) -> RingCentralError:
    """A refusal by another host's file storage says nothing about permissions and rate limits."""
    message = "the storage that RingCentral redirects to refuses the request"
    if stream.status == _NOT_FOUND:
        return NotFound(message, status=stream.status)
    wait = retry_after(stream.headers, now) or None
    return Unavailable(message, status=stream.status, retry_after=wait)


def _object(body: bytes) -> JsonObject:
    try:
        return parse_object(body)
    except ValueError as problem:
        raise InvalidAnswer(f"RingCentral's response is {problem}") from problem
