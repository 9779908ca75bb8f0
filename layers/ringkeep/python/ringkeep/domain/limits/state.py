"""The state of one rate limit count: requests sent and starts planned.

RingCentral counts requests by user, app and group over a sliding window, and logins only by app.
Several windows may hold for one count at the same time: 10 requests a minute and 400 an hour.
Times are seconds since the epoch. Source of the numbers: RingCentral's guide to rate limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model

LIGHT: Final = "light"
MEDIUM: Final = "medium"
HEAVY: Final = "heavy"
AUTH: Final = "auth"
DEFAULT_LIMITS: Final[Mapping[str, int]] = {LIGHT: 50, MEDIUM: 40, HEAVY: 10, AUTH: 5}
"""Requests a minute by group."""
CLOCK_SKEW: Final = 0.1
"""Seconds of real time by which the clocks of two workers may differ, however fast the stack's clock
runs."""
_MOST_KEPT: Final = 1000
"""The highest number of sent requests in a state."""


class Start(Model):
    """A planned request that may start at `at`. `place` is its first planned time, and determines
    its order in the queue."""

    ticket: str
    at: float
    place: float
    lane: Lane


class Span(NamedTuple):
    """At most `limit` requests in any `seconds`."""

    limit: int
    seconds: float


class FurtherWindow(Model):
    """A second or third limit of the same count, longer than the first window.

    `others` is the number of requests of other programs that the server counted at `others_at`.
    """

    limit: int
    window: float
    reported_at: float
    others: int = 0
    others_at: float = 0.0


class RateState(Model):
    """One count. `foreign` holds requests that other programs sent with the same user and app.

    `limit` and `window` are the shortest window, reported last at `reported_at` (0: they are the
    documented ones). `planned` is in the order of the queue: a start that is postponed keeps its
    place. `refusals` counts the 429 responses in a row; the last one came at `refused_at`.
    """

    limit: int = DEFAULT_LIMITS[HEAVY]
    window: float = 60.0
    margin: float = 0.5
    """Added to the window: two requests may reach the server this much closer together."""
    penalty: float = 60.0
    """The shortest wait after a 429, even if a shorter window is reported."""
    closed_until: float = 0.0
    tickets: int = 0
    planned: tuple[Start, ...] = ()
    sent: tuple[float, ...] = ()
    foreign: tuple[float, ...] = ()
    reported_at: float = 0.0
    further: tuple[FurtherWindow, ...] = ()
    refusals: int = 0
    refused_at: float = 0.0

    @property
    def span(self) -> float:
        return self.window + self.margin

    @property
    def unit(self) -> float:
        """The unit of waits after a 429."""
        return max(self.window, self.penalty)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All limits that hold, the shortest window first."""
        further = (
            Span(max(1, each.limit - each.others), each.window + self.margin)
            for each in self.further
        )
        return (Span(self.limit, self.span), *further)

    @property
    def release(self) -> float:
        """Any lane may take starts within this many seconds. This and a span make two windows."""
        return max(0.0, self.window - 2 * self.margin)

    @property
    def slack(self) -> float:
        """The most seconds by which a planned start may be delayed; its worker waits for them."""
        return self.window / 20

    @property
    def allowance(self) -> float:
        """A request that takes longer than this from its admission to its response counts as sent
        this long before the response, because it may have reached the server that late."""
        return max(0.0, self.margin - CLOCK_SKEW)

    @property
    def counted(self) -> list[float]:
        """The times of the requests that the server may count now, in order."""
        return sorted((*self.sent, *self.foreign))


class RateReport(Model):
    """The rate limit headers of a response. A missing or invalid header is None.

    `retry_after` and `window` are in seconds. `sent_at` is when the request was admitted, as its
    worker knows it, and `admitted_at` the time that the limiter stored for its `ticket`. A `status`
    of 0: no response came.
    """

    status: int = 200
    group: str | None = None
    limit: int | None = None
    remaining: int | None = None
    window: float | None = None
    retry_after: float | None = None
    sent_at: float | None = None
    ticket: str = ""
    admitted_at: float | None = None


def prune(state: RateState, now: float) -> RateState:
    """Drops times that are older than a span: they share a window with no new request."""
    since = now - state.span
    longest = now - max(span.seconds for span in state.spans)
    kept = {
        "planned": tuple(start for start in state.planned if start.at > since),
        "sent": tuple(time for time in state.sent if time > longest)[-_MOST_KEPT:],
        "foreign": tuple(time for time in state.foreign if time > since),
    }
    if state.further:
        kept["further"] = tuple(_pruned(each, now - state.margin) for each in state.further)
    return state.model_copy(update=kept)


def _pruned(window: FurtherWindow, now: float) -> FurtherWindow:
    if not window.others or window.others_at > now - window.window:
        return window
    return window.model_copy(update={"others": 0})
