"""The state of one rate limit count: requests sent and starts planned.

RingCentral counts requests by user, app and group over a sliding window, and logins only by app.
Times are seconds since the epoch. Source of the numbers: RingCentral's guide to rate limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model

LIGHT: Final = "light"
MEDIUM: Final = "medium"
HEAVY: Final = "heavy"
AUTH: Final = "auth"
DEFAULT_LIMITS: Final[Mapping[str, int]] = {LIGHT: 50, MEDIUM: 40, HEAVY: 10, AUTH: 5}
"""Requests a minute by group."""


class Start(Model):
    """A planned request that may start at `at`. `place` is its first planned time, and determines
    its order in the queue."""

    ticket: str
    at: float
    place: float
    lane: Lane


class RateState(Model):
    """One count. `foreign` holds requests that other programs sent with the same user and app.

    `planned` is in the order of the queue: a start that is postponed keeps its place.
    """

    limit: int = DEFAULT_LIMITS[HEAVY]
    window: float = 60.0
    margin: float = 1.0
    """Added to the window: two requests may reach the server this much closer together."""
    closed_until: float = 0.0
    tickets: int = 0
    planned: tuple[Start, ...] = ()
    sent: tuple[float, ...] = ()
    foreign: tuple[float, ...] = ()

    @property
    def span(self) -> float:
        return self.window + self.margin

    @property
    def release(self) -> float:
        """Any lane may take starts within this many seconds. This and a span make two windows."""
        return max(0.0, self.window - 2 * self.margin)

    @property
    def slack(self) -> float:
        """The most seconds by which a planned start may be delayed; its worker waits for them."""
        return self.window / 20

    @property
    def counted(self) -> list[float]:
        """The times of the requests that the server may count now, in order."""
        return sorted((*self.sent, *self.foreign))


class RateReport(Model):
    """The rate limit headers of a response. A missing or invalid header is None.

    `retry_after` and `window` are in seconds. `sent_at` is when the request was admitted.
    """

    status: int = 200
    group: str | None = None
    limit: int | None = None
    remaining: int | None = None
    window: float | None = None
    retry_after: float | None = None
    sent_at: float | None = None


def prune(state: RateState, now: float) -> RateState:
    """Drops times that are older than a span: they share a window with no new request."""
    since = now - state.span
    kept = {
        "planned": tuple(start for start in state.planned if start.at > since),
        "sent": tuple(time for time in state.sent if time > since),
        "foreign": tuple(time for time in state.foreign if time > since),
    }
    return state.model_copy(update=kept)
