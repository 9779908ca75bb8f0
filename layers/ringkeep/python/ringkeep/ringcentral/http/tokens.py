"""Gets the access token that all workers share.

valid ──► use it       expires soon ──► one worker renews it under a lease, the others use it
expired or rejected ──► one worker logs in under the lease, the others poll the table
rejected again      ──► the operation pauses for all workers, then one of them logs in and tries
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from typing import Final, Literal

from ringkeep.domain.accounts import tokens
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.accounts.token_refusals import TokenRefusal, refusal_of
from ringkeep.domain.accounts.tokens import (
    AccessToken,
    Step,
    TokenFailure,
    TokenRecord,
    token_key,
)
from ringkeep.errors import (
    Conflict,
    LoginFailed,
    RateLimited,
    RingCentralError,
    RingkeepError,
    TokenRefused,
    Unavailable,
)
from ringkeep.ringcentral.http.limiter import Limiter
from ringkeep.ringcentral.http.logins import Logins
from ringkeep.ringcentral.http.refusals import Refusals, Rejection, Report, not_reported
from ringkeep.ringcentral.http.token_records import (
    SAVE_ATTEMPTS,
    TokenRecords,
    TokenStore,
    TokenUser,
    token_user,
)
from ringkeep.ringcentral.http.transport import Transport
from ringkeep.usecases.clock import Clock

_REQUEST_SECONDS: Final = 30.0
"""Longer than a login request. A lease lasts for the wait for a slot plus this time."""
_RENEWAL_PATIENCE: Final = 5.0
_SHORTEST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 0.6


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
        report: Report = not_reported,
    ) -> None:
        self._records = TokenRecords(store, clock)
        self._refusals = Refusals(self._records, clock, speed, report)
        self._clock = clock
        self._logins = Logins(limiter, clock, transport or Transport(clock))
        self._patience = patience
        self._speed = speed

    def get(self, connection: Connection, user: str, operation: str = "") -> AccessToken:
        """Returns a token of the user that is valid long enough for a request.

        Raises LoginFailed, Unavailable (also if another worker's login takes too long), NoSlot,
        Busy, StorageFailed; TokenRefused if RingCentral refuses the operation whatever the token.
        """
        owner = token_user(connection, user)
        cached = self._records.recent(owner.key)
        refused = cached and refusal_of(cached.refusals, operation, owner.fingerprint)
        now = self._clock.now()
        if cached and not refused and cached.is_valid(now) and now < cached.renew_at:
            return cached.token(user)
        return self._obtain(owner, None, operation)

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
        owner, rejected = token_user(connection, user), token.value.get_secret_value()
        if rejection is not None and self._refusals.is_in_vain(owner, rejection):
            raise self.refused(connection, user, rejection)
        return self._obtain(owner, rejected, rejection.operation if rejection else "")

    def refused(self, connection: Connection, user: str, rejection: Rejection) -> TokenRefused:
        """Stores that RingCentral refuses the operation with a new token, too, unless another worker
        has logged in since. Returns the error to raise."""
        return self._refusals.note(token_user(connection, user), rejection)

    def accepted(self, connection: Connection, user: str, operation: str) -> None:
        """Ends the refusal of an operation: RingCentral accepted a token for it."""
        self._refusals.end(token_user(connection, user), operation)

    def refusals(self, connection: Connection, user: str) -> list[TokenRefusal]:
        """Returns what RingCentral refuses with the present credentials, for a report."""
        return self._refusals.present(token_user(connection, user))

    def login(self, connection: Connection, user: str) -> AccessToken:
        """Logs in even if there is a valid token or a stored failure: for a test by a person."""
        owner = token_user(connection, user)
        until = self._clock.now() + self._patience
        while True:
            record = self._records.store.load(owner.key)
            if record.lease_until <= self._clock.now():
                tried = tokens.tried_by_hand(record)
                leased = self._take_lease(owner, tried, self._patience)
                if leased is not None:
                    return self._logged_in(owner, leased, self._patience)
            self._wait(until)

    def account_id(self, connection: Connection) -> str | None:
        """Returns the account id that was stored since the last login of any of the users."""
        for user in connection.user_labels:
            key = token_key(connection, user)
            record = self._records.last(key) or self._records.store.load(key)
            if record.account_id:
                self._records.remember(key, record)
                return record.account_id
        return None

    def remember_account(self, connection: Connection, user: str, account_id: str) -> None:
        """Stores the account id. After a conflict it is left to the next request."""
        key = token_key(connection, user)
        record = self._records.store.load(key)
        try:
            saved = self._records.store.save(
                key, record.model_copy(update={"account_id": account_id})
            )
        except Conflict:
            return
        self._records.remember(key, saved)

    def _obtain(self, owner: TokenUser, rejected: str | None, operation: str) -> AccessToken:
        until, trial = self._clock.now() + self._patience, False
        while True:
            record = self._records.store.load(owner.key)
            refusal = refusal_of(record.refusals, operation, owner.fingerprint)
            if refusal and not trial:
                record = self._refusals.tried_again(owner, record, refusal)
                rejected, trial = _refused_token(record, refusal) or rejected, True
            token = self._advance(owner, record, rejected)
            if token is not None:
                return token
            self._wait(until)

    def _advance(
        self, owner: TokenUser, record: TokenRecord, rejected: str | None
    ) -> AccessToken | None:
        """Returns None while another worker logs in."""
        step = tokens.next_step(record, owner.fingerprint, self._clock.now(), rejected)
        match step:
            case Step.USE:
                self._records.remember(owner.key, record)
                return record.token(owner.key.user)
            case Step.FAIL:
                raise self._stored_failure(record)
            case Step.RENEW:
                return self._renewed(owner, record)
            case Step.LOG_IN:
                leased = self._take_lease(owner, record, self._patience)
                return self._logged_in(owner, leased, self._patience) if leased else None
            case Step.WAIT:
                return None

    def _renewed(self, owner: TokenUser, record: TokenRecord) -> AccessToken:
        """Renews the token. Returns the old one if another worker renews it or the login fails."""
        leased = self._take_lease(owner, record, _RENEWAL_PATIENCE)
        if leased is None:
            return record.token(owner.key.user)
        try:
            return self._logged_in(owner, leased, _RENEWAL_PATIENCE)
        except RingkeepError:
            return record.token(owner.key.user)

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
        self, owner: TokenUser, record: TokenRecord, patience: float
    ) -> TokenRecord | None:
        """Returns None if another worker took the lease."""
        until = self._clock.now() + patience + _REQUEST_SECONDS
        try:
            return self._records.store.save(
                owner.key, tokens.leased(record, secrets.token_hex(8), until)
            )
        except Conflict:
            return None

    def _logged_in(self, owner: TokenUser, leased: TokenRecord, patience: float) -> AccessToken:
        deadline = self._clock.now() + patience
        try:
            grant = self._logins.grant(owner.connection, owner.credentials, leased, deadline)
        except RingkeepError as problem:
            self._note_failure(owner, leased, problem)
            raise
        now = self._clock.now()
        saved = self._save(owner, leased, lambda record: tokens.granted(record, grant, now))
        self._records.remember(owner.key, saved)
        return saved.token(owner.key.user)

    def _note_failure(self, owner: TokenUser, leased: TokenRecord, problem: RingkeepError) -> None:
        failure = self._failure(owner, leased, problem)
        if failure is None:
            self._save(owner, leased, tokens.released)
        else:
            self._save(owner, leased, lambda record: tokens.failed(record, failure))

    def _failure(
        self, owner: TokenUser, leased: TokenRecord, problem: RingkeepError
    ) -> TokenFailure | None:
        """Returns None if the error is not RingCentral's: the next worker may try at once."""
        if not isinstance(problem, RingCentralError):
            return None
        kind: Literal["login", "outage"] = "outage"
        pause, count = tokens.outage_pause(leased)
        if isinstance(problem, LoginFailed):
            kind = "login"
            pause, count = tokens.login_pause(leased, owner.fingerprint)
        return TokenFailure(
            kind=kind,
            message=problem.message,
            code=problem.code,
            status=problem.status,
            until=self._clock.now() + max(pause / self._speed, _asked_wait(problem)),
            count=count,
            fingerprint=owner.fingerprint,
        )

    def _save(
        self,
        owner: TokenUser,
        leased: TokenRecord,
        change: Callable[[TokenRecord], TokenRecord],
    ) -> TokenRecord:
        """Saves the change. If the lease expired and another worker took it, the change is returned
        unsaved, because the other worker will save its own token."""
        record = leased
        for _ in range(SAVE_ATTEMPTS):
            try:
                return self._records.store.save(owner.key, change(record))
            except Conflict:
                record = self._records.store.load(owner.key)
                if record.lease_owner != leased.lease_owner:
                    break
        return change(record)


def _refused_token(record: TokenRecord, refusal: TokenRefusal) -> str | None:
    """Returns the record's token if it is the one that was refused."""
    if record.access_token is None or record.generation != refusal.generation:
        return None
    return record.access_token.get_secret_value()


def _asked_wait(problem: RingCentralError) -> float:
    """Returns the seconds that RingCentral asks to wait: at most an hour, 0 for nothing."""
    asked = problem.retry_after if isinstance(problem, RateLimited | Unavailable) else None
    return max(0.0, min(asked or 0.0, tokens.LONGEST_PAUSE))
