"""Which recordings to import first.

RingCentral drops a recording when its retention is over, and the oldest ones of an account that has
more than a cap of them (100,000): both make a recording expire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.lifecycle import DAY
from ringkeep.domain.recordings.recordings import Recording, RecordingState

EXPIRING_WITHIN = 5 * DAY
CAP_ALERT_SHARE = 0.95
"""Recordings older than what fits into this share of the cap are about to be pushed out."""


def cap_cut(found_by_day: Mapping[date, int], cap: int) -> float:
    """The time before which recordings are about to be pushed out by newer ones, 0 when none is.

    `found_by_day`: recordings by the day (UTC) of their call's start.
    """
    room = cap * CAP_ALERT_SHARE
    for day in sorted(found_by_day, reverse=True):
        room -= found_by_day[day]
        if room < 0:
            return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + DAY
    return 0.0


def expiring_before(now: float, policy: Policy, found_by_day: Mapping[date, int]) -> float:
    """Rows whose `expires_at` lies before this are urgent."""
    pushed_out = cap_cut(found_by_day, policy.recordings_cap)
    by_cap = pushed_out + policy.retention_days * DAY if pushed_out else 0.0
    return max(now + EXPIRING_WITHIN, by_cap)


def is_waiting(row: Recording, now: float, ahead: float = 0.0) -> bool:
    """Whether the row may be dispatched: due within `ahead` seconds, and in nobody's hands."""
    if row.state is RecordingState.IMPORTING:
        return row.claimed_until <= now
    return row.state.open and row.due_at <= now + ahead


def by_lane(candidates: Mapping[Lane, Sequence[Recording]]) -> dict[Lane, list[Recording]]:
    """Each recording once, in its most urgent lane; rows that expire first lead their lane."""
    seen: set[str] = set()
    lanes: dict[Lane, list[Recording]] = {}
    for lane in Lane:
        rows = [row for row in candidates.get(lane, ()) if str(row.key) not in seen]
        seen.update(str(row.key) for row in rows)
        if rows:
            lanes[lane] = rows
    return lanes
