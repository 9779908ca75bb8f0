"""Decides how a failed import changes the recording's row."""

from __future__ import annotations

from typing import NamedTuple

from ringkeep.domain.recordings.lifecycle import (
    bad_body,
    failures_in_a_row,
    forbidden,
    postponed,
    refused,
)
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import DAY, MINUTE, RetryDelays
from ringkeep.domain.recordings.tries import TEMPORARY
from ringkeep.errors import (
    BodyRejected,
    BodyTooLarge,
    Busy,
    Conflict,
    LoginFailed,
    NoSlot,
    PermissionMissing,
    RateLimited,
    RingCentralError,
    RingkeepError,
    StorageFailed,
    TokenRefused,
    Unavailable,
)
from ringkeep.usecases.recordings.held_row import Rule
from ringkeep.usecases.recordings.import_result import ImportOutcome

RETRY_DELAYS = (2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE)
"""The delays while such problems continue. Such retries do not count as attempts."""


class Failure(NamedTuple):
    outcome: ImportOutcome
    rule: Rule


def failure(problem: RingkeepError, now: float, delays: RetryDelays) -> Failure | None:
    """Returns the outcome and the change of the row. None means that the problem is not about the
    recording, such as a wrong configuration: the caller must raise it."""
    if isinstance(problem, BodyRejected):
        return _bad_body(problem, now, delays)
    if isinstance(problem, PermissionMissing):
        return Failure("forbidden", lambda row: forbidden(row, str(problem), now, delays))
    if isinstance(problem, RateLimited):
        return Failure("throttled", _later("throttled", problem, now, delays))
    if reason := _temporary_problem(problem):
        return Failure("postponed", _later(reason, problem, now, delays))
    if isinstance(problem, RingCentralError):
        return Failure("postponed", lambda row: refused(row, "refused", str(problem), now, delays))
    return None


def _bad_body(problem: BodyRejected, now: float, delays: RetryDelays) -> Failure:
    detail = f"{problem.reason}: {problem}"
    if isinstance(problem, BodyTooLarge):
        reason = f"body_{problem.reason}"
        return Failure("bad_body", lambda row: refused(row, reason, detail, now, delays))
    return Failure("bad_body", lambda row: bad_body(row, problem.reason, detail, now, delays))


def _temporary_problem(problem: RingkeepError) -> str:
    """Returns a one-word reason for a temporary problem, or an empty text for any other."""
    if isinstance(problem, LoginFailed):
        return "login_failed"
    if isinstance(problem, TokenRefused):
        return "token_refused"
    if isinstance(problem, NoSlot | Busy):
        return "no_slot"
    if isinstance(problem, StorageFailed | Conflict):
        return "storage_failed"
    return "outage" if isinstance(problem, RingCentralError) and problem.retryable else ""


def _later(reason: str, problem: RingkeepError, now: float, delays: RetryDelays) -> Rule:
    """Postpones the row for as long as RingCentral asks, up to a day, or else by growing delays. If
    RingCentral asks for the same short wait again and again, the delays grow too."""
    asked = _asked_wait(problem)

    def rule(row: Recording) -> Recording:
        before = failures_in_a_row(row, *TEMPORARY)
        delay = delays.delay_after(before + 1, RETRY_DELAYS)
        if asked is not None and asked > 0:
            delay = max(asked, delays.delay_after(before, RETRY_DELAYS) if before else 0.0)
        return postponed(row, reason, min(delay, DAY), now, str(problem))

    return rule


def _asked_wait(problem: RingkeepError) -> float | None:
    if isinstance(problem, RateLimited | TokenRefused | Unavailable):
        return problem.retry_after
    return None
