"""Gets the access token that all workers share.

valid ──► use it       expires soon ──► one worker renews it under a lease, the others use it
expired or rejected ──► one worker logs in under the lease, the others poll the table
rejected again      ──► the operation pauses for all workers, then one of them logs in and tries
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

from ringkeep.domain.accounts import tokens
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.token_refusals import TokenRefusal, refusal_of
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
    TokenRefused,
    TokenRejected,
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
_CACHE_SECONDS: Final = 30.0
"""A worker reads the table again after this time: another worker may have stored a refusal."""


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


class Rejection(NamedTuple):
    """RingCentral refused a token for an operation."""

    token: AccessToken
    operation: str
    problem: TokenRejected


def _not_reported(_user: str, _refusal: TokenRefusal) -> None:
    """Used if nobody is told of refusals."""


class TokenSource:
    """Returns valid tokens and renews them. `patience` in seconds limits the wait for another
    worker's login and for a slot of the login limit; it is longer than that limit's window. `speed`
    divides the pauses after failures. `report` is called with a user and a new refusal."""

    def __init__(
        self,
        store: TokenStore,
        limiter: Limiter,
        clock: Clock,
        transport: Transport | None = None,
        *,
        patience: float = 75.0,
        speed: float = 1.0,
        report: Callable[[str, TokenRefusal], None] = _not_reported,
    ) -> None:
        self._store = store
        self._report = report
        self._clock = clock
        self._logins = Logins(limiter, clock, transport or Transport(clock))
        self._patience = patience
        self._speed = speed
        self._cache: dict[TokenKey, TokenRecord] = {}
        self._cached_at: dict[TokenKey, float] = {}

    def get(self, connection: Connection, user: str, operation: str = "") -> AccessToken:
        """Returns a token of the user that is valid long enough for a request.

        Raises LoginFailed, Unavailable (also if another worker's login takes too long), NoSlot,
        Busy, StorageFailed; TokenRefused if RingCentral refuses the operation whatever the token.
        """
        token_user = _token_user(connection, user)
        cached = self._cached(token_user.key)
        refused = cached and refusal_of(cached.refusals, operation, token_user.fingerprint)
        now = self._clock.now()
        if cached and not refused and cached.is_valid(now) and now < cached.renew_at:
            return cached.token(user)
        return self._obtain(token_user, None, operation)

    def _cached(self, key: TokenKey) -> TokenRecord | None:
        recent = self._clock.now() - self._cached_at.get(key, 0.0) < _CACHE_SECONDS
        return self._cache.get(key) if recent else None

    def _remember(self, key: TokenKey, record: TokenRecord) -> None:
        self._cache[key] = record
        self._cached_at[key] = self._clock.now()

    def replace(
        self,
        connection: Connection,
        user: str,
        token: AccessToken,
        rejection: Rejection | None = None,
    ) -> AccessToken:
        """Replaces a token that RingCentral rejected: with the table's, if it has another one.

        Raises TokenRefused if a new login would not help.
        """
        token_user, rejected = _token_user(connection, user), token.value.get_secret_value()
        if rejection is not None and self._is_in_vain(token_user, rejection):
            raise self.refused(connection, user, rejection)
        return self._obtain(token_user, rejected, rejection.operation if rejection else "")

    def _is_in_vain(self, token_user: _TokenUser, rejection: Rejection) -> bool:
        record, now = self._store.load(token_user.key), self._clock.now()
        if record.access_token != rejection.token.value:
            return False
        return tokens.needs_no_login(record, _refusal(token_user, rejection), now)

    def refused(self, connection: Connection, user: str, rejection: Rejection) -> TokenRefused:
        """Stores that RingCentral refuses the operation with a new token, too, unless another worker
        has logged in since. Returns the error to raise."""
        token_user, now = _token_user(connection, user), self._clock.now()
        new = _refusal(token_user, rejection)
        saved = self._change(
            token_user.key,
            lambda record: tokens.refused(record, new, now, self._speed),
            lambda record: record.access_token == rejection.token.value,
        )
        stored = saved and refusal_of(saved.refusals, rejection.operation, new.fingerprint)
        if stored:
            self._report(user, stored)
        return self._refusal_error(stored or new)

    def accepted(self, connection: Connection, user: str, operation: str) -> None:
        """Ends the refusal of an operation: RingCentral accepted a token for it."""
        token_user = _token_user(connection, user)
        cached = self._cache.get(token_user.key)
        if cached and refusal_of(cached.refusals, operation, token_user.fingerprint):
            self._change(token_user.key, lambda record: tokens.accepted(record, operation))

    def refusals(self, connection: Connection, user: str) -> list[TokenRefusal]:
        """Returns what RingCentral refuses with the present credentials, for a report."""
        token_user = _token_user(connection, user)
        stored = self._store.load(token_user.key).refusals
        return [each for each in stored if each.fingerprint == token_user.fingerprint]

    def _change(
        self,
        key: TokenKey,
        change: Callable[[TokenRecord], TokenRecord],
        applies: Callable[[TokenRecord], bool] = lambda _: True,
    ) -> TokenRecord | None:
        """Returns None if the change no longer applies, or others write all the time."""
        for _ in range(_SAVE_ATTEMPTS):
            record = self._store.load(key)
            if not applies(record):
                return None
            try:
                saved = self._store.save(key, change(record))
            except Conflict:
                continue
            self._remember(key, saved)
            return saved
        return None

    def login(self, connection: Connection, user: str) -> AccessToken:
        """Logs in even if there is a valid token or a stored failure: for a test by a person."""
        token_user = _token_user(connection, user)
        until = self._clock.now() + self._patience
        while True:
            record = self._store.load(token_user.key)
            if record.lease_until <= self._clock.now():
                tried = tokens.tried_by_hand(record)
                leased = self._take_lease(token_user, tried, self._patience)
                if leased is not None:
                    return self._logged_in(token_user, leased, self._patience)
            self._wait(until)

    def account_id(self, connection: Connection) -> str | None:
        """Returns the account id that was stored since the last login of any of the users."""
        for user in connection.user_labels:
            key = token_key(connection, user)
            record = self._cache.get(key) or self._store.load(key)
            if record.account_id:
                self._remember(key, record)
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
        self._remember(key, saved)

    def _obtain(self, token_user: _TokenUser, rejected: str | None, operation: str) -> AccessToken:
        until, trial = self._clock.now() + self._patience, False
        while True:
            record = self._store.load(token_user.key)
            refusal = refusal_of(record.refusals, operation, token_user.fingerprint)
            if refusal and not trial:
                record = self._tried_again(token_user, record, refusal)
                rejected, trial = _refused_token(record, refusal) or rejected, True
            token = self._advance(token_user, record, rejected)
            if token is not None:
                return token
            self._wait(until)

    def _tried_again(
        self, token_user: _TokenUser, record: TokenRecord, refusal: TokenRefusal
    ) -> TokenRecord:
        """Makes this worker the one that tries a refused operation. Raises TokenRefused before the
        pause is over, or if another worker is faster."""
        now = self._clock.now()
        if now < refusal.until:
            self._remember(token_user.key, record)
            raise self._refusal_error(refusal)
        try:
            tried = tokens.tried_again(record, refusal, now, self._speed)
            return self._store.save(token_user.key, tried)
        except Conflict:
            raise self._refusal_error(refusal) from None

    def _refusal_error(self, refusal: TokenRefusal) -> TokenRefused:
        wait = max(tokens.SHORTEST_PAUSE / self._speed, refusal.until - self._clock.now())
        return TokenRefused(
            refusal.message, status=refusal.status, code=refusal.code, retry_after=wait
        )

    def _advance(
        self, token_user: _TokenUser, record: TokenRecord, rejected: str | None
    ) -> AccessToken | None:
        """Returns None while another worker logs in."""
        step = tokens.next_step(record, token_user.fingerprint, self._clock.now(), rejected)
        match step:
            case Step.USE:
                self._remember(token_user.key, record)
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
        self._remember(token_user.key, saved)
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
        pause, count = tokens.outage_pause(leased)
        if isinstance(problem, LoginFailed):
            kind = "login"
            pause, count = tokens.login_pause(leased, token_user.fingerprint)
        return TokenFailure(
            kind=kind,
            message=problem.message,
            code=problem.code,
            status=problem.status,
            until=self._clock.now() + max(pause / self._speed, _asked_wait(problem)),
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


def _refusal(token_user: _TokenUser, rejection: Rejection) -> TokenRefusal:
    problem = rejection.problem
    return TokenRefusal(
        operation=rejection.operation,
        message=problem.message,
        code=problem.code,
        status=problem.status,
        until=0.0,
        fingerprint=token_user.fingerprint,
    )


def _refused_token(record: TokenRecord, refusal: TokenRefusal) -> str | None:
    """Returns the record's token if it is the one that was refused."""
    if record.access_token is None or record.generation != refusal.generation:
        return None
    return record.access_token.get_secret_value()


def _asked_wait(problem: RingCentralError) -> float:
    """Returns the seconds that RingCentral asks to wait: at most an hour, 0 for nothing."""
    asked = problem.retry_after if isinstance(problem, RateLimited | Unavailable) else None
    return max(0.0, min(asked or 0.0, tokens.LONGEST_PAUSE))
