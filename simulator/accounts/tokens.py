"""Sessions of the account's users: access tokens, refresh tokens, and the limit on sessions."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.clock import Clock
from simulator.http.errors import ApiError, OAuthError, bad_token

ACCESS_TOKEN_SECONDS = 3600
REFRESH_TOKEN_SECONDS = 604_800
_MAX_SESSIONS = 5


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    user: str  # the extension's id
    app: str  # the client's id
    scopes: tuple[str, ...]
    access_token: str
    refresh_token: str
    expires_at: datetime
    refresh_expires_at: datetime


class TokenStore:
    """A user may have five sessions with an app. A sixth session ends the oldest one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: list[Session] = []
        self._lock = threading.Lock()

    def open(self, user: str, app: str, scopes: tuple[str, ...]) -> Session:
        now = self._clock.now()
        session = Session(
            id=secrets.token_hex(8),
            user=user,
            app=app,
            scopes=scopes,
            access_token=f"SIM1.{secrets.token_urlsafe(48)}",
            refresh_token=f"SIM2.{secrets.token_urlsafe(48)}",
            expires_at=now + timedelta(seconds=ACCESS_TOKEN_SECONDS),
            refresh_expires_at=now + timedelta(seconds=REFRESH_TOKEN_SECONDS),
        )
        with self._lock:
            self._sessions = [*self._without_oldest(user, app), session]
        return session

    def _without_oldest(self, user: str, app: str) -> list[Session]:
        """The sessions that stay when the user opens one more."""
        own = [each for each in self._sessions if (each.user, each.app) == (user, app)]
        ended = own[: max(0, len(own) + 1 - _MAX_SESSIONS)]
        return [each for each in self._sessions if each not in ended]

    def of_access_token(self, token: str) -> Session:
        session = next((each for each in self._sessions if each.access_token == token), None)
        if session is None:
            raise bad_token("OAU-213", "The access token is not known")
        if session.expires_at <= self._clock.now():
            raise bad_token("OAU-210", "The access token has expired")
        return session

    def use_refresh_token(self, token: str, app: str) -> Session:
        """Returns the session of a refresh token. Both of its tokens become invalid."""
        with self._lock:
            session = next(
                (e for e in self._sessions if e.refresh_token == token and e.app == app), None
            )
            if session is None or session.refresh_expires_at <= self._clock.now():
                raise OAuthError("invalid_grant", "OAU-213", "The refresh token is not known")
            self._sessions.remove(session)
        return session

    def revoke(self, token: str) -> None:
        with self._lock:
            self._sessions = [
                each
                for each in self._sessions
                if token not in (each.access_token, each.refresh_token)
            ]

    def revoke_all(self) -> None:
        with self._lock:
            self._sessions = []


def bearer_token(header: str | None) -> str:
    """Reads the token of an Authorization header."""
    if not header:
        raise ApiError(401, "AGW-401", "An Authorization header is needed")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ApiError(401, "AGW-402", "The Authorization header is malformed")
    return token.strip()
