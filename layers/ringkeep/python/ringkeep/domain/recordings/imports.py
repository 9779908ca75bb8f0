"""The input of one execution of the import workflow."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import ConfigDict

from ringkeep.domain.limits.slots import Slot
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import Recording, RecordingKey


def iso_time(moment: float) -> str:
    """Converts seconds since the epoch to the format of Step Functions' Wait state."""
    return (
        datetime.fromtimestamp(moment, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


class ImportRequest(Model):
    """The input of `import_recording`. `start_at` (ISO 8601, UTC) is read by the Wait state. `tries`
    counts the downloads soon after the call, this one included; `place_waits` how often the execution
    found too many other downloads running."""

    model_config = ConfigDict(extra="ignore")

    service: str
    account_id: str
    recording_id: str
    dispatch: int
    start_at: str
    slot: Slot
    tries: int = 1
    place_waits: int = 0

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )


def import_request(row: Recording, slot: Slot, lead: float = 0.0) -> ImportRequest:
    """Returns the request for a row that was dispatched with this slot. The execution starts `lead`
    seconds before its slot, because a function takes time to start: a slot that is used late delays
    all that follow."""
    return ImportRequest(
        service=row.service,
        account_id=row.account_id,
        recording_id=row.recording_id,
        dispatch=row.dispatch,
        start_at=iso_time(slot.start_at - lead),
        slot=slot,
    )
