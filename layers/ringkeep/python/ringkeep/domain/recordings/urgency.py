"""Which recordings to import first.

RingCentral deletes a recording when its retention is over, or sooner once an account holds more
than the cap (100,000 recordings): then it deletes the oldest ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY

EXPIRING_WITHIN = 5 * DAY
CAP_ALERT_SHARE = 0.95
"""Recordings that do not fit into this share of the cap, newest first, will be deleted soon."""


def cap_cutoff(found_by_day: Mapping[date, int], cap: int) -> float:
    """Returns the time before which recordings will soon be deleted because of the cap, or 0 if none
    will.

    `found_by_day` counts recordings by the day (UTC) of their call's start.
    """
    room = cap * CAP_ALERT_SHARE
    for day in sorted(found_by_day, reverse=True):
        room -= found_by_day[day]
        if room < 0:
            return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + DAY
    return 0.0


def expiring_before(now: float, policy: Policy, found_by_day: Mapping[date, int]) -> float:
    """Returns the time before which a row's `expires_at` makes it urgent."""
    cutoff = cap_cutoff(found_by_day, policy.recordings_cap)
    by_cap = cutoff + policy.retention_days * DAY if cutoff else 0.0
    return max(now + EXPIRING_WITHIN, by_cap)


def is_waiting(row: Recording, now: float, ahead: float = 0.0) -> bool:
    """Whether the row may be dispatched: it is due within `ahead` seconds and no execution holds
    it."""
    if row.state is RecordingState.IMPORTING:
        return row.claimed_until <= now
    return row.state.open and row.due_at <= now + ahead


def by_lane(candidates: Mapping[Lane, Sequence[Recording]]) -> dict[Lane, list[Recording]]:
    """Returns each recording once, in its most urgent lane. The order within a lane is kept."""
    seen: set[str] = set()
    lanes: dict[Lane, list[Recording]] = {}
    for lane in Lane:
        rows = [row for row in candidates.get(lane, ()) if str(row.key) not in seen]
        seen.update(str(row.key) for row in rows)
        if rows:
            lanes[lane] = rows
    return lanes
