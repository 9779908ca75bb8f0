"""The verification tokens of the services, as this process knows them.

Strangers choose the names that are asked for: reads of Secrets Manager are bounded whatever they ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ringkeep.errors import RingkeepError

READ_AGAIN_SECONDS: Final = 30.0
KEPT_SECONDS: Final = 300.0
MOST_STRANGERS: Final = 64
"""Names without a token that are remembered: so many reads in half a minute at most."""


@dataclass(frozen=True)
class _Known:
    token: str
    read_at: float


@dataclass
class KnownTokens:
    """`read` gives a service's token, empty where there is none."""

    read: Callable[[str], str]
    now: Callable[[], float]
    _known: dict[str, _Known] = field(default_factory=dict)

    def token(self, service: str) -> str:
        """Empty where there is none. Raises what `read` raises, unless a token is known."""
        known = self._known.get(service)
        if known is None:
            return self._read_first(service)
        if self.now() - known.read_at > KEPT_SECONDS:
            return self._read_again(service, known)
        return known.token

    def newer(self, service: str) -> str:
        """Read anew, as after a change of the token, unless that was a moment ago."""
        known = self._known.get(service)
        if known is None:
            return self._read_first(service)
        if self.now() - known.read_at < READ_AGAIN_SECONDS:
            return known.token
        return self._read_again(service, known)

    def _read_first(self, service: str) -> str:
        """Services with a token are never forgotten for the sake of names without."""
        strangers = [name for name, known in self._known.items() if not known.token]
        if len(strangers) >= MOST_STRANGERS:
            oldest = min(strangers, key=lambda name: self._known[name].read_at)
            if self.now() - self._known[oldest].read_at < READ_AGAIN_SECONDS:
                return ""
            del self._known[oldest]
        return self._keep(service, self.read(service))

    def _read_again(self, service: str, known: _Known) -> str:
        """A token stays good while Secrets Manager does not answer."""
        try:
            return self._keep(service, self.read(service))
        except RingkeepError:
            if not known.token:
                raise
            return self._keep(service, known.token)

    def _keep(self, service: str, token: str) -> str:
        self._known[service] = _Known(token, self.now())
        return token
