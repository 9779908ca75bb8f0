"""One count of RingCentral's rate limits: what was sent, and what may start when.

RingCentral counts requests by user, app and group over a sliding window; logins by app alone.
Times are seconds since the epoch. Source of the numbers: RingCentral's guide to rate limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.limits.slots import Lane

LIGHT: Final = "light"
MEDIUM: Final = "medium"
HEAVY: Final = "heavy"
AUTH: Final = "auth"
DEFAULT_LIMITS: Final[Mapping[str, int]] = {LIGHT: 50, MEDIUM: 40, HEAVY: 10, AUTH: 5}
"""Requests a minute by group."""


class Start(BaseModel):
    """A request that may start at `at`. `place` is where it stands in line: its first such time."""

    model_config = ConfigDict(frozen=True)

    ticket: str
    at: float
    place: float
    lane: Lane


class RateState(BaseModel):
    """One count of RingCentral's. `foreign`: requests of the same user and app that are not ours.

    `planned` is in line: a start that had to wait again keeps its place.
    """

    model_config = ConfigDict(frozen=True)

    limit: int = DEFAULT_LIMITS[HEAVY]
    window: float = 60.0
    margin: float = 1.0
    """Added to the window: two requests may be this much closer at the server than here."""
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
        """Starts so many seconds ahead are anybody's; with a span they make two windows."""
        return max(0.0, self.window - 2 * self.margin)

    @property
    def slack(self) -> float:
        """A planned start may be pushed by so many seconds; its worker waits in place for them."""
        return self.window / 20

    @property
    def counted(self) -> list[float]:
        """What the server may count now, in order."""
        return sorted((*self.sent, *self.foreign))


class RateReport(BaseModel):
    """What an answer says about the limit; None where it says nothing (or nonsense).

    `retry_after` and `window` in seconds; `sent_at`: when the request was admitted.
    """

    model_config = ConfigDict(frozen=True)

    status: int = 200
    group: str | None = None
    limit: int | None = None
    remaining: int | None = None
    window: float | None = None
    retry_after: float | None = None
    sent_at: float | None = None


def prune(state: RateState, now: float) -> RateState:
    """Forgets what is older than a span: it no longer shares a window with anything."""
    since = now - state.span
    kept = {
        "planned": tuple(start for start in state.planned if start.at > since),
        "sent": tuple(time for time in state.sent if time > since),
        "foreign": tuple(time for time in state.foreign if time > since),
    }
    return state.model_copy(update=kept)
