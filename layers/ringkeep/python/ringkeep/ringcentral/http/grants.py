"""The requests and responses of a login: by JWT, by password (if the account still allows it) or by
refresh token.

Source: RingCentral's authentication guide. Lifetime and scopes are read from the response.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pydantic import SecretStr

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.tokens import Grant
from ringkeep.domain.json import JsonObject, JsonValue, list_of, parse_object, text_of
from ringkeep.errors import InvalidAnswer
from ringkeep.ringcentral.http.transport import Request, Response

JWT_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SHORTEST_LIFETIME: Final = 600.0
"""RingCentral's shortest lifetime, used if the response has none."""
_OK: Final = 200
_SHORTEST_SECRET: Final = 4
"""A shorter one may be part of every word."""
_SECRET_FIELDS: Final = ("assertion", "username", "password", "refresh_token")


def login_form(credentials: Credentials) -> dict[str, str]:
    if credentials.jwt is not None:
        return {"grant_type": JWT_GRANT, "assertion": credentials.jwt.get_secret_value()}
    password = credentials.password
    return {
        "grant_type": "password",
        "username": credentials.username or "",
        "extension": credentials.extension,
        "password": password.get_secret_value() if password else "",
    }


def refresh_form(token: SecretStr) -> dict[str, str]:
    """A refresh token is valid once. Using it invalidates the old access token."""
    return {"grant_type": "refresh_token", "refresh_token": token.get_secret_value()}


def token_request(connection: Connection, form: dict[str, str]) -> Request:
    return Request(
        f"{connection.server_url}/restapi/oauth/token",
        headers={"Accept": "application/json"},
        form=form,
        basic=(connection.client_id, connection.client_secret.get_secret_value()),
    )


def without_secrets(answer: Response, connection: Connection, form: Mapping[str, str]) -> Response:
    """Returns a refusal without the credentials that it may quote, even short ones."""
    secrets = [connection.client_secret.get_secret_value()]
    secrets += [form.get(field, "") for field in _SECRET_FIELDS]
    body = answer.body
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            body = body.replace(secret.encode(), b"[secret]")
    return replace(answer, body=body)


def parse_grant(answer: Response) -> Grant:
    """Raises InvalidAnswer. Its message never quotes the body, which holds a token."""
    values = _values(answer)
    token = values.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise InvalidAnswer("RingCentral's login response has no token", status=answer.status)
    refresh = values.get("refresh_token")
    return Grant(
        access_token=SecretStr(token),
        expires_in=_seconds(values.get("expires_in"), _SHORTEST_LIFETIME),
        scopes=_scopes(values.get("scope")),
        owner_id=text_of(values.get("owner_id")),
        refresh_token=SecretStr(refresh) if isinstance(refresh, str) and refresh else None,
        refresh_expires_in=_seconds(values.get("refresh_token_expires_in"), 0.0),
    )


def _values(answer: Response) -> JsonObject:
    try:
        return parse_object(answer.body) if answer.status == _OK else {}
    except ValueError:
        return {}


def _seconds(value: JsonValue, default: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return default
    try:
        seconds = float(value)
    except ValueError:
        return default
    return seconds if 0 < seconds < float("inf") else default


def _scopes(value: JsonValue) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return tuple(scope for scope in list_of(value) if isinstance(scope, str))
