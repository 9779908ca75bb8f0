"""Translates RingCentral's error responses to Ringkeep's errors.

An error body has `error` and `error_description` (OAuth), or `errorCode` and `message`. Both may have
a list `errors` in addition or instead. Source: RingCentral's guides to errors and authentication.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ringkeep.domain.json import JsonValue, objects_of, parse_object, text_of
from ringkeep.domain.masking import masked
from ringkeep.errors import (
    BadRequest,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingCentralError,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.http.headers import Headers, penalty, retry_after

_BRACKETED = re.compile(r"\[([A-Za-z]{3,64})\]")

_JWT_HELP = "create a JWT credential for this user in RingCentral's developer console"
_LOGIN_SENTENCES: Final = {
    "OAU-153": "RingCentral does not know this client id, or the client secret is wrong",
    "invalid_client": "RingCentral does not know this client id, or the client secret is wrong",
    "OAU-140": "the user name, extension or password is wrong",
    "OAU-168": f"this account asks for a second factor, so a password cannot log in: {_JWT_HELP}",
    "OAU-250": f"this app may not log in this way: {_JWT_HELP} and allow the JWT grant for the app",
    "OAU-251": f"RingCentral has closed the password grant for this app: {_JWT_HELP}",
    "unauthorized_client": f"RingCentral has closed the password grant for this app: {_JWT_HELP}",
    "unsupported_grant_type": f"this app may not log in this way: {_JWT_HELP}",
    "AGW-402": "the client id or client secret has characters that are invalid in a header",
}
_JWT_SENTENCES: Final = {
    "OAU-251": "this app may not log in by JWT: allow the JWT auth flow in the developer console",
    "unauthorized_client": "this app, or this JWT, is not allowed: the JWT must name this client id",
    "unsupported_grant_type": "this app may not log in by JWT: allow the JWT auth flow for it",
    "invalid_grant": "the JWT is expired, revoked, of another app, or of the other environment"
    " (sandbox or production) than the server URL",
}
_PASSWORD_SENTENCES: Final = {"invalid_grant": "the user name, extension or password is wrong"}


class Refusal(NamedTuple):
    """The content of an error body. The most specific code comes first."""

    codes: tuple[str, ...] = ()
    message: str = ""
    permission: str = ""

    @property
    def code(self) -> str:
        return self.codes[0] if self.codes else ""


def parse_refusal(body: bytes) -> Refusal:
    """Parses an error body leniently: a body that is not a JSON object gives an empty result."""
    try:
        values = parse_object(body)
    except ValueError:
        return Refusal()
    sources = (*objects_of(values.get("errors")), values)
    codes = [_text(source.get(name)) for source in sources for name in ("errorCode", "error")]
    messages = [
        _text(source.get(name)) for source in sources for name in ("message", "error_description")
    ]
    message = next(filter(None, messages), "")
    named = next(filter(None, (_text(source.get("permissionName")) for source in sources)), "")
    return Refusal(tuple(filter(None, codes)), message, named or _bracketed(message))


def _text(value: JsonValue) -> str:
    """Removes what RingCentral's messages may quote, because messages are logged and stored."""
    return masked(text_of(value))


def _bracketed(message: str) -> str:
    """Returns the permission that the message names in brackets."""
    found = _BRACKETED.search(message)
    return found.group(1) if found else ""


def refusal_error(status: int, headers: Headers, body: bytes, now: float) -> RingCentralError:
    """Returns the error for a response with status 300 or above."""
    refusal = parse_refusal(body)
    if status == 429:  # noqa: PLR2004 # an HTTP status, as below
        return rate_limited(headers, refusal, now)
    if status >= 500:  # noqa: PLR2004
        return _unavailable(status, headers, refusal, now)
    return _client_error(status, refusal)


def rate_limited(headers: Headers, refusal: Refusal, now: float) -> RateLimited:
    """Returns the wait for a first 429; the limiter knows how many there were in a row."""
    group = headers.get("x-rate-limit-group", "").strip().lower()
    message = refusal.message or "RingCentral's rate limit is exceeded"
    return RateLimited(message, retry_after=penalty(headers, now), group=group, code=refusal.code)


def waiting(problem: RateLimited, seconds: float) -> RateLimited:
    """Returns the error with the wait that the limiter decided."""
    return RateLimited(
        problem.message, retry_after=max(0.0, seconds), group=problem.group, code=problem.code
    )


def _unavailable(status: int, headers: Headers, refusal: Refusal, now: float) -> Unavailable:
    """A wait of nothing says nothing: then the caller's own delays hold."""
    message = refusal.message or "RingCentral is temporarily unavailable"
    wait = retry_after(headers, now) or None
    return Unavailable(message, status=status, code=refusal.code, retry_after=wait)


def _client_error(status: int, refusal: Refusal) -> RingCentralError:
    message = refusal.message
    match status:
        case 401:
            return TokenRejected(
                message or "the token is not valid", status=status, code=refusal.code
            )
        case 403:
            return PermissionMissing(
                message or "RingCentral refuses the request: a permission is missing",
                status=status,
                code=refusal.code,
                permission=refusal.permission,
            )
        case 404 | 410:
            return NotFound(
                message or "RingCentral does not have this resource",
                status=status,
                code=refusal.code,
            )
        case 408 | 425:
            return Unavailable(message or "RingCentral timed out", status=status)
        case _ if status < 400:  # noqa: PLR2004
            return InvalidAnswer("RingCentral redirects without a location", status=status)
    return BadRequest(
        message or "RingCentral refuses the request", status=status, code=refusal.code
    )


def login_error(
    status: int, headers: Headers, body: bytes, now: float, *, by_jwt: bool
) -> RingCentralError:
    """Returns LoginFailed with advice for the person who can correct it, or the error of a temporary
    failure."""
    if status == 429 or status >= 500 or status in (408, 425):  # noqa: PLR2004
        return refusal_error(status, headers, body, now)
    refusal = parse_refusal(body)
    sentences = {**_LOGIN_SENTENCES, **(_JWT_SENTENCES if by_jwt else _PASSWORD_SENTENCES)}
    matching = [code for code in refusal.codes if code in sentences]
    if not matching:
        message = f"RingCentral refuses the login: {refusal.message or 'without a reason'}"
        return LoginFailed(message, status=status, code=refusal.code)
    return LoginFailed(sentences[matching[0]], status=status, code=matching[0])
