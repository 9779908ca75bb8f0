"""What each request of the API passes: token, rate limit, injected faults, scope, permission."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from simulator.accounts.account import Account
from simulator.accounts.tokens import Session, bearer_token
from simulator.accounts.users import User
from simulator.http.errors import ApiError, OAuthError, missing_permission, not_found
from simulator.http.faults import FaultRaised, ResetRequested, fault_response, rate_limited
from simulator.http.transport import abort_connection


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request that has passed all checks."""

    account: Account
    http: Request
    user: User
    session: Session
    body: bytes
    base_url: str

    @property
    def json(self) -> dict[str, object]:
        """The body as a JSON object; an empty body is an empty object."""
        try:
            value = json.loads(self.body) if self.body.strip() else {}
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ApiError(400, "CMN-101", "The body is not a JSON object")
        return value

    @property
    def query(self) -> QueryParams:
        return self.http.query_params

    @property
    def query_items(self) -> list[tuple[str, str]]:
        return list(self.query.multi_items())

    @property
    def account_url(self) -> str:
        return f"{self.base_url}/restapi/v1.0/account/{self.account.id}"

    def path_param(self, name: str) -> str:
        return str(self.http.path_params[name])


Handler = Callable[[ApiRequest], Response] | Callable[[ApiRequest], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    group: str
    handler: Handler
    scope: str | None = None
    permission: str | None = None


class OperationEndpoint:
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
        self._account.statistics.count_response(response.status_code)
        await response(scope, receive, send)

    async def _answer(self, request: Request, headers: dict[str, str]) -> Response:
        body = await request.body()
        session = self._session(request, headers)
        self._check_limit(session, headers)
        self._account.refused_tokens.check(self._operation.name, session.user)
        fault = self._account.faults.take(self._operation.name)
        if fault is not None:
            return fault_response(self._account, fault, headers)
        user = self._account.user_of(session.user)
        self._check_permission(session, user)
        self._check_account(request)
        base_url = str(request.base_url).rstrip("/")
        try:
            return await self._handle(
                ApiRequest(self._account, request, user, session, body, base_url)
            )
        except FaultRaised as raised:
            return fault_response(self._account, raised.fault, headers)

    async def _handle(self, request: ApiRequest) -> Response:
        response = self._operation.handler(request)
        return await response if inspect.isawaitable(response) else response

    def _session(self, request: Request, headers: dict[str, str]) -> Session:
        try:
            token = bearer_token(request.headers.get("authorization"))
            return self._account.tokens.of_access_token(token)
        except ApiError:
            group = self._operation.group
            self._account.statistics.count_request(self._operation.name, group)
            headers.update(self._account.limiter.headers(group))
            raise

    def _check_limit(self, session: Session, headers: dict[str, str]) -> None:
        group = self._operation.group
        self._account.statistics.count_request(self._operation.name, group)
        decision = self._account.limiter.check(session.user, session.app, group)
        headers.update(decision.headers)
        if not decision.allowed:
            raise rate_limited()

    def _check_permission(self, session: Session, user: User) -> None:
        if self._operation.scope and self._operation.scope not in session.scopes:
            raise missing_permission(self._operation.scope)
        if self._operation.permission and self._operation.permission not in user.permissions:
            raise missing_permission(self._operation.permission)

    def _check_account(self, request: Request) -> None:
        account_id = request.path_params.get("account_id")
        if account_id not in (None, "~", str(self._account.id)):
            raise not_found("account")
