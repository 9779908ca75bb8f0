"""Asks RingCentral's call log whether it still lists a recording whose content answers 404."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.calls import Call, parse_call, recorded_parts
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.recordings.ports import RecordingSource

Look = Literal["listed", "missing", "unknown"]
_CONFERENCE: Final = "0"
"""The session id that all conferences share. It does not identify a session."""


@dataclass(frozen=True)
class ProofOfLoss:
    """Only a user who is known to see the whole company is believed: another user is not shown what
    is outside their site or role."""

    source: RecordingSource

    def look(self, row: Recording, deadline: float) -> Look:
        """`unknown`: the call log cannot be read. A record that is itself deleted proves nothing, since
        record and recording are deleted separately."""
        try:
            calls = [*self._record(row, deadline), *self._session(row, deadline)]
            listed = [part for call in calls if not call.deleted for part in recorded_parts(call)]
        except (RingkeepError, ValueError):
            return "unknown"
        named = any(part.reference.id == row.recording_id for part in listed)
        return "listed" if named else "missing"

    def _record(self, row: Recording, deadline: float) -> list[Call]:
        try:
            return [parse_call(self.source.call_record(row.call_id, deadline, Lane.RETRY))]
        except NotFound:
            return []

    def _session(self, row: Recording, deadline: float) -> list[Call]:
        """Reads all records of the session: for a transferred call, another record may list the
        recording."""
        if row.session_id in ("", _CONFERENCE):
            return []
        records = self.source.session_records(row.session_id, deadline, Lane.RETRY)
        return [parse_call(raw) for raw in records]
