"""The access token that all workers share: its stored record and the next step of a worker.

After a share of its lifetime, one worker renews the token under a lease while the others continue to
use it. A failed login is stored, so that a hundred workers do not try the same wrong credentials.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from pydantic import SecretStr

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.token_refusals import (
    NEW_TOKEN_SECONDS,
    TRIAL_SECONDS,
    TokenRefusal,
    pause_after,
    refusal_of,
    with_refusal,
    without,
)
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.model import Model

RENEW_AT: Final = 0.8
"""The share of a token's lifetime after which it is renewed."""
_SAFETY_SHARE: Final = 0.05
_LONGEST_SAFETY: Final = 30.0
_FIRST_FAILURE_PAUSE: Final = 60.0
LONGEST_PAUSE: Final = 3600.0
SHORTEST_PAUSE: Final = 10.0
_OUTAGE_PAUSE: Final = 10.0
_LONGEST_OUTAGE_PAUSE: Final = 600.0


class TokenKey(NamedTuple):
    server: str
    client_id: str
    user: str

    def __str__(self) -> str:
        return "|".join(self)


def token_key(connection: Connection, user: str) -> TokenKey:
    return TokenKey(connection.server_url, connection.client_id, user)


def fingerprint(connection: Connection, credentials: Credentials) -> str:
    """Returns a hash that changes with the credentials and does not reveal them."""
    secret = credentials.jwt or credentials.password
    parts = (
        connection.client_secret.get_secret_value(),
        credentials.username or "",
        credentials.extension,
        secret.get_secret_value() if secret else "",
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class AccessToken(Model):
    """A token in use. `user` is the label of its user."""

    value: SecretStr
    user: str
    expires_at: float
    scopes: tuple[str, ...] = ()
    owner_id: str = ""
    generation: int = 0


class Grant(Model):
    """RingCentral's response to a login. Lifetimes are in seconds from the response."""

    access_token: SecretStr
    expires_in: float
    scopes: tuple[str, ...] = ()
    owner_id: str = ""
    refresh_token: SecretStr | None = None
    refresh_expires_in: float = 0.0


class TokenFailure(Model):
    """Why the last login failed. No worker tries again before `until`.

    `kind`: `login` means that someone must correct the credentials or the app; `outage` is temporary.
    """

    kind: Literal["login", "outage"]
    message: str
    code: str = ""
    status: int = 0
    until: float
    count: int = 1
    fingerprint: str = ""


class TokenRecord(Model):
    """The row for one user of an app. `revision` 0: the row does not exist yet."""

    revision: int = 0
    generation: int = 0
    access_token: SecretStr | None = None
    issued_at: float = 0.0
    expires_at: float = 0.0
    scopes: tuple[str, ...] = ()
    owner_id: str = ""
    account_id: str = ""
    refresh_token: SecretStr | None = None
    refresh_expires_at: float = 0.0
    lease_owner: str = ""
    lease_until: float = 0.0
    failure: TokenFailure | None = None
    refusals: tuple[TokenRefusal, ...] = ()

    def is_valid(self, now: float, rejected: str | None = None) -> bool:
        """Whether the token is valid long enough for a request, and is not the rejected one."""
        if self.access_token is None or self.access_token.get_secret_value() == rejected:
            return False
        lifetime = self.expires_at - self.issued_at
        return now < self.expires_at - min(_LONGEST_SAFETY, lifetime * _SAFETY_SHARE)

    @property
    def renew_at(self) -> float:
        return self.issued_at + (self.expires_at - self.issued_at) * RENEW_AT

    @property
    def last_expiry(self) -> float:
        """When the last value in the record expires."""
        failed = self.failure.until if self.failure else 0.0
        refused = max((each.until for each in self.refusals), default=0.0)
        return max(self.expires_at, self.refresh_expires_at, self.lease_until, failed, refused)

    def token(self, user: str) -> AccessToken:
        """Raises ValueError if the record has no token."""
        if self.access_token is None:
            raise ValueError("there is no token")
        return AccessToken(
            value=self.access_token,
            user=user,
            expires_at=self.expires_at,
            scopes=self.scopes,
            owner_id=self.owner_id,
            generation=self.generation,
        )


class Step(StrEnum):
    """The next step of a worker that needs a token."""

    USE = "use"
    RENEW = "renew"
    """Take the lease and log in; continue with the old token if that fails."""
    LOG_IN = "log in"
    WAIT = "wait"
    FAIL = "fail"


def next_step(
    record: TokenRecord, credentials_fingerprint: str, now: float, rejected: str | None = None
) -> Step:
    """`rejected` is a token that RingCentral refused. A stored failure applies only to the
    credentials that failed."""
    valid = record.is_valid(now, rejected)
    if valid and now < record.renew_at:
        return Step.USE
    failure = record.failure
    if failure and failure.fingerprint == credentials_fingerprint and now < failure.until:
        return Step.USE if valid else Step.FAIL
    if now < record.lease_until:
        return Step.USE if valid else Step.WAIT
    return Step.RENEW if valid else Step.LOG_IN


def leased(record: TokenRecord, owner: str, until: float) -> TokenRecord:
    return record.model_copy(update={"lease_owner": owner, "lease_until": until})


def released(record: TokenRecord) -> TokenRecord:
    return leased(record, "", 0.0)


def granted(record: TokenRecord, grant: Grant, now: float) -> TokenRecord:
    """Returns the record with the new token. The account id is requested again after each login."""
    return released(record).model_copy(
        update={
            "generation": record.generation + 1,
            "access_token": grant.access_token,
            "issued_at": now,
            "expires_at": now + grant.expires_in,
            "scopes": grant.scopes,
            "owner_id": grant.owner_id,
            "account_id": "",
            "refresh_token": grant.refresh_token,
            "refresh_expires_at": now + grant.refresh_expires_in if grant.refresh_token else 0.0,
            "failure": None,
        }
    )


def failed(record: TokenRecord, failure: TokenFailure) -> TokenRecord:
    return released(record).model_copy(update={"failure": failure})


def login_pause(record: TokenRecord, credentials_fingerprint: str) -> tuple[float, int]:
    """Returns the seconds until the next login, doubled with each failure up to an hour, and the
    number of failures of these credentials."""
    failure = record.failure
    again = failure and failure.kind == "login" and failure.fingerprint == credentials_fingerprint
    count = failure.count + 1 if failure and again else 1
    return min(LONGEST_PAUSE, _FIRST_FAILURE_PAUSE * 2 ** min(count - 1, 10)), count


def outage_pause(record: TokenRecord) -> tuple[float, int]:
    """Returns the seconds until the next login, doubled with each outage in a row up to ten minutes,
    and the number of outages. RingCentral may ask for more."""
    failure = record.failure
    count = failure.count + 1 if failure and failure.kind == "outage" else 1
    return min(_LONGEST_OUTAGE_PAUSE, _OUTAGE_PAUSE * 2 ** min(count - 1, 10)), count


def needs_no_login(record: TokenRecord, refusal: TokenRefusal, now: float) -> bool:
    """Whether another login would not help after `refusal` of the record's own token: the operation
    was refused before, or the token is new and was refused for another operation."""
    if refusal_of(record.refusals, refusal.operation, refusal.fingerprint):
        return True
    is_new = now - record.issued_at < NEW_TOKEN_SECONDS
    return is_new and any(
        each.generation == record.generation and each.fingerprint == refusal.fingerprint
        for each in record.refusals
    )


def is_new_or_refused(record: TokenRecord, refusal: TokenRefusal, now: float) -> bool:
    """Whether the refusal of the record's token says something about the operation: an old token may
    only have expired."""
    is_new = now - record.issued_at < NEW_TOKEN_SECONDS
    before = refusal_of(record.refusals, refusal.operation, refusal.fingerprint)
    return is_new or before is not None


def refused(record: TokenRecord, refusal: TokenRefusal, now: float, speed: float) -> TokenRecord:
    """Returns the record with one more refusal of its token."""
    before = refusal_of(record.refusals, refusal.operation, refusal.fingerprint)
    count = before.count + 1 if before else 1
    noted = refusal.model_copy(
        update={
            "count": count,
            "generation": record.generation,
            "until": now + pause_after(count) / speed,
        }
    )
    return record.model_copy(update={"refusals": with_refusal(record.refusals, noted)})


def accepted(record: TokenRecord, operation: str) -> TokenRecord:
    return record.model_copy(update={"refusals": without(record.refusals, operation)})


def tried_again(
    record: TokenRecord, refusal: TokenRefusal, now: float, speed: float
) -> TokenRecord:
    """Returns the record for the one worker that tries the operation when the pause is over."""
    trial = refusal.model_copy(update={"until": now + TRIAL_SECONDS / speed})
    return record.model_copy(update={"refusals": with_refusal(record.refusals, trial)})


def tried_by_hand(record: TokenRecord) -> TokenRecord:
    """Ends all pauses: a person has logged in, and may have mended the cause."""
    ended = tuple(each.model_copy(update={"until": 0.0}) for each in record.refusals)
    return record.model_copy(update={"refusals": ended})


def document(record: TokenRecord) -> dict[str, JsonValue]:
    """Returns the record with its tokens in clear text. Only the table may hold them."""
    values = record.model_dump(mode="json", exclude_none=True)
    for name in ("access_token", "refresh_token"):
        secret: SecretStr | None = getattr(record, name)
        if secret is not None:
            values[name] = secret.get_secret_value()
    return values


def from_document(values: JsonObject) -> TokenRecord:
    return TokenRecord.model_validate(values)
