"""The token endpoint: grants, the client's authentication, and the limit per application."""

from __future__ import annotations

import base64
import binascii
import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.accounts.account import PLACEHOLDER_JWT, Account
from simulator.accounts.tokens import Session
from simulator.accounts.users import User
from simulator.http.errors import ApiError, OAuthError
from simulator.http.faults import FaultKind
from simulator.http.operations import ResetRequested, penalize, plain_fault, rate_limited
from simulator.http.transport import abort_connection

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Form = dict[str, str]


class TokenEndpoint:
    def __init__(self, account: Account) -> None:
        self._account = account

    async def token(self, request: Request) -> Response:
        return await self._served(request, "oauth-token")

    async def revoke(self, request: Request) -> Response:
        return await self._served(request, "oauth-revoke")

    async def _served(self, request: Request, operation: str) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        headers: dict[str, str] = {}
        try:
            response = self._answer(request, operation, form, headers)
        except (ApiError, OAuthError) as error:
            response = error.response()
        except ResetRequested:
            await abort_connection(request)
            return Response(status_code=500)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        self._account.statistics.answer(response.status_code)
        return response

    def _answer(
        self, request: Request, operation: str, form: Form, headers: dict[str, str]
    ) -> Response:
        app = self._client(request.headers.get("authorization", ""))
        self._account.statistics.request(operation, app, "auth")
        decision = self._account.limiter.check("", app, "auth")
        headers.update(decision.headers)
        if not decision.allowed:
            raise rate_limited()
        fault = self._account.faults.take(operation)
        if fault is not None:
            penalize(self._account, fault, "", app, "auth")
            if fault.kind is FaultKind.UNAUTHORIZED:
                raise OAuthError("invalid_client", "OAU-153", "The client is not known", 401)
            return plain_fault(self._account, fault, headers)
        if operation == "oauth-revoke":
            self._account.tokens.revoke(form.get("token", ""))
            return Response()
        return self._grant(form, app)

    def _client(self, authorization: str) -> str:
        options = self._account.options
        scheme, _, encoded = authorization.partition(" ")
        try:
            pair = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        expected = f"{options.client_id}:{options.client_secret}"
        if scheme.lower() != "basic" or not secrets.compare_digest(
            pair.encode(), expected.encode()
        ):
            self._account.statistics.request("oauth-refused-client", "", "auth")
            raise OAuthError("invalid_client", "OAU-153", "The client is not known", 401)
        return options.client_id

    def _grant(self, form: Form, app: str) -> Response:
        grant = form.get("grant_type")
        if grant == "refresh_token":
            old = self._account.tokens.use_refresh_token(form.get("refresh_token", ""), app)
            return self._opened(self._account.user_of(old.user), app, refreshed=True)
        if grant == JWT_GRANT:
            return self._opened(self._user_of_jwt(form.get("assertion", "")), app)
        if grant == "password":
            return self._opened(self._user_of_password(form), app)
        raise OAuthError("unsupported_grant_type", "OAU-250", "This grant type is not supported")

    def _user_of_jwt(self, assertion: str) -> User:
        if assertion == PLACEHOLDER_JWT and self._account.users:
            return self._account.users[0]
        for user in self._account.users:
            if secrets.compare_digest(user.jwt.encode(), assertion.encode()):
                return user
        raise OAuthError("invalid_grant", "OAU-140", "The JWT is not known")

    def _user_of_password(self, form: Form) -> User:
        if not self._account.options.password_grant:
            raise OAuthError(
                "unauthorized_client", "OAU-251", "This grant type is closed to the application"
            )
        for user in self._account.users:
            if self._credentials_of(user, form):
                if user.second_factor:
                    raise OAuthError("invalid_grant", "OAU-168", "A second factor is needed")
                return user
        raise OAuthError("invalid_grant", "OAU-140", "These credentials are not known")

    def _credentials_of(self, user: User, form: Form) -> bool:
        """The extension counts where one is named: several people share the company's number."""
        extension = self._account.extensions.get(user.extension_id)
        number = extension.number if extension else None
        return (
            bool(user.password)
            and user.username.lstrip("+") == form.get("username", "").lstrip("+")
            and form.get("extension", number) == number
            and user.password == form.get("password", "")
        )

    def _opened(self, user: User, app: str, refreshed: bool = False) -> Response:
        options = self._account.options
        session = self._account.tokens.open(
            str(user.extension_id),
            app,
            user.scopes if user.scopes is not None else options.scopes,
            options.expires_in,
            options.refresh_expires_in,
        )
        self._account.statistics.token(refreshed)
        return JSONResponse(self._body(session), headers={"Cache-Control": "no-store"})

    def _body(self, session: Session) -> dict[str, object]:
        options = self._account.options
        body: dict[str, object] = {
            "access_token": session.access_token,
            "token_type": "bearer",
            "expires_in": options.expires_in,
            "scope": " ".join(session.scopes),
            "owner_id": session.user,
            "endpoint_id": session.id[:12],
            "session_id": session.id,
        }
        if options.refresh_tokens:
            body["refresh_token"] = session.refresh_token
            body["refresh_token_expires_in"] = options.refresh_expires_in
        return body
