"""A recording as the end of its call announced it: a hint, until the call log confirms it.

The event names the recording and little else. The row is imported like any other; the log's record
completes it, and a hint that the log never confirms is not a loss.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.lifecycle import DAY
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState


class Hint(BaseModel):
    """One recording of a call that has ended. Times in seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    service: str
    account_id: str
    recording_id: str
    telephony_session_id: str
    session_id: str = ""
    extension_id: str = ""
    direction: str = ""
    started_at: float
    ended_at: float

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )


def hinted(hint: Hint, policy: Policy, now: float, first_delay: float) -> Recording:
    """The row of a recording that nothing else has found yet.

    `first_delay`: seconds after the call's end before its content is worth asking for.
    """
    row = Recording(
        service=hint.service,
        account_id=hint.account_id,
        recording_id=hint.recording_id,
        state=RecordingState.PENDING,
        session_id=hint.session_id,
        telephony_session_id=hint.telephony_session_id,
        extension_id=hint.extension_id,
        direction=hint.direction,
        start_time=hint.started_at,
        end_time=hint.ended_at,
        duration_seconds=max(0, round(hint.ended_at - hint.started_at)),
        found_by="event",
        found_at=now,
        confirmed=False,
        lane=Lane.FRESH,
        due_at=max(now, hint.ended_at + first_delay),
        expires_at=hint.started_at + policy.retention_days * DAY,
    )
    return row.with_history(now, "found", "event pending")


def hinted_again(row: Recording, hint: Hint, now: float, first_delay: float) -> Recording | None:
    """The row after the event told of the end of a call whose recording was announced; else None.

    The log may have shown the call while it went on: such a row waits for hours, the event does not.
    """
    if row.state is not RecordingState.ANNOUNCED:
        return None
    return row.with_history(
        now,
        "updated",
        "event: the call has ended",
        state=RecordingState.PENDING,
        reason="",
        end_time=max(row.end_time, hint.ended_at),
        due_at=max(now, hint.ended_at + first_delay),
    )
