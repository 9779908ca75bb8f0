"""Finds the recording that a URL names, if the person may see it.

Someone who may not see a recording gets the same answer as for one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.recording_ids import full_key
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.errors import ItemRefused, ServiceNotFound
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.transcripts.ports import RecordingRows


class RecordingUnknown(Refusal):
    code: ClassVar[str] = "recording_unknown"
    field: ClassVar[str] = "recording"

    def __init__(self) -> None:
        super().__init__(
            "There is no recording with this id that you may see. Take the id from the list of recordings."
        )


@dataclass(frozen=True)
class FindRecording:
    rows: RecordingRows
    services: ServiceDirectory
    accounts: AccountHistory

    def __call__(self, viewer: UserPrincipal, identifier: str) -> Recording:
        """Raises RecordingUnknown."""
        for key in self._keys(identifier):
            row = self._row(key)
            if row is not None and self.sees(viewer, row):
                return row
        raise RecordingUnknown

    def _keys(self, identifier: str) -> Iterator[RecordingKey]:
        full = full_key(identifier)
        if full is not None:
            yield full
            return
        for service in self.services.list():
            for account_id in reversed(self.accounts.accounts(service.name)):
                yield RecordingKey(
                    service=service.name, account_id=account_id, recording_id=identifier
                )

    def _row(self, key: RecordingKey) -> Recording | None:
        try:
            return self.rows.recording(key)
        except ItemRefused:  # too long to be the id of a stored recording
            return None

    def sees(self, viewer: UserPrincipal, row: Recording) -> bool:
        if viewer.sight.everyone:
            return True
        try:
            zone = zone_of(self.services.get(row.service))
        except ServiceNotFound:
            return False
        return viewer.sees_recording(owners_on(row, zone))
