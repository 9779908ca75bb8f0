"""Gets the access token that all workers share.

valid ──► use it       expires soon ──► one worker renews it under a lease, the others use it
expired or rejected ──► one worker logs in under the lease, the others poll the table
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from ringkeep.domain.accounts import tokens
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.tokens import (
    AccessToken,
    Step,
    TokenFailure,
    TokenKey,
    TokenRecord,
    token_key,
)
from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    LoginFailed,
    RateLimited,
    RingCentralError,
    RingkeepError,
    Unavailable,
)
from ringkeep.ringcentral.http.limiter import Limiter
from ringkeep.ringcentral.http.logins import Logins
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.clock import Clock

_REQUEST_SECONDS: Final = 30.0
"""Longer than a login request. A lease lasts for the wait for a slot plus this time."""
_RENEWAL_PATIENCE: Final = 5.0
_SHORTEST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 0.6
_SAVE_ATTEMPTS: Final = 5


class TokenStore(Protocol):
    """Stores the tokens. A write depends on the revision that was read."""

    def load(self, key: TokenKey) -> TokenRecord:
        """Returns an empty record with revision 0 if there is none."""
        ...

    def save(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        """Returns the record with its next revision. Raises Conflict if it has changed."""
        ...


@dataclass(frozen=True)
class _TokenUser:
    """The user that needs a token."""

    connection: Connection
    credentials: Credentials
    key: TokenKey
    fingerprint: str


class TokenSource:
    """Returns valid tokens and renews them. `patience` in seconds limits the wait for another
    worker's login and for a slot of the login limit; it is longer than that limit's window. `speed`
    divides the pauses after failures."""

    def __init__(
        self,
        store: TokenStore,
        limiter: Limiter,
        clock: Clock,
        transport: Transport | None = None,
        *,
        patience: float = 75.0,
        speed: float = 1.0,
    ) -> None:
        self._store = store
        self._clock = clock
        self._logins = Logins(limiter, clock, transport or Transport(clock))
        self._patience = patience
        self._speed = speed
        self._cache: dict[TokenKey, TokenRecord] = {}

    def get(self, connection: Connection, user: str) -> AccessToken:
        """Returns a token of the user that is valid long enough for a request.

        Raises LoginFailed, Unavailable (also if another worker's login takes too long), NoSlot,
        Busy, StorageFailed.
        """
        token_user = _token_user(connection, user)
        cached = self._cache.get(token_user.key)
        now = self._clock.now()
        if cached and cached.is_valid(now) and now < cached.renew_at:
            return cached.token(user)
        return self._obtain(token_user, None)

    def replace(self, connection: Connection, user: str, token: AccessToken) -> AccessToken:
        """Replaces a token that RingCentral rejected: with the table's, if it has another one."""
        return self._obtain(_token_user(connection, user), token.value.get_secret_value())

    def login(self, connection: Connection, user: str) -> AccessToken:
        """Logs in even if there is a valid token or a stored failure: for a test by a person."""
        token_user = _token_user(connection, user)
        until = self._clock.now() + self._patience
        while True:
            record = self._store.load(token_user.key)
            if record.lease_until <= self._clock.now():
                leased = self._take_lease(token_user, record, self._patience)
                if leased is not None:
                    return self._logged_in(token_user, leased, self._patience)
            self._wait(until)

    def account_id(self, connection: Connection) -> str | None:
        """Returns the account id that was stored since the last login of any of the users."""
        for user in connection.user_labels:
            key = token_key(connection, user)
            record = self._cache.get(key) or self._store.load(key)
            if record.account_id:
                self._cache[key] = record
                return record.account_id
        return None

    def remember_account(self, connection: Connection, user: str, account_id: str) -> None:
        """Stores the account id. After a conflict it is left to the next request."""
        key = token_key(connection, user)
        record = self._store.load(key)
        try:
            saved = self._store.save(key, record.model_copy(update={"account_id": account_id}))
        except Conflict:
            return
        self._cache[key] = saved

    def _obtain(self, token_user: _TokenUser, rejected: str | None) -> AccessToken:
        until = self._clock.now() + self._patience
        while True:
            record = self._store.load(token_user.key)
            token = self._advance(token_user, record, rejected)
            if token is not None:
                return token
            self._wait(until)

    def _advance(
        self, token_user: _TokenUser, record: TokenRecord, rejected: str | None
    ) -> AccessToken | None:
        """Returns None while another worker logs in."""
        step = tokens.next_step(record, token_user.fingerprint, self._clock.now(), rejected)
        match step:
            case Step.USE:
                self._cache[token_user.key] = record
                return record.token(token_user.key.user)
            case Step.FAIL:
                raise self._stored_failure(record)
            case Step.RENEW:
                return self._renewed(token_user, record)
            case Step.LOG_IN:
                leased = self._take_lease(token_user, record, self._patience)
                return self._logged_in(token_user, leased, self._patience) if leased else None
            case Step.WAIT:
                return None

    def _renewed(self, token_user: _TokenUser, record: TokenRecord) -> AccessToken:
        """Renews the token. Returns the old one if another worker renews it or the login fails."""
        leased = self._take_lease(token_user, record, _RENEWAL_PATIENCE)
        if leased is None:
            return record.token(token_user.key.user)
        try:
            return self._logged_in(token_user, leased, _RENEWAL_PATIENCE)
        except RingkeepError:
            return record.token(token_user.key.user)

    def _stored_failure(self, record: TokenRecord) -> RingkeepError:
        failure = record.failure
        if failure is None:
            return Unavailable("the login failed")
        if failure.kind == "login":
            return LoginFailed(failure.message, status=failure.status, code=failure.code)
        wait = max(0.0, failure.until - self._clock.now())
        return Unavailable(
            failure.message, status=failure.status, code=failure.code, retry_after=wait
        )

    def _wait(self, until: float) -> None:
        if self._clock.now() >= until:
            raise Unavailable("another worker's login takes too long")
        self._clock.sleep(random.uniform(_SHORTEST_WAIT, _LONGEST_WAIT))  # noqa: S311 # no secret

    def _take_lease(
        self, token_user: _TokenUser, record: TokenRecord, patience: float
    ) -> TokenRecord | None:
        """Returns None if another worker took the lease."""
        until = self._clock.now() + patience + _REQUEST_SECONDS
        try:
            return self._store.save(
                token_user.key, tokens.leased(record, secrets.token_hex(8), until)
            )
        except Conflict:
            return None

    def _logged_in(
        self, token_user: _TokenUser, leased: TokenRecord, patience: float
    ) -> AccessToken:
        deadline = self._clock.now() + patience
        try:
            grant = self._logins.grant(
                token_user.connection, token_user.credentials, leased, deadline
            )
        except RingkeepError as problem:
            self._note_failure(token_user, leased, problem)
            raise
        now = self._clock.now()
        saved = self._save(token_user, leased, lambda record: tokens.granted(record, grant, now))
        self._cache[token_user.key] = saved
        return saved.token(token_user.key.user)

    def _note_failure(
        self, token_user: _TokenUser, leased: TokenRecord, problem: RingkeepError
    ) -> None:
        failure = self._failure(token_user, leased, problem)
        if failure is None:
            self._save(token_user, leased, tokens.released)
        else:
            self._save(token_user, leased, lambda record: tokens.failed(record, failure))

    def _failure(
        self, token_user: _TokenUser, leased: TokenRecord, problem: RingkeepError
    ) -> TokenFailure | None:
        """Returns None if the error is not RingCentral's: the next worker may try at once."""
        if not isinstance(problem, RingCentralError):
            return None
        kind: Literal["login", "outage"] = "outage"
        retry_after = (
            problem.retry_after if isinstance(problem, RateLimited | Unavailable) else None
        )
        pause, count = tokens.outage_pause(retry_after), 1
        if isinstance(problem, LoginFailed):
            kind = "login"
            pause, count = tokens.login_pause(leased, token_user.fingerprint)
        return TokenFailure(
            kind=kind,
            message=problem.message,
            code=problem.code,
            status=problem.status,
            until=self._clock.now() + pause / self._speed,
            count=count,
            fingerprint=token_user.fingerprint,
        )

    def _save(
        self,
        token_user: _TokenUser,
        leased: TokenRecord,
        change: Callable[[TokenRecord], TokenRecord],
    ) -> TokenRecord:
        """Saves the change. If the lease expired and another worker took it, the change is returned
        unsaved, because the other worker will save its own token."""
        record = leased
        for _ in range(_SAVE_ATTEMPTS):
            try:
                return self._store.save(token_user.key, change(record))
            except Conflict:
                record = self._store.load(token_user.key)
                if record.lease_owner != leased.lease_owner:
                    break
        return change(record)


def _token_user(connection: Connection, user: str) -> _TokenUser:
    credentials = connection.user(user)
    if credentials is None:
        raise ConfigurationError(f"the service has no user {user}")
    return _TokenUser(
        connection,
        credentials,
        token_key(connection, user),
        tokens.fingerprint(connection, credentials),
    )
