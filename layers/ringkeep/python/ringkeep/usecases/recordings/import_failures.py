"""What a failure means for the recording's row."""

from __future__ import annotations

from typing import NamedTuple

from ringkeep.domain.recordings.lifecycle import (
    MINUTE,
    RetryDelays,
    bad_body,
    failures_in_a_row,
    forbidden,
    postponed,
    refused,
)
from ringkeep.domain.recordings.recordings import Recording
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
    Unavailable,
)
from ringkeep.usecases.recordings.held_row import Rule
from ringkeep.usecases.recordings.import_result import ImportOutcome

RETRY_DELAYS = (2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE)
"""Delays while the same trouble goes on; none of it spends an attempt."""


class Failure(NamedTuple):
    outcome: ImportOutcome
    rule: Rule


def failure(problem: RingkeepError, now: float, delays: RetryDelays) -> Failure | None:
    """None for what no recording can help: a wrong configuration, which has to be loud."""
    if isinstance(problem, BodyRejected):
        return _bad_body(problem, now, delays)
    if isinstance(problem, PermissionMissing):
        return Failure("forbidden", lambda row: forbidden(row, str(problem), now, delays))
    if isinstance(problem, RateLimited):
        return Failure("throttled", _later("throttled", problem, now, delays))
    if reason := _passing_trouble(problem):
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


def _passing_trouble(problem: RingkeepError) -> str:
    """One word for what passes by itself or is mended elsewhere; empty for anything else."""
    if isinstance(problem, LoginFailed):
        return "login_failed"
    if isinstance(problem, NoSlot | Busy):
        return "no_slot"
    if isinstance(problem, StorageFailed | Conflict):
        return "storage_failed"
    return "outage" if isinstance(problem, RingCentralError) and problem.retryable else ""


def _later(reason: str, problem: RingkeepError, now: float, delays: RetryDelays) -> Rule:
    """Waits as long as RingCentral says, else longer from one time to the next."""
    said = problem.retry_after if isinstance(problem, RateLimited | Unavailable) else None

    def rule(row: Recording) -> Recording:
        tries = failures_in_a_row(row, reason) + 1
        delay = delays.delay_after(tries, RETRY_DELAYS) if said is None else max(0.0, said)
        return postponed(row, reason, delay, now, str(problem))

    return rule
