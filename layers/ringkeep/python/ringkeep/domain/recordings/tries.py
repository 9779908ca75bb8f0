"""What a failed try does to a recording's row. Every retry schedule ends with RingCentral's retention.

A try after `expires_at` closes the row whatever it ends with: `lost` only if RingCentral answers that
it does not have the recording, otherwise `unavailable` with the reason of that try.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from ringkeep.domain.history import HistoryEntry
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.domain.recordings.row_changes import lost, pending_again, unavailable

OPENED_AGAIN: Final = frozenset({"reopened", "retried"})
"""Events after which failures are counted from the beginning."""
NO_TRY = frozenset(
    {"found", "updated", "dispatched", "execution_name_taken", "start_throttled", "no_place"}
)
"""Events in a recording's history that are not attempts to download it."""
TEMPORARY: Final = (
    "throttled",
    "login_failed",
    "token_refused",
    "no_slot",
    "storage_failed",
    "outage",
    "worker_failed",
)
"""Results that say nothing about the recording itself. They take turns during an outage, so they are
counted together."""
_SENT_BACK_BEFORE: Final = ("dispatched", "no_place", "dispatched")
_ROUNDING: Final = 1.0


def not_ready(row: Recording, now: float, delays: RetryDelays) -> Recording:
    """A 404. Counts as an attempt; the delays grow until RingCentral's retention is over.

    A recording that RingCentral marks as short is asked for once.
    """
    attempts = row.attempts + 1
    if row.short_recording:
        return unavailable(row, "short_recording", now)
    if now >= row.expires_at:
        return _expired(row, now)
    delay = delays.delay_after(attempts, delays.not_ready_delays)
    return pending_again(row, now, delay, "not_ready", attempts=attempts)


def still_listed(row: Recording, now: float, delays: RetryDelays) -> Recording:
    """A 404, although the call log still lists the recording. So it is not lost, even if RingCentral's
    retention should be over: the policy may say less than RingCentral does."""
    seen = row.model_copy(update={"missing_since": 0.0})
    return not_ready(seen, now, delays)


def not_listed(row: Recording, now: float, delays: RetryDelays) -> Recording:
    """A 404, and RingCentral answers a user who sees the whole company that neither the call's record nor its
    session names the recording. The first such answer is noted, a second one hours later proves the
    loss."""
    if row.short_recording:
        return unavailable(row, "short_recording", now)
    wait, since = delays.between_proofs, row.missing_since or now
    if row.missing_since and now - since >= wait - _ROUNDING:
        expired = since >= row.expires_at
        return lost(row, "expired" if expired else "deleted_at_ringcentral", now)
    waiting = row.model_copy(update={"missing_since": since})
    again = max(0.0, since + wait - now)
    return pending_again(waiting, now, again, "not_listed", attempts=row.attempts + 1)


def bad_body(
    row: Recording, reason: str, detail: str, now: float, delays: RetryDelays
) -> Recording:
    """The body was not a recording. Does not count as an attempt, but the delays grow. RingCentral sent
    something for it, so it is not missing."""
    delay = _delay_after_bad_body(row, delays)
    seen = row.model_copy(update={"missing_since": 0.0})
    return _until_expiry(seen, now, delay, f"body_{reason}", event="bad_body", detail=detail)


def asks_again(row: Recording, reason: str, retries: int, now: float, delays: RetryDelays) -> bool:
    """Whether a body that was rejected for this reason is requested again: a few times, and only if
    RingCentral will still have the recording at the next try."""
    next_try = now + _delay_after_bad_body(row, delays)
    return bodies_rejected(row, reason) < retries and next_try < row.expires_at


def _delay_after_bad_body(row: Recording, delays: RetryDelays) -> float:
    before = sum(entry.event == "bad_body" for entry in latest_entries(row))
    return delays.delay_after(before + 1, delays.bad_body_delays)


def forbidden(row: Recording, detail: str, now: float, delays: RetryDelays) -> Recording:
    """A permission is missing. An administrator can grant it, so the recording waits until
    RingCentral's retention is over."""
    return refused(row, "forbidden", detail, now, delays)


def refused(row: Recording, reason: str, detail: str, now: float, delays: RetryDelays) -> Recording:
    """A refusal that retries do not resolve. Tried rarely, then unavailable."""
    return _until_expiry(row, now, delays.scaled(delays.forbidden_delay), reason, detail=detail)


def bodies_rejected(row: Recording, reason: str) -> int:
    """Returns how often a body was rejected for this reason. Its detail begins with `reason: `."""
    mark = f" {reason}: "
    return sum(entry.event == "bad_body" and mark in entry.detail for entry in latest_entries(row))


def latest_entries(row: Recording) -> list[HistoryEntry]:
    """Returns the history since the recording was opened again, newest first."""
    return list(takewhile(lambda entry: entry.event not in OPENED_AGAIN, reversed(row.history)))


def waits_since(row: Recording) -> float:
    """Returns the time from which a wait for a slot is too long: the end of RingCentral's retention, or
    when the recording was found or opened again, if that is later. It gets its one try then."""
    opened = (each.at for each in row.history if each.event in (*OPENED_AGAIN, "found"))
    return max((row.expires_at, *opened))


def failures_in_a_row(row: Recording, *events: str) -> int:
    """Returns how many of the latest attempts ended with one of the events, so that delays can grow
    during a long outage."""
    tries = [entry for entry in latest_entries(row) if entry.event not in NO_TRY]
    return sum(1 for _ in takewhile(lambda entry: entry.event.startswith(events), tries))


def postponed(row: Recording, reason: str, delay: float, now: float, detail: str = "") -> Recording:
    """A 429, an outage or a worker that failed. Does not count as an attempt. `delay` is in seconds
    and already scaled."""
    return _until_expiry(row, now, delay, reason, detail=detail)


def released(row: Recording, reason: str, now: float) -> Recording:
    """Releases the claim of a row whose execution did not start. Says nothing about the recording, so
    it does not close the row."""
    return pending_again(row, now, 0.0, reason)


def sent_back(row: Recording, now: float) -> Recording:
    """Releases the claim of a row whose worker found no place for its download. The worker that has
    just begun is not counted; those that died before it are. Hours without a place would otherwise fill the
    history and drop the tries that are counted from it, so only the last of them in a row stays."""
    workers = {"silent_workers": max(0, row.silent_workers - 1)}
    history = row.history
    if tuple(entry.event for entry in history[-3:]) == _SENT_BACK_BEFORE:
        row = row.model_copy(update={"history": (*history[:-3], history[-1])})
    return released(row, "no_place", now).model_copy(update=workers)


def _until_expiry(
    row: Recording, now: float, delay: float, reason: str, *, event: str = "", detail: str = ""
) -> Recording:
    """Once RingCentral's retention is over, the row is closed. It is not called lost: RingCentral did
    not say that it does not have the recording."""
    if now >= row.expires_at:
        return unavailable(row, reason, now, detail)
    return pending_again(row, now, delay, reason, event=event, detail=detail)


def _expired(row: Recording, now: float) -> Recording:
    """Closes the row. A 404 alone proves no loss: the recording may be hidden from the user who asked,
    and RingCentral's retention may be longer than the policy says."""
    return unavailable(row, "expired_not_proved" if row.confirmed else "not_confirmed", now)


def may_be_deleted(row: Recording, now: float, delays: RetryDelays) -> bool:
    """Whether to check the call log after a 404: the call is too old for `not_ready`."""
    return (
        row.confirmed
        and bool(row.call_id)
        and (now - row.end_time > delays.scaled(delays.deletion_check_age))
    )
