"""Hints: recordings that an event announced when their call ended, before the call log shows them.

The event contains the recording's id and little else. The row is imported like any other, and the
call log completes it later. A hint that the call log never confirms is not counted as lost.

If no licensed user is among the parties that the events named, the row is excluded for now. The first
record of the call log decides again: it may name more participants.
"""

from __future__ import annotations

from typing import Final

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.coverage import CoveredExtension, distinct
from ringkeep.domain.recordings.licensing import (
    EVERYONE,
    NOT_LICENSED,
    ImportLicensing,
    gained,
    is_not_licensed,
    takes_more,
)
from ringkeep.domain.recordings.lifecycle import opens_when_seen, reopened, seen_again
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY

FRESH_OF_A_SESSION: Final = 20
"""The number of a session's hints that are imported at once. Real calls have a few recordings. An event
that names more is wrong, or a conference that can wait: its other hints are imported with the rest of
the back-fill, so that recordings of other calls do not wait for ids that may not exist."""


class Hint(Model):
    """One recording of a call that has ended. Times are in seconds since the epoch."""

    service: str
    account_id: str
    recording_id: str
    telephony_session_id: str
    session_id: str = ""
    extension_id: str = ""
    direction: str = ""
    mode: str = ""
    """Automatic or OnDemand; empty if the event does not name it."""
    view: str = ""
    """Party or Session; empty if the event does not name it."""
    started_at: float
    ended_at: float
    participants: tuple[CoveredExtension, ...] = ()
    """Whose calls the recording covers, judging by the events."""
    place: int = 0
    """Its place among the hints of its session, from 0."""

    @property
    def lane(self) -> Lane:
        return Lane.FRESH if self.place < FRESH_OF_A_SESSION else Lane.BACKFILL

    @property
    def covered(self) -> tuple[CoveredExtension, ...]:
        if self.participants or not self.extension_id:
            return self.participants
        return (CoveredExtension(extension_id=self.extension_id, at=self.started_at),)

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )


def hinted(
    hint: Hint,
    policy: Policy,
    now: float,
    first_delay: float,
    licensing: ImportLicensing = EVERYONE,
) -> Recording:
    """Returns the row of a recording that no other source has found yet.

    `first_delay` is the number of seconds between the call's end and the first download.
    """
    taken = licensing.takes(hint.covered)
    row = Recording(
        service=hint.service,
        account_id=hint.account_id,
        recording_id=hint.recording_id,
        state=RecordingState.PENDING if taken else RecordingState.EXCLUDED,
        reason="" if taken else NOT_LICENSED,
        covered=hint.covered,
        session_id=hint.session_id,
        telephony_session_id=hint.telephony_session_id,
        extension_id=hint.extension_id,
        direction=hint.direction,
        recording_type=hint.mode,
        mode=hint.mode,
        view=hint.view,
        start_time=hint.started_at,
        end_time=hint.ended_at,
        duration_seconds=max(0, round(hint.ended_at - hint.started_at)),
        found_by="event",
        found_at=now,
        confirmed=False,
        lane=hint.lane,
        due_at=max(now, hint.ended_at + first_delay) if taken else 0.0,
        expires_at=hint.started_at + policy.retention_days * DAY,
    )
    return row.with_history(now, "found", f"event {row.state} {row.reason}".strip())


def hinted_again(
    row: Recording,
    hint: Hint,
    now: float,
    first_delay: float,
    licensing: ImportLicensing = EVERYONE,
) -> Recording | None:
    """Returns the changed row if it was waiting for the end of its call, or if the hint names a mode,
    view or participant that the row lacks. Otherwise returns None.

    If the call log showed the call while it was active, the row would wait for hours. The event
    makes it due sooner. Events arrive late and repeatedly, so an event shows a missing or closed
    recording again only if the call ended after the row was last changed.
    """
    if row.state is RecordingState.ERASED:
        return None
    named = _named(row, hint)
    due_at = max(now, hint.ended_at + first_delay)
    is_later = bool(row.history) and hint.ended_at > row.history[-1].at
    if is_later and (changes := seen_again(row, now)):
        return row.with_history(now, "updated", "event: shown again", **changes, **named)
    if is_later and opens_when_seen(row, row.expires_at, now):
        return reopened(row, now, "event", due_at).model_copy(update=named)
    in_time = now < row.expires_at
    if in_time and is_not_licensed(row) and takes_more(row, hint.covered, licensing):
        return reopened(row, now, "event", due_at).model_copy(update=named)
    if row.state is not RecordingState.ANNOUNCED or not licensing.takes(hint.covered):
        detail = f"event: {hint.mode} {hint.view}".strip()
        return row.with_history(now, "updated", detail, **named) if named else None
    return row.with_history(
        now,
        "updated",
        "event: the call has ended",
        state=RecordingState.PENDING,
        reason="",
        end_time=max(row.end_time, hint.ended_at),
        due_at=due_at,
        **named,
    )


def _named(row: Recording, hint: Hint) -> dict[str, object]:
    """Returns the mode and view that the hint names and the row lacks, and the participants if they may
    still decide. A stored recording's sidecar is then written again by the next thorough sweep."""
    pairs = (("mode", row.mode, hint.mode), ("view", row.view, hint.view))
    named: dict[str, object] = {name: new for name, known, new in pairs if new and not known}
    stored = row.state is RecordingState.STORED
    undecided = is_not_licensed(row) or row.state is RecordingState.ANNOUNCED
    if undecided and gained(row, hint.covered):
        named["covered"] = distinct((*row.covered, *hint.covered))
    return named | {"sidecar_version": ""} if named and stored else named
