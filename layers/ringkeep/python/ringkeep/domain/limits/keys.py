"""What RingCentral counts together: one user of one app in one group, and all logins of an app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ringkeep.domain.accounts.services import Connection
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
"""The operation whose group decides about imports."""
_SMALLEST_MARGIN: Final = 0.25
_LONGEST_REPORT: Final = 64


class LimitKey(NamedTuple):
    """Two services on one app share it; several users of one service each bring their own."""

    server: str
    client_id: str
    user: str
    group: str

    def __str__(self) -> str:
        return "|".join(self)


def limit_key(connection: Connection, user: str, group: str) -> LimitKey:
    counted_user = "" if group == AUTH else user
    return LimitKey(connection.server_url, connection.client_id, counted_user, group)


def limit_keys(connection: Connection, group: str) -> list[LimitKey]:
    """One for each user of the connection; logins are counted once for the app."""
    keys = (limit_key(connection, user, group) for user in connection.user_labels)
    return list(dict.fromkeys(keys))


def groups_closed_by(group: str) -> tuple[str, ...]:
    """A 429 that names no group is a limit over all of them; logins are counted elsewhere."""
    return (group,) if group else (LIGHT, MEDIUM, HEAVY)


def operation_key(connection: Connection, operation: str) -> str:
    return "|".join((connection.server_url, connection.client_id, operation))


def first_state(group: str, window: float = WINDOW) -> RateState:
    """Before anything is known: the documented limit, the strictest one for an unknown group."""
    return RateState(
        limit=DEFAULT_LIMITS.get(group, DEFAULT_LIMITS[HEAVY]),
        window=window,
        margin=margin_of(window),
    )


def margin_of(window: float) -> float:
    """A second in a minute: what the way to the server takes differs by less."""
    return max(window / WINDOW, _SMALLEST_MARGIN)


def restored(document: str, window: float = WINDOW) -> RateState:
    """A state from its JSON. On a faster clock the window is the stack's, whatever was learned."""
    state = RateState.model_validate_json(document)
    if window == WINDOW:
        return state
    return state.model_copy(update={"window": window, "margin": margin_of(window)})


def usable(report: RateReport, window: float = WINDOW) -> RateReport:
    """The report with a group's name as a key may hold it; a faster clock keeps its own window."""
    group = (report.group or "").strip().lower()[:_LONGEST_REPORT] or None
    told = report.window if window == WINDOW else None
    return report.model_copy(update={"group": group, "window": told})


def slots_of(connection: Connection, group: str, starts: Iterable[tuple[str, Start]]) -> list[Slot]:
    """Starts with the user they count for. Any user may log in: the first one stands for all."""
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
