"""What follows a 429: a wait that grows with each one in a row, and a single request that tries
whether the penalty is over.

RingCentral closes a group for a minute after a 429, and each request meanwhile may start that minute
again. `Retry-After` may say anything: it can only make the wait longer.
"""

from __future__ import annotations

from typing import Final

from ringkeep.domain.limits.plan import replanned
from ringkeep.domain.limits.state import RateReport, RateState, prune

_LONGEST_PAUSE: Final = 30
_LONGEST_WAIT: Final = 60
"""Both count units, usually minutes: half an hour of our own, and an hour if RingCentral asks for it."""
_MOST_REFUSALS: Final = 20
_TRIES_IN_A_UNIT: Final = 12
_CLOCKS_APART: Final = 0.1
"""Workers' clocks may be this much apart, six seconds of a minute (`ServerClock` corrects what is more):
the one that was refused counts the wait, and another one sends the next request."""
_EARLY: Final = 0.01
"""A request may be sent this much before the end of a penalty: starts are whole milliseconds."""
_REFUSED: Final = 429
_UNAUTHORIZED: Final = 401
_SERVER_ERROR: Final = 500


def close(state: RateState, until: float, now: float) -> RateState:
    """Blocks all requests before `until`. Earlier planned starts move after it and keep their order."""
    if until <= max(state.closed_until, now):
        return state
    return replanned(prune(state.model_copy(update={"closed_until": until}), now))


def refused(state: RateState, until: float, now: float, sent_at: float | None = None) -> RateState:
    """Closes the count after a 429 to a request that was sent at `sent_at`. `until` is what
    RingCentral asks for.

    Several requests that were under way together are refused together: that counts once.
    """
    again = sent_at is not None and bool(state.refusals) and sent_at < state.refused_at
    refusals = min(_MOST_REFUSALS, state.refusals if again else state.refusals + 1)
    state = state.model_copy(
        update={"refusals": refusals, "refused_at": state.refused_at if again else now}
    )
    wait = max(min(until - now, _LONGEST_WAIT * state.unit), _pause(state))
    return close(state, now + wait + state.margin + _CLOCKS_APART * state.unit, now)


def _pause(state: RateState) -> float:
    """Returns a window's time after the first 429, and twice as long after each further one."""
    return state.unit * min(_LONGEST_PAUSE, 2.0 ** (state.refusals - 1))


def forgiven(state: RateState, report: RateReport) -> RateState:
    """Ends the penalty if a request that was sent after it was not refused."""
    if not state.refusals or report.sent_at is None or not _is_success(report.status):
        return state
    if report.sent_at < state.closed_until - _EARLY:
        return state
    return state.model_copy(update={"refusals": 0})


def _is_success(status: int) -> bool:
    """A server error or a rejected token may come before the limit is checked."""
    return 0 < status < _SERVER_ERROR and status not in (_REFUSED, _UNAUTHORIZED)


def open_at(state: RateState, now: float) -> float:
    """Returns the time from which a request may be sent as far as penalties go.

    After a penalty one request goes first. The others ask again every few seconds until its response
    has come, or until a minute has passed without one.
    """
    opened = max(now, state.closed_until)
    trials = [time for time in state.sent if time >= state.closed_until - _EARLY]
    if not state.refusals or not trials:
        return opened
    without_response = max(trials) + state.unit
    return max(opened, min(without_response, now + state.unit / _TRIES_IN_A_UNIT))
