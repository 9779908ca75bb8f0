"""One token for all workers.

valid ──► use          near its end ──► one renews under a lease, the others go on using it
dead or rejected ──► one logs in under the lease, the others wait for the table to change
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
"""More than a login takes; a lease lasts as long as the wait for its turn and this."""
_RENEWAL_PATIENCE: Final = 5.0
_SHORTEST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 0.6
_SAVE_ATTEMPTS: Final = 5


class TokenStore(Protocol):
    """Where the tokens are kept; written on condition of the revision that was read."""

    def load(self, key: TokenKey) -> TokenRecord:
        """A record with revision 0 where there is none."""
        ...

    def save(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        """The record with its next revision. Raises Conflict when somebody else wrote meanwhile."""
        ...


@dataclass(frozen=True)
class _Holder:
    """Who wants a token, and for whom."""

    connection: Connection
    credentials: Credentials
    key: TokenKey
    fingerprint: str


class TokenSource:
    """`patience` in seconds bounds a wait for somebody else's login, and for a login's own turn:
    more than a window of the auth limit. `speed` divides the pauses after failures."""

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
        self._kept: dict[TokenKey, TokenRecord] = {}

    def get(self, connection: Connection, user: str) -> AccessToken:
        """A token that works for a request, of the user with that label.

        Raises LoginFailed, Unavailable (RingCentral, or somebody else's login takes too long),
        NoSlot, Busy, StorageFailed.
        """
        holder = _holder(connection, user)
        kept = self._kept.get(holder.key)
        now = self._clock.now()
        if kept and kept.is_valid(now) and now < kept.renew_at:
            return kept.token(user)
        return self._obtain(holder, None)

    def rejected(self, connection: Connection, user: str, token: AccessToken) -> AccessToken:
        """Another token than one that RingCentral refused: the table's, if it has another."""
        return self._obtain(_holder(connection, user), token.value.get_secret_value())

    def login(self, connection: Connection, user: str) -> AccessToken:
        """Logs in anew even where a token lives or a failure is remembered: for a person's test."""
        holder = _holder(connection, user)
        until = self._clock.now() + self._patience
        while True:
            record = self._store.load(holder.key)
            if record.lease_until <= self._clock.now():
                leased = self._take_lease(holder, record, self._patience)
                if leased is not None:
                    return self._logged_in(holder, leased, self._patience)
            self._wait(until)

    def account_id(self, connection: Connection) -> str | None:
        """What was remembered since the last login of any user of the connection."""
        for user in connection.user_labels:
            key = token_key(connection, user)
            record = self._kept.get(key) or self._store.load(key)
            if record.account_id:
                self._kept[key] = record
                return record.account_id
        return None

    def remember_account(self, connection: Connection, user: str, account_id: str) -> None:
        """Best effort: who is overtaken leaves it to the next."""
        key = token_key(connection, user)
        record = self._store.load(key)
        try:
            kept = self._store.save(key, record.model_copy(update={"account_id": account_id}))
        except Conflict:
            return
        self._kept[key] = kept

    def _obtain(self, holder: _Holder, rejected: str | None) -> AccessToken:
        until = self._clock.now() + self._patience
        while True:
            record = self._store.load(holder.key)
            token = self._advance(holder, record, rejected)
            if token is not None:
                return token
            self._wait(until)

    def _advance(
        self, holder: _Holder, record: TokenRecord, rejected: str | None
    ) -> AccessToken | None:
        """None: somebody else is at it."""
        step = tokens.next_step(record, holder.fingerprint, self._clock.now(), rejected)
        match step:
            case Step.USE:
                self._kept[holder.key] = record
                return record.token(holder.key.user)
            case Step.FAIL:
                raise self._remembered(record)
            case Step.RENEW:
                return self._renewed(holder, record)
            case Step.LOG_IN:
                leased = self._take_lease(holder, record, self._patience)
                return self._logged_in(holder, leased, self._patience) if leased else None
            case Step.WAIT:
                return None

    def _renewed(self, holder: _Holder, record: TokenRecord) -> AccessToken:
        """The old token serves while the renewal is somebody else's, or fails."""
        leased = self._take_lease(holder, record, _RENEWAL_PATIENCE)
        if leased is None:
            return record.token(holder.key.user)
        try:
            return self._logged_in(holder, leased, _RENEWAL_PATIENCE)
        except RingkeepError:
            return record.token(holder.key.user)

    def _remembered(self, record: TokenRecord) -> RingkeepError:
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
        self, holder: _Holder, record: TokenRecord, patience: float
    ) -> TokenRecord | None:
        """None: somebody else was faster."""
        until = self._clock.now() + patience + _REQUEST_SECONDS
        try:
            return self._store.save(holder.key, tokens.leased(record, secrets.token_hex(8), until))
        except Conflict:
            return None

    def _logged_in(self, holder: _Holder, leased: TokenRecord, patience: float) -> AccessToken:
        deadline = self._clock.now() + patience
        try:
            grant = self._logins.grant(holder.connection, holder.credentials, leased, deadline)
        except RingkeepError as problem:
            self._note_failure(holder, leased, problem)
            raise
        now = self._clock.now()
        saved = self._save(holder, leased, lambda record: tokens.granted(record, grant, now))
        self._kept[holder.key] = saved
        return saved.token(holder.key.user)

    def _note_failure(self, holder: _Holder, leased: TokenRecord, problem: RingkeepError) -> None:
        failure = self._failure(holder, leased, problem)
        if failure is None:
            self._save(holder, leased, tokens.released)
        else:
            self._save(holder, leased, lambda record: tokens.failed(record, failure))

    def _failure(
        self, holder: _Holder, leased: TokenRecord, problem: RingkeepError
    ) -> TokenFailure | None:
        """None for what is not RingCentral's answer: the next worker may try at once."""
        if not isinstance(problem, RingCentralError):
            return None
        kind: Literal["login", "outage"] = "outage"
        said = problem.retry_after if isinstance(problem, RateLimited | Unavailable) else None
        pause, count = tokens.outage_pause(said), 1
        if isinstance(problem, LoginFailed):
            kind = "login"
            pause, count = tokens.login_pause(leased, holder.fingerprint)
        return TokenFailure(
            kind=kind,
            message=problem.message,
            code=problem.code,
            status=problem.status,
            until=self._clock.now() + pause / self._speed,
            count=count,
            fingerprint=holder.fingerprint,
        )

    def _save(
        self,
        holder: _Holder,
        leased: TokenRecord,
        change: Callable[[TokenRecord], TokenRecord],
    ) -> TokenRecord:
        """Unsaved when the lease ran out and is another's: his token will stand in the table."""
        record = leased
        for _ in range(_SAVE_ATTEMPTS):
            try:
                return self._store.save(holder.key, change(record))
            except Conflict:
                record = self._store.load(holder.key)
                if record.lease_owner != leased.lease_owner:
                    break
        return change(record)


def _holder(connection: Connection, user: str) -> _Holder:
    credentials = connection.user(user)
    if credentials is None:
        raise ConfigurationError(f"the service has no user {user}")
    return _Holder(
        connection,
        credentials,
        token_key(connection, user),
        tokens.fingerprint(connection, credentials),
    )
