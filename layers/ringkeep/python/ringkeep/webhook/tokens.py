"""A cache of the services' verification tokens in the memory of this process.

The receiver asks only for services whose key was right. Names without a token are remembered apart from
the services, so that they can neither displace nor delay one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ringkeep.errors import RingkeepError

MINIMUM_READ_INTERVAL: Final = 30.0
CACHE_SECONDS: Final = 300.0
MAXIMUM_UNKNOWN_NAMES: Final = 64
"""Remembered names without a token. The oldest one is forgotten first."""


@dataclass(frozen=True)
class _CachedToken:
    token: str = field(repr=False)
    read_at: float


@dataclass
class CachedTokens:
    """`read` returns a service's token, empty if there is none."""

    read: Callable[[str], str]
    now: Callable[[], float]
    _cache: dict[str, _CachedToken] = field(default_factory=dict)
    _unknown: dict[str, float] = field(default_factory=dict)
    """When each name without a token was read."""

    def token(self, service: str) -> str:
        """Returns the token, empty if there is none. Raises the errors of `read`, unless a token is
        cached."""
        return self._token(service, CACHE_SECONDS)

    def refreshed(self, service: str) -> str:
        """Reads the token again, because it may have changed, but not more often than the interval."""
        return self._token(service, MINIMUM_READ_INTERVAL)

    def _token(self, service: str, maximum_age: float) -> str:
        cached = self._cache.get(service)
        if cached is not None and self.now() - cached.read_at < maximum_age:
            return cached.token
        missing_at = self._unknown.get(service)
        if missing_at is not None and self.now() - missing_at < MINIMUM_READ_INTERVAL:
            return ""
        return self._read(service, cached)

    def _read(self, service: str, cached: _CachedToken | None) -> str:
        """Keeps the cached token if Secrets Manager cannot be read."""
        try:
            token = self.read(service)
        except RingkeepError:
            if cached is None:
                raise
            token = cached.token
        self._store(service, token)
        return token

    def _store(self, service: str, token: str) -> None:
        self._unknown.pop(service, None)
        if token:
            self._cache[service] = _CachedToken(token, self.now())
            return
        self._cache.pop(service, None)
        self._unknown[service] = self.now()
        if len(self._unknown) > MAXIMUM_UNKNOWN_NAMES:
            del self._unknown[next(iter(self._unknown))]
