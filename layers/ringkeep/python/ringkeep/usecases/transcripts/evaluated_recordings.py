"""The recordings that people evaluate: who took part, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.errors import ItemRefused
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.ports import RecordingOwners


@dataclass(frozen=True)
class EvaluatedRecordings:
    find: FindRecording
    owners: RecordingOwners

    def took_part(self, row: Recording) -> tuple[str, ...]:
        """The ids of the users who had its extensions on that day."""
        return self.owners.of(row)

    def sees(self, person: UserPrincipal, key: RecordingKey) -> bool | None:
        """None for a recording that no longer has a row."""
        try:
            row = self.find.rows.recording(key)
        except ItemRefused:  # too long to be the id of a stored recording
            row = None
        return None if row is None else self.find.sees(person, row)
