"""The units that RingCentral's rate limits count: one user of an app in one group, and all logins of
an app."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Final, NamedTuple

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.limits.slots import Slot
from ringkeep.domain.limits.state import (
    AUTH,
    DEFAULT_LIMITS,
    HEAVY,
    LIGHT,
    MEDIUM,
    RateReport,
    RateState,
    Start,
)

WINDOW: Final = 60.0
RECORDING_CONTENT: Final = "recording-content"
"""The operation that imports use. Its group determines the limit for imports."""
_LARGEST_MARGIN: Final = 0.5
_SMALLEST_MARGIN: Final = 0.2
"""Real time: networks, machines and clocks vary as much when the stack's clock runs faster."""
_LONGEST_REPORT: Final = 64


class LimitKey(NamedTuple):
    """Identifies one count. Two services with the same app share it; each user of a service has
    their own."""

    server: str
    client_id: str
    user: str
    group: str

    def __str__(self) -> str:
        return "|".join(self)


def limit_key(connection: LimitedApp, user: str, group: str) -> LimitKey:
    counted_user = "" if group == AUTH else user
    return LimitKey(connection.server_url, connection.client_id, counted_user, group)


def limit_keys(connection: LimitedApp, group: str) -> list[LimitKey]:
    """Returns one key for each user of the connection, or one in all for logins."""
    keys = (limit_key(connection, user, group) for user in connection.user_labels)
    return list(dict.fromkeys(keys))


def groups_closed_by(group: str) -> tuple[str, ...]:
    """Returns the groups that a 429 closes: all except logins, if the response names no group."""
    return (group,) if group else (LIGHT, MEDIUM, HEAVY)


def operation_key(connection: LimitedApp, operation: str) -> str:
    return "|".join((connection.server_url, connection.client_id, operation))


def initial_state(group: str, window: float = WINDOW) -> RateState:
    """Returns a state with the documented limit; for an unknown group, with the strictest one."""
    return RateState(
        limit=DEFAULT_LIMITS.get(group, DEFAULT_LIMITS[HEAVY]),
        window=window,
        margin=margin_of(window),
        penalty=window,
    )


def margin_of(window: float) -> float:
    """Returns half a second for a minute's window: less time passes between the admission of a
    request and its arrival, or it counts as sent when its response came."""
    return min(_LARGEST_MARGIN, max(window / 2 / WINDOW, _SMALLEST_MARGIN))


def parse_state(document: str, window: float = WINDOW) -> RateState:
    """Parses a state from JSON. With a faster clock, the configured window overrides the stored one."""
    state = RateState.model_validate_json(document)
    changes = {"margin": margin_of(window), "penalty": window}
    if window != WINDOW:
        changes["window"] = window
    return state.model_copy(update=changes)


def normalized_report(report: RateReport, window: float = WINDOW) -> RateReport:
    """Returns the report with a group name that fits into a key. With a faster clock, headers state
    the configured window in whole seconds, rounded up, or as the documented minute."""
    group = (report.group or "").strip().lower()[:_LONGEST_REPORT] or None
    reported = report.window
    if reported is not None and (reported == WINDOW or reported <= ceil(window) < WINDOW):
        reported = window
    return report.model_copy(update={"group": group, "window": reported})


def slots_of(connection: LimitedApp, group: str, starts: Iterable[tuple[str, Start]]) -> list[Slot]:
    """Returns slots for (user, start) pairs. Logins count for the app, so their user is empty and
    becomes the first user of the connection."""
    return [
        Slot(
            user=user or connection.user_labels[0],
            group=group,
            ticket=start.ticket,
            start_at=start.at,
            lane=start.lane,
        )
        for user, start in starts
    ]
