"""What every request of the API goes through: token, rate limit, faults, scope, permission."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.accounts.account import Account
from simulator.accounts.tokens import Session, bearer_token
from simulator.accounts.users import User
from simulator.clock import header_seconds
from simulator.directory.extensions import Extension
from simulator.http.errors import ApiError, OAuthError, bad_token, missing_permission, not_found
from simulator.http.faults import Fault, FaultKind
from simulator.http.transport import abort_connection

PAGE_FOR_PEOPLE = "<!doctype html><title>Maintenance</title><p>We will be back in a moment.</p>"


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request that has been let in."""

    account: Account
    http: Request
    user: User
    session: Session
    body: bytes
    base_url: str

    @property
    def json(self) -> dict[str, Any]:
        """The request's body; an empty one is an empty object."""
        try:
            value = json.loads(self.body) if self.body.strip() else {}
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ApiError(400, "CMN-101", "The body is no JSON object")
        return value

    @property
    def query(self) -> QueryParams:
        return self.http.query_params

    @property
    def account_url(self) -> str:
        return f"{self.base_url}/restapi/v1.0/account/{self.account.id}"

    def path_param(self, name: str) -> str:
        return str(self.http.path_params[name])

    def extension(self) -> Extension:
        """The extension that the path names; "~" is the user's own. Raises ApiError."""
        wanted = self.path_param("extension_id")
        if wanted == "~":
            wanted = str(self.user.extension_id)
        found = self.account.extensions.get(int(wanted)) if wanted.isdecimal() else None
        if found is None:
            raise not_found("extension")
        return found

    @property
    def query_items(self) -> list[tuple[str, str]]:
        return list(self.http.query_params.multi_items())


Handler = Callable[[ApiRequest], Response] | Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    group: str
    handler: Handler
    scope: str | None = None
    permission: str | None = None


class Gate:
    """An ASGI endpoint around one operation."""

    def __init__(self, account: Account, operation: Operation) -> None:
        self._account = account
        self._operation = operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers: dict[str, str] = {}
        try:
            response = await self._answer(request, headers)
        except (ApiError, OAuthError) as error:
            response = error.response()
        except ResetRequested:
            await abort_connection(request)
            return
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        self._account.statistics.answer(response.status_code)
        await response(scope, receive, send)

    async def _answer(self, request: Request, headers: dict[str, str]) -> Response:
        body = await request.body()
        session = self._session(request, headers)
        self._limit(session, headers)
        fault = self._account.faults.take(self._operation.name)
        if fault is not None:
            return self._failed(fault, session, headers)
        user = self._account.user_of(session.user)
        self._permit(session, user)
        self._know_account(request)
        base_url = str(request.base_url).rstrip("/")
        try:
            return await self._handled(
                ApiRequest(self._account, request, user, session, body, base_url)
            )
        except FaultRaised as raised:
            return self._failed(raised.fault, session, headers)

    async def _handled(self, request: ApiRequest) -> Response:
        answer = self._operation.handler(request)
        return await answer if inspect.isawaitable(answer) else answer

    def _failed(self, fault: Fault, session: Session, headers: dict[str, str]) -> Response:
        headers.update(_fault_headers(fault))
        penalize(self._account, fault, session.user, session.app, self._operation.group)
        return plain_fault(self._account, fault, headers)

    def _session(self, request: Request, headers: dict[str, str]) -> Session:
        try:
            token = bearer_token(request.headers.get("authorization"))
            return self._account.tokens.of_access_token(token)
        except ApiError:
            group = self._operation.group
            self._account.statistics.request(self._operation.name, "", group)
            headers.update(self._account.limiter.headers(group))
            raise

    def _limit(self, session: Session, headers: dict[str, str]) -> None:
        group = self._operation.group
        self._account.statistics.request(self._operation.name, session.user, group)
        decision = self._account.limiter.check(session.user, session.app, group)
        headers.update(decision.headers)
        if not decision.allowed:
            raise rate_limited()

    def _permit(self, session: Session, user: User) -> None:
        if self._operation.scope and self._operation.scope not in session.scopes:
            raise missing_permission(self._operation.scope)
        if self._operation.permission and self._operation.permission not in user.permissions:
            raise missing_permission(self._operation.permission)

    def _know_account(self, request: Request) -> None:
        asked = request.path_params.get("account_id")
        if asked not in (None, "~", str(self._account.id)):
            raise not_found("account")


class FaultRaised(Exception):
    """A handler met a fault that any operation may have."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


class ResetRequested(Exception):
    """The connection is to be reset before any answer."""


def rate_limited() -> ApiError:
    return ApiError(429, "CMN-301", "Too many requests in this window")


def _fault_headers(fault: Fault) -> dict[str, str]:
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}


def penalize(account: Account, fault: Fault, user: str, app: str, group: str) -> None:
    """Opens the penalty of an injected 429. Retry-After is stated in wall seconds."""
    if fault.kind is FaultKind.RATE_LIMITED and fault.penalty:
        span = None if fault.retry_after is None else timedelta(seconds=fault.retry_after)
        account.limiter.penalize(user, app, group, span)


def plain_fault(account: Account, fault: Fault, headers: dict[str, str]) -> Response:
    """The answer to a fault that any operation may have; raises for those that are errors."""
    window = str(header_seconds(account.clock.scaled(account.options.window_seconds)))
    if fault.kind is FaultKind.RESET:
        raise ResetRequested
    if fault.kind is FaultKind.HTML:
        return HTMLResponse(PAGE_FOR_PEOPLE)
    if fault.kind is FaultKind.RATE_LIMITED:
        headers.setdefault("Retry-After", window)
        headers["X-Rate-Limit-Remaining"] = "0"
    if fault.kind is FaultKind.RATE_LIMITED_BARE:
        headers.clear()
        return JSONResponse({"errors": [{"errorCode": "CMN-301", "message": "Slow down"}]}, 429)
    if fault.kind is FaultKind.UNAVAILABLE:
        headers.setdefault("Retry-After", window)
    raise _fault_error(fault)


def _fault_error(fault: Fault) -> ApiError:
    if fault.kind is FaultKind.NOT_READY:
        return not_found("recording")
    if fault.kind is FaultKind.FORBIDDEN:
        return missing_permission("ReadCallRecordings")
    if fault.kind is FaultKind.UNAUTHORIZED:
        return bad_token("OAU-213", "The access token is not known")
    if fault.kind in (FaultKind.RATE_LIMITED, FaultKind.RATE_LIMITED_BARE):
        return rate_limited()
    if fault.kind is FaultKind.UNAVAILABLE:
        return ApiError(503, "CMN-211", "The service is not available right now")
    return ApiError(500, "CMN-203", "Something went wrong inside")
