"""The stored tokens: their port, and a worker's memory of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from ringkeep.domain.accounts import tokens
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.tokens import TokenKey, TokenRecord, token_key
from ringkeep.errors import ConfigurationError, Conflict
from ringkeep.usecases.clock import Clock

SAVE_ATTEMPTS: Final = 5
_RECENT_SECONDS: Final = 30.0
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
class TokenUser:
    """The user that needs a token."""

    connection: Connection
    credentials: Credentials
    key: TokenKey
    fingerprint: str


def token_user(connection: Connection, user: str) -> TokenUser:
    """Raises ConfigurationError if the connection has no such user."""
    credentials = connection.user(user)
    if credentials is None:
        raise ConfigurationError(f"the service has no user {user}")
    return TokenUser(
        connection,
        credentials,
        token_key(connection, user),
        tokens.fingerprint(connection, credentials),
    )


class TokenRecords:
    """The store, and what this worker knows of it."""

    def __init__(self, store: TokenStore, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._known: dict[TokenKey, tuple[TokenRecord, float]] = {}

    def recent(self, key: TokenKey) -> TokenRecord | None:
        """Returns the record if it was read or written within the last seconds."""
        record, at = self._known.get(key, (None, 0.0))
        return record if self._clock.now() - at < _RECENT_SECONDS else None

    def last(self, key: TokenKey) -> TokenRecord | None:
        """Returns the record as it was read or written last."""
        return self._known.get(key, (None, 0.0))[0]

    def remember(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        self._known[key] = (record, self._clock.now())
        return record

    def change(
        self,
        key: TokenKey,
        change: Callable[[TokenRecord], TokenRecord],
        applies: Callable[[TokenRecord], bool] = lambda _: True,
    ) -> TokenRecord | None:
        """Returns None if the change no longer applies, or others write all the time."""
        for _ in range(SAVE_ATTEMPTS):
            record = self.store.load(key)
            if not applies(record):
                return None
            try:
                return self.remember(key, self.store.save(key, change(record)))
            except Conflict:
                continue
        return None
