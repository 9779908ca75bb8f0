"""How a row is closed, or waits for its next try. Pure functions; `lifecycle` says when."""

from __future__ import annotations

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.recordings import Recording, RecordingState, StoredAudio


def stored(
    row: Recording,
    audio: StoredAudio,
    now: float,
    *,
    adopted: bool = False,
    doubts: tuple[str, ...] = (),
) -> Recording:
    """`doubts` say in one word each why the file may not be the whole recording."""
    doubtful = f"doubtful: {', '.join(doubts)}" if doubts else ""
    return row.with_history(
        now,
        "adopted" if adopted else "stored",
        f"{audio.size} bytes sha256 {audio.sha256[:12]} {doubtful}".strip(),
        state=RecordingState.STORED,
        reason="",
        audio=audio,
        doubts=doubts,
        sidecar_version=row.call_version,
        claimed_until=0.0,
        due_at=0.0,
        missing_since=0.0,
        silent_workers=0,
    )


def quarantined(row: Recording, object_key: str, reason: str, now: float) -> Recording:
    return closed(row, RecordingState.QUARANTINED, reason, now, object_key)


def lost(row: Recording, reason: str, now: float) -> Recording:
    """Only for a proved loss: RingCentral answered a user who sees the whole company twice, hours apart,
    that the call log no longer lists the recording. `expired` if its retention was over at the first
    answer, else `deleted_at_ringcentral`."""
    return closed(row, RecordingState.LOST, reason, now)


def unavailable(row: Recording, reason: str, now: float, detail: str = "") -> Recording:
    return closed(row, RecordingState.UNAVAILABLE, reason, now, detail)


def closed(
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
        silent_workers=0,
    )


def pending_again(
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
        silent_workers=0,
    )
