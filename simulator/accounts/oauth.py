"""The token endpoint: grants, the client's authentication, and the rate limit of the app."""

from __future__ import annotations

import base64
import binascii
import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.accounts.account import PLACEHOLDER_JWT, Account
from simulator.accounts.tokens import ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS, Session
from simulator.accounts.users import User
from simulator.http.errors import ApiError, OAuthError
from simulator.http.fault_queue import FaultKind
from simulator.http.faults import ResetRequested, fault_response, rate_limited
from simulator.http.transport import abort_connection

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Form = dict[str, str]


class TokenEndpoint:
    def __init__(self, account: Account) -> None:
        self._account = account

    async def token(self, request: Request) -> Response:
        return await self._respond(request, "oauth-token")

    async def revoke(self, request: Request) -> Response:
        return await self._respond(request, "oauth-revoke")

    async def _respond(self, request: Request, operation: str) -> Response:
        fields = parse_qs((await request.body()).decode())
        form = {name: values[0] for name, values in fields.items()}
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
        self._account.statistics.count_response(response.status_code)
        return response

    def _answer(
        self, request: Request, operation: str, form: Form, headers: dict[str, str]
    ) -> Response:
        app = self._client(request.headers.get("authorization", ""))
        self._account.statistics.count_request(operation, "auth")
        decision = self._account.limiter.check("", app, "auth")
        headers.update(decision.headers)
        if not decision.allowed:
            raise rate_limited()
        fault = self._account.faults.take(operation)
        if fault is not None:
            if fault.kind is FaultKind.UNAUTHORIZED:
                raise OAuthError("invalid_client", "OAU-153", "The client is not known", 401)
            return fault_response(self._account, fault, headers)
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
            self._account.statistics.count_request("oauth-refused-client", "auth")
            raise OAuthError("invalid_client", "OAU-153", "The client is not known", 401)
        return options.client_id

    def _grant(self, form: Form, app: str) -> Response:
        grant = form.get("grant_type")
        if grant == "refresh_token":
            old = self._account.tokens.use_refresh_token(form.get("refresh_token", ""), app)
            return self._new_session(self._account.user_of(old.user), app)
        if grant == JWT_GRANT:
            return self._new_session(self._user_of_jwt(form.get("assertion", "")), app)
        if grant == "password":
            return self._new_session(self._user_of_password(form), app)
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
                "unauthorized_client", "OAU-251", "The app may not use this grant type"
            )
        for user in self._account.users:
            if self._matches(user, form):
                if user.second_factor:
                    raise OAuthError("invalid_grant", "OAU-168", "A second factor is needed")
                return user
        raise OAuthError("invalid_grant", "OAU-140", "These credentials are not known")

    def _matches(self, user: User, form: Form) -> bool:
        """Compares the extension too, if the form has one: users share the company's number."""
        extension = self._account.extensions.get(user.extension_id)
        number = extension.number if extension else None
        return (
            bool(user.password)
            and user.username.lstrip("+") == form.get("username", "").lstrip("+")
            and form.get("extension", number) == number
            and user.password == form.get("password", "")
        )

    def _new_session(self, user: User, app: str) -> Response:
        scopes = user.scopes if user.scopes is not None else self._account.options.scopes
        session = self._account.tokens.open(str(user.extension_id), app, scopes)
        return JSONResponse(_session_body(session), headers={"Cache-Control": "no-store"})


def _session_body(session: Session) -> dict[str, object]:
    return {
        "access_token": session.access_token,
        "token_type": "bearer",
        "expires_in": ACCESS_TOKEN_SECONDS,
        "scope": " ".join(session.scopes),
        "owner_id": session.user,
        "endpoint_id": session.id[:12],
        "session_id": session.id,
        "refresh_token": session.refresh_token,
        "refresh_token_expires_in": REFRESH_TOKEN_SECONDS,
    }
