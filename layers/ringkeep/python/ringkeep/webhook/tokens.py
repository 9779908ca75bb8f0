"""A cache of the services' verification tokens in the memory of this process.

Anyone can post to the webhook with any service name, so the number of reads of Secrets Manager is
limited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ringkeep.errors import RingkeepError

MINIMUM_READ_INTERVAL: Final = 30.0
CACHE_SECONDS: Final = 300.0
MAXIMUM_UNKNOWN_NAMES: Final = 64
"""Cached names without a token. This limits the reads in half a minute."""


@dataclass(frozen=True)
class _CachedToken:
    token: str
    read_at: float


@dataclass
class CachedTokens:
    """`read` returns a service's token, empty if there is none."""

    read: Callable[[str], str]
    now: Callable[[], float]
    _cache: dict[str, _CachedToken] = field(default_factory=dict)

    def token(self, service: str) -> str:
        """Returns the token, empty if there is none. Raises the errors of `read`, unless a token is
        cached."""
        cached = self._cache.get(service)
        if cached is None:
            return self._read_first(service)
        if self.now() - cached.read_at > CACHE_SECONDS:
            return self._read_again(service, cached)
        return cached.token

    def refreshed(self, service: str) -> str:
        """Reads the token again, because it may have changed, but not more often than the interval."""
        cached = self._cache.get(service)
        if cached is None:
            return self._read_first(service)
        if self.now() - cached.read_at < MINIMUM_READ_INTERVAL:
            return cached.token
        return self._read_again(service, cached)

    def _read_first(self, service: str) -> str:
        """Reads a name that is not cached. It may replace only a name without a token."""
        unknown = [name for name, cached in self._cache.items() if not cached.token]
        if len(unknown) >= MAXIMUM_UNKNOWN_NAMES:
            oldest = min(unknown, key=lambda name: self._cache[name].read_at)
            if self.now() - self._cache[oldest].read_at < MINIMUM_READ_INTERVAL:
                return ""
            del self._cache[oldest]
        return self._store(service, self.read(service))

    def _read_again(self, service: str, cached: _CachedToken) -> str:
        """Keeps the cached token if Secrets Manager cannot be read."""
        try:
            return self._store(service, self.read(service))
        except RingkeepError:
            if not cached.token:
                raise
            return self._store(service, cached.token)

    def _store(self, service: str, token: str) -> str:
        self._cache[service] = _CachedToken(token, self.now())
        return token
