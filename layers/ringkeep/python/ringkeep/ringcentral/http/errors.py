"""RingCentral's refusals in the words of our own error tree.

Bodies come in two shapes: `error` and `error_description` (OAuth), or `errorCode` and `message`;
either may carry, or consist of, a list `errors`. Source: RingCentral's guides to errors and
authentication.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ringkeep.domain.json import JsonValue, objects_of, parse_object, text_of
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
from ringkeep.ringcentral.http.headers import Headers, retry_after

SHORTEST_PENALTY: Final = 30.0
PENALTY: Final = 60.0
"""How long RingCentral closes a group after a 429, in seconds."""
_LONGEST_MESSAGE: Final = 300
_NUMBER: Final = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
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
    "AGW-402": "the client id or client secret holds characters that no header can carry",
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
    """What a body says. `codes`: most telling first."""

    codes: tuple[str, ...] = ()
    message: str = ""
    permission: str = ""

    @property
    def code(self) -> str:
        return self.codes[0] if self.codes else ""


def parse_refusal(body: bytes) -> Refusal:
    """Lenient: a body that is no JSON object says nothing."""
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
    """What RingCentral says may quote a phone number, and this goes into logs."""
    return _NUMBER.sub("[number]", text_of(value)[:_LONGEST_MESSAGE])


def _bracketed(message: str) -> str:
    """The message itself names the permission in brackets."""
    found = _BRACKETED.search(message)
    return found.group(1) if found else ""


def refusal_error(status: int, headers: Headers, body: bytes, now: float) -> RingCentralError:
    """The error of an answer that is no success (status 300 and above)."""
    said = parse_refusal(body)
    if status == 429:  # noqa: PLR2004 # HTTP's own number, as those below
        return rate_limited(headers, said, now)
    if status >= 500:  # noqa: PLR2004
        return _unavailable(status, headers, said, now)
    return _client_error(status, said)


def rate_limited(headers: Headers, said: Refusal, now: float) -> RateLimited:
    """Without the header the penalty is assumed; without a group it is another limit."""
    group = headers.get("x-rate-limit-group", "").strip().lower()
    wait = retry_after(headers, now)
    if wait is None:
        wait = PENALTY if group else SHORTEST_PENALTY
    message = said.message or "RingCentral's rate limit is exceeded"
    return RateLimited(message, retry_after=wait, group=group, code=said.code)


def _unavailable(status: int, headers: Headers, said: Refusal, now: float) -> Unavailable:
    message = said.message or "RingCentral does not answer properly"
    wait = retry_after(headers, now)
    return Unavailable(message, status=status, code=said.code, retry_after=wait)


def _client_error(status: int, said: Refusal) -> RingCentralError:
    message = said.message
    match status:
        case 401:
            return TokenRejected(message or "the token is not valid", status=status, code=said.code)
        case 403:
            return PermissionMissing(
                message or "RingCentral refuses this for want of a permission",
                status=status,
                code=said.code,
                permission=said.permission,
            )
        case 404 | 410:
            return NotFound(
                message or "RingCentral has no such thing", status=status, code=said.code
            )
        case 408 | 425:
            return Unavailable(message or "RingCentral gave up waiting", status=status)
        case _ if status < 400:  # noqa: PLR2004
            return InvalidAnswer("RingCentral redirects to nowhere", status=status)
    return BadRequest(message or "RingCentral refuses the request", status=status, code=said.code)


def login_error(
    status: int, headers: Headers, body: bytes, now: float, *, by_jwt: bool
) -> RingCentralError:
    """LoginFailed with a sentence for the person who can mend it, or what a passing trouble is."""
    if status == 429 or status >= 500 or status in (408, 425):  # noqa: PLR2004
        return refusal_error(status, headers, body, now)
    said = parse_refusal(body)
    sentences = {**_LOGIN_SENTENCES, **(_JWT_SENTENCES if by_jwt else _PASSWORD_SENTENCES)}
    known = [code for code in said.codes if code in sentences]
    if not known:
        message = f"RingCentral refuses the login: {said.message or 'without a reason'}"
        return LoginFailed(message, status=status, code=said.code)
    return LoginFailed(sentences[known[0]], status=status, code=known[0])
