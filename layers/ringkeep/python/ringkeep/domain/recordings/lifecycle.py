"""The changes of a recording's row: found, dispatched, tried, closed. Each is a pure function."""

from __future__ import annotations

from itertools import takewhile
from typing import Literal

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import Call, RecordedPart
from ringkeep.domain.recordings.recordings import (
    Recording,
    RecordingKey,
    RecordingState,
    StoredAudio,
)
from ringkeep.domain.recordings.retry_delays import DAY, RetryDelays

_NO_TRY = frozenset({"found", "updated", "dispatched", "reopened", "execution_name_taken"})
"""Events in a recording's history that are not attempts to download it."""

DiscoverySource = Literal["poll", "hourly", "nightly", "weekly", "backfill", "event"]
"""The source that found a recording."""


class Finding(Model):
    """One recording that a source found."""

    service: str
    account_id: str
    call: Call
    part: RecordedPart
    source: DiscoverySource
    now: float

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.part.reference.id
        )


def _exclusion(finding: Finding, policy: Policy) -> tuple[RecordingState, str] | None:
    part = finding.part.part
    if part.short_recording:
        return RecordingState.UNAVAILABLE, "short_recording"
    if finding.call.settled and finding.call.duration < policy.minimum_duration_seconds:
        return RecordingState.EXCLUDED, "too_short"
    return None


def _call_facts(finding: Finding) -> dict[str, object]:
    """Returns the fields that are updated with each newer version of the call."""
    call, part, reference = finding.call, finding.part.part, finding.part.reference
    return {
        "call_id": call.id,
        "session_id": call.session_id or "",
        "telephony_session_id": call.telephony_session_id or "",
        "extension_id": part.extension_id or call.extension_id or "",
        "recording_type": reference.type,
        "content_uri": reference.content_uri or "",
        "direction": call.direction or "",
        "end_time": call.end_time.timestamp(),
        "duration_seconds": call.duration,
        "call_version": call.version,
        "confirmed": True,
    }


def _lane(finding: Finding, delays: RetryDelays) -> Lane:
    age = finding.now - finding.call.end_time.timestamp()
    fresh = finding.source != "backfill" and age <= delays.fresh_age
    return Lane.FRESH if fresh else Lane.BACKFILL


def _initial_state(
    finding: Finding, policy: Policy, delays: RetryDelays, first_delay: float
) -> dict[str, object]:
    """Returns the state, reason and due time of a recording that is new or reopened."""
    if decided := _exclusion(finding, policy):
        return {"state": decided[0], "reason": decided[1], "due_at": 0.0}
    if not finding.call.settled:
        due = finding.now + delays.scaled(delays.unsettled_delay)
        return {"state": RecordingState.ANNOUNCED, "reason": "call_not_ended", "due_at": due}
    due = max(finding.now, finding.call.end_time.timestamp() + first_delay)
    return {"state": RecordingState.PENDING, "reason": "", "due_at": due}


def found(
    finding: Finding, policy: Policy, delays: RetryDelays, first_delay: float = 0.0
) -> Recording:
    """Returns the row of a recording that no source has found before."""
    start = finding.call.start_time.timestamp()
    row = Recording(
        service=finding.service,
        account_id=finding.account_id,
        recording_id=finding.part.reference.id,
        state=RecordingState.PENDING,
        start_time=start,
        end_time=start,
        found_by=finding.source,
        found_at=finding.now,
        lane=_lane(finding, delays),
        expires_at=start + policy.retention_days * DAY,
    )
    initial = _initial_state(finding, policy, delays, first_delay)
    return row.with_history(
        finding.now,
        "found",
        f"{finding.source} {initial['state']} {initial['reason']}".strip(),
        **_call_facts(finding),
        **initial,
    )


def found_again(
    row: Recording, finding: Finding, policy: Policy, delays: RetryDelays, first_delay: float = 0.0
) -> Recording | None:
    """Returns the changed row of a recording that was found again, or None if nothing changes."""
    newer = finding.call.version > row.call_version or not row.confirmed
    reopened = _reopens(row, finding, policy, newer)
    if not newer and not reopened:
        return None
    changes = _call_facts(finding) if newer else {}
    if row.lane is Lane.BACKFILL and not row.confirmed:  # one of too many hints, and it is true
        changes["lane"] = _lane(finding, delays)
    if reopened:
        changes |= _initial_state(finding, policy, delays, first_delay)
    event = "reopened" if reopened and not row.state.open else "updated"
    return row.with_history(
        finding.now, event, f"{finding.source} {finding.call.version}", **changes
    )


def _reopens(row: Recording, finding: Finding, policy: Policy, newer: bool) -> bool:
    """Whether the record makes a waiting or closed recording due again."""
    excluded_now = _exclusion(finding, policy) is not None
    if row.state is RecordingState.ANNOUNCED:
        return finding.call.settled or excluded_now
    if row.state is RecordingState.PENDING:
        return excluded_now and not row.confirmed  # a hint is created without the account's policy
    if row.state is RecordingState.EXCLUDED:
        return not excluded_now
    if row.state is RecordingState.UNAVAILABLE:
        return not excluded_now and newer
    if row.state is RecordingState.LOST:
        return finding.now < row.expires_at and not excluded_now
    return False


def dispatched(row: Recording, start_at: float, now: float, delays: RetryDelays) -> Recording:
    """Claims the row for one execution. If the claim expires, the row is due again."""
    until = max(start_at, now) + delays.claim_seconds
    return row.with_history(
        now,
        "dispatched",
        f"#{row.dispatch + 1} starts in {max(0.0, start_at - now):.0f} s",
        state=RecordingState.IMPORTING,
        dispatch=row.dispatch + 1,
        claimed_until=until,
        due_at=until,
    )


def claim_extended(row: Recording, start_at: float, now: float, delays: RetryDelays) -> Recording:
    """Extends the claim of an execution that is running or waits for `start_at`. Adds nothing to the
    history."""
    until = max(start_at, now) + delays.claim_seconds
    return row.model_copy(update={"claimed_until": until, "due_at": until})


def is_held(row: Recording, dispatch: int) -> bool:
    """Whether the execution with this dispatch number may still change the row."""
    return row.state is RecordingState.IMPORTING and row.dispatch == dispatch


def stored(row: Recording, audio: StoredAudio, now: float, *, adopted: bool = False) -> Recording:
    return row.with_history(
        now,
        "adopted" if adopted else "stored",
        f"{audio.size} bytes sha256 {audio.sha256[:12]}",
        state=RecordingState.STORED,
        reason="",
        audio=audio,
        sidecar_version=row.call_version,
        claimed_until=0.0,
        due_at=0.0,
    )


def quarantined(row: Recording, object_key: str, reason: str, now: float) -> Recording:
    return _closed(row, RecordingState.QUARANTINED, reason, now, object_key)


def lost(row: Recording, reason: str, now: float) -> Recording:
    """Only for a certain loss: the call log no longer lists the recording (`deleted_at_ringcentral`),
    or RingCentral's retention is over (`expired`)."""
    return _closed(row, RecordingState.LOST, reason, now)


def unavailable(row: Recording, reason: str, now: float) -> Recording:
    return _closed(row, RecordingState.UNAVAILABLE, reason, now)


def _closed(
    row: Recording, state: RecordingState, reason: str, now: float, detail: str = ""
) -> Recording:
    return row.with_history(
        now,
        state.value,
        f"{reason} {detail}".strip(),
        state=state,
        reason=reason,
        claimed_until=0.0,
        due_at=0.0,
    )


def not_ready(row: Recording, now: float, delays: RetryDelays) -> Recording:
    """A 404. Counts as an attempt; the delays grow until RingCentral's retention is over."""
    attempts = row.attempts + 1
    if now >= row.expires_at:
        return _expired(row, now)
    delay = delays.delay_after(attempts, delays.not_ready_delays)
    return _pending_again(row, now, delay, "not_ready", attempts=attempts)


def bad_body(
    row: Recording, reason: str, detail: str, now: float, delays: RetryDelays
) -> Recording:
    """The body was not a recording. Does not count as an attempt, but the delays grow."""
    if now >= row.expires_at:
        return _expired(row, now)
    before = sum(entry.event == "bad_body" for entry in row.history)
    delay = delays.delay_after(before + 1, delays.bad_body_delays)
    return _pending_again(row, now, delay, f"body_{reason}", event="bad_body", detail=detail)


def forbidden(row: Recording, detail: str, now: float, delays: RetryDelays) -> Recording:
    """A permission is missing. An administrator can grant it, so the recording waits until
    RingCentral's retention is over."""
    if now >= row.expires_at:
        return unavailable(row, "forbidden", now)
    return _pending_again(
        row, now, delays.scaled(delays.forbidden_delay), "forbidden", detail=detail
    )


def refused(row: Recording, reason: str, detail: str, now: float, delays: RetryDelays) -> Recording:
    """A refusal that retries do not resolve. Tried rarely, then unavailable."""
    if now >= row.expires_at:
        return unavailable(row, reason, now)
    return _pending_again(row, now, delays.scaled(delays.forbidden_delay), reason, detail=detail)


def bodies_rejected(row: Recording, reason: str) -> int:
    """Returns how often a body was rejected for this reason. Its detail begins with `reason: `."""
    mark = f" {reason}: "
    return sum(entry.event == "bad_body" and mark in entry.detail for entry in row.history)


def failures_in_a_row(row: Recording, event: str) -> int:
    """Returns how many of the latest attempts ended with the same event, so that delays can grow
    during a long outage."""
    tries = [entry for entry in row.history if entry.event not in _NO_TRY]
    same = takewhile(lambda entry: entry.event.startswith(event), reversed(tries))
    return sum(1 for _ in same)


def postponed(row: Recording, reason: str, delay: float, now: float, detail: str = "") -> Recording:
    """A 429, an outage or a worker that failed. Does not count as an attempt. `delay` is in seconds
    and already scaled."""
    return _pending_again(row, now, delay, reason, detail=detail)


def _expired(row: Recording, now: float) -> Recording:
    """Closes the row. A hint that the call log never confirmed is not counted as lost."""
    return lost(row, "expired", now) if row.confirmed else unavailable(row, "not_confirmed", now)


def _pending_again(
    row: Recording,
    now: float,
    delay: float,
    reason: str,
    *,
    event: str = "",
    detail: str = "",
    attempts: int | None = None,
) -> Recording:
    attempted = row.attempts if attempts is None else attempts
    return row.with_history(
        now,
        event or reason,
        f"again in {delay:.0f} s {detail}".strip(),
        state=RecordingState.PENDING,
        reason=reason,
        attempts=attempted,
        lane=Lane.RETRY if attempted else row.lane,
        claimed_until=0.0,
        due_at=now + delay,
    )


def may_be_deleted(row: Recording, now: float, delays: RetryDelays) -> bool:
    """Whether to check the call log after a 404: the call is too old for `not_ready`."""
    return (
        row.confirmed
        and bool(row.call_id)
        and (now - row.end_time > delays.scaled(delays.deletion_check_age))
    )
