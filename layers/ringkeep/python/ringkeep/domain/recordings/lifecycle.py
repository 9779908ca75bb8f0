"""The changes of a recording's row: found, dispatched, tried, closed. Each is a pure function."""

from __future__ import annotations

from typing import Final, Literal

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import Call, RecordedPart, RecordingReference
from ringkeep.domain.recordings.dead_workers import WORKER_FAILED, is_abandoned, worker_failed
from ringkeep.domain.recordings.exclusions import ImportRules, rules_of
from ringkeep.domain.recordings.licensing import EVERYONE, ImportLicensing
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, RetryDelays
from ringkeep.domain.recordings.row_changes import lost, quarantined, stored, unavailable
from ringkeep.domain.recordings.tries import (
    asks_again,
    bad_body,
    bodies_rejected,
    failures_in_a_row,
    forbidden,
    may_be_deleted,
    not_listed,
    not_ready,
    postponed,
    refused,
    released,
    sent_back,
    still_listed,
)

__all__ = [
    "DiscoverySource",
    "Finding",
    "asks_again",
    "bad_body",
    "begun",
    "bodies_rejected",
    "claim_extended",
    "dispatched",
    "failures_in_a_row",
    "forbidden",
    "found",
    "found_again",
    "is_abandoned",
    "is_held",
    "lost",
    "may_be_deleted",
    "not_listed",
    "not_ready",
    "opens_when_seen",
    "postponed",
    "quarantined",
    "refused",
    "released",
    "reopened",
    "retried",
    "seen_again",
    "sent_back",
    "still_listed",
    "stored",
    "unavailable",
    "waits_for_place",
    "worker_failed",
]

_ONLY_BY_A_NEWER_RECORD: Final = ("short_recording", WORKER_FAILED)
"""Reasons that do not end because a source lists the recording again: it was listed all the time.
Only a recording that was never asked for is asked for once."""
_NOTHING_TRIED: Final[dict[str, object]] = {
    "attempts": 0,
    "missing_since": 0.0,
    "silent_workers": 0,
    "claimed_until": 0.0,
}

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


def _call_facts(finding: Finding) -> dict[str, object]:
    """Returns the fields that are updated with each newer version of the call."""
    call, part, reference = finding.call, finding.part.part, finding.part.reference
    return {
        "call_id": call.id,
        "session_id": call.session_id or "",
        "telephony_session_id": call.telephony_session_id or "",
        "extension_id": part.extension_id or call.extension_id or "",
        "recording_type": reference.type,
        "short_recording": bool(part.short_recording),
        **_mode_and_view(reference),
        "content_uri": reference.content_uri or "",
        "direction": call.direction or "",
        "end_time": call.end_time.timestamp(),
        "duration_seconds": call.longest_duration,
        "call_version": call.version,
        "confirmed": True,
    }


def _mode_and_view(reference: RecordingReference) -> dict[str, object]:
    """The call log may name neither. Then what an event has named stays."""
    named = {"mode": reference.mode, "view": reference.view}
    return {name: value for name, value in named.items() if value}


def _lane(finding: Finding, delays: RetryDelays) -> Lane:
    age = finding.now - finding.call.end_time.timestamp()
    fresh = finding.source != "backfill" and age <= delays.fresh_age
    return Lane.FRESH if fresh else Lane.BACKFILL


def _initial_state(
    finding: Finding, rules: ImportRules, delays: RetryDelays, first_delay: float
) -> dict[str, object]:
    """Returns the state, reason and due time of a recording that is new or reopened."""
    if reason := rules.exclusion:
        return {"state": RecordingState.EXCLUDED, "reason": reason, "due_at": 0.0}
    if not finding.call.settled:
        due = finding.now + delays.scaled(delays.unsettled_delay)
        return {"state": RecordingState.ANNOUNCED, "reason": "call_not_ended", "due_at": due}
    if (
        finding.part.part.short_recording
    ):  # asked for once, when a 404 cannot mean "not ready" any more
        first_delay = max(first_delay, delays.scaled(delays.deletion_check_age))
    due = max(finding.now, finding.call.end_time.timestamp() + first_delay)
    return {"state": RecordingState.PENDING, "reason": "", "due_at": due}


def found(
    finding: Finding,
    policy: Policy,
    delays: RetryDelays,
    first_delay: float = 0.0,
    licensing: ImportLicensing = EVERYONE,
) -> Recording:
    """Returns the row of a recording that no source has found before."""
    rules = rules_of(finding.call, finding.part, policy, licensing, finding.now)
    start = finding.call.start_time.timestamp()
    row = Recording(
        service=finding.service,
        account_id=finding.account_id,
        recording_id=finding.part.reference.id,
        state=RecordingState.PENDING,
        covered=rules.covered,
        start_time=start,
        end_time=start,
        found_by=finding.source,
        found_at=finding.now,
        lane=_lane(finding, delays),
        expires_at=start + policy.retention_days * DAY,
    )
    initial = _initial_state(finding, rules, delays, first_delay)
    return row.with_history(
        finding.now,
        "found",
        f"{finding.source} {initial['state']} {initial['reason']}".strip(),
        **_call_facts(finding),
        **initial,
    )


def found_again(
    row: Recording,
    finding: Finding,
    policy: Policy,
    delays: RetryDelays,
    first_delay: float = 0.0,
    licensing: ImportLicensing = EVERYONE,
) -> Recording | None:
    """Returns the changed row of a recording that was found again, or None if nothing changes. Nothing
    changes an erased recording."""
    if row.state is RecordingState.ERASED:
        return None
    newer = finding.call.version > row.call_version or not row.confirmed
    rules = rules_of(finding.call, finding.part, policy, licensing, finding.now, row)
    reopened = _reopens(row, finding, rules, newer)
    seen = seen_again(row, finding.now) if not finding.call.deleted else {}
    if not newer and not reopened and not seen:
        return None
    changes = seen | (_call_facts(finding) if newer else {})
    changes["covered"] = rules.covered if newer or reopened else row.covered
    if row.lane is Lane.BACKFILL and not row.confirmed:  # one of too many hints, and it is true
        changes["lane"] = _lane(finding, delays)
    if reopened:
        changes |= _initial_state(finding, rules, delays, first_delay)
        changes |= {"expires_at": _expiry(row, policy)}
    event = "updated"
    if reopened and not row.state.open:
        event = "excluded" if changes["state"] is RecordingState.EXCLUDED else "reopened"
        changes |= _NOTHING_TRIED
    return row.with_history(
        finding.now, event, f"{finding.source} {finding.call.version}", **changes
    )


def seen_again(row: Recording, now: float) -> dict[str, object]:
    """Returns the changes of an open row that was missing and is listed again: it is due at once."""
    if not row.missing_since or not row.state.open:
        return {}
    due = {} if row.state is RecordingState.IMPORTING else {"due_at": min(row.due_at, now)}
    return {"missing_since": 0.0, **due}


def _expiry(row: Recording, policy: Policy) -> float:
    """A policy with a longer retention applies to rows that exist already."""
    return max(row.expires_at, row.start_time + policy.retention_days * DAY)


def opens_when_seen(row: Recording, until: float, now: float) -> bool:
    """Whether a closed recording is tried again because a source shows it again before `until`."""
    given_up = row.dispatch > 0 and row.reason.startswith(_ONLY_BY_A_NEWER_RECORD)
    closed_without_file = row.state in (RecordingState.LOST, RecordingState.UNAVAILABLE)
    return closed_without_file and not given_up and now < until


def reopened(row: Recording, now: float, source: str, due_at: float) -> Recording:
    """Tries a closed recording again because a source shows it again."""
    opened = {"state": RecordingState.PENDING, "reason": "", "due_at": due_at}
    detail = f"{source}: was {row.state} {row.reason}".strip()
    return row.with_history(now, "reopened", detail, **opened, **_NOTHING_TRIED)


def retried(row: Recording, now: float) -> Recording:
    """Tries a recording at once because an administrator asks for it. Failures are counted from the
    beginning. A recording whose retention is over gets one try."""
    due = {"state": RecordingState.PENDING, "reason": "", "due_at": now, "lane": Lane.RETRY}
    detail = f"was {row.state} {row.reason}".strip()
    return row.with_history(now, "retried", detail, **due, **_NOTHING_TRIED)


def _reopens(row: Recording, finding: Finding, rules: ImportRules, newer: bool) -> bool:
    """Whether the record makes a waiting or closed recording due again, or excludes it."""
    if finding.call.deleted and not row.state.open:
        return False
    if row.state is RecordingState.EXCLUDED:
        return rules.changes_exclusion(row)
    if row.state is RecordingState.ANNOUNCED:
        return finding.call.settled or bool(rules.exclusion)
    if row.state is RecordingState.PENDING:  # an event does not know how long the call was
        return not row.confirmed and rules.too_short
    if row.state not in (RecordingState.UNAVAILABLE, RecordingState.LOST):
        return False
    shown = newer or opens_when_seen(row, _expiry(row, rules.policy), finding.now)
    return shown and not rules.exclusion


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
    """Extends the claim of an execution that waits for `start_at`. Adds nothing to the history."""
    until = max(start_at, now) + delays.claim_seconds
    return row.model_copy(update={"claimed_until": until, "due_at": until, "silent_workers": 0})


def waits_for_place(row: Recording, start_at: float, now: float, delays: RetryDelays) -> Recording:
    """Extends the claim of an execution that found no place for its download. See `sent_back`."""
    workers = {"silent_workers": max(0, row.silent_workers - 1)}
    return claim_extended(row, start_at, now, delays).model_copy(update=workers)


def begun(row: Recording, start_at: float, now: float, delays: RetryDelays) -> Recording:
    """Extends the claim of an execution whose worker begins. Every result resets the count of workers
    that began, so it grows only while workers die without one."""
    workers = {"silent_workers": row.silent_workers + 1}
    return claim_extended(row, start_at, now, delays).model_copy(update=workers)


def is_held(row: Recording, dispatch: int) -> bool:
    """Whether the execution with this dispatch number may still change the row."""
    return row.state is RecordingState.IMPORTING and row.dispatch == dispatch
