"""Counts the recordings of deleted extensions that are still to be imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.call_log_reading import Place, place_name
from ringkeep.usecases.recordings.ports import CallsTable
from ringkeep.usecases.state import StateStore

MOST_OPEN: Final = 2_000
"""Open recordings that are read, those that RingCentral deletes first. About 500 units."""
_EVER: Final = 1e11
_COMPLETE: Final[tuple[DiscoverySource, ...]] = ("nightly", "weekly")
"""The hourly check reads only four hours, and records may change for as long."""


@dataclass(frozen=True)
class CountUnimported:
    calls: CallsTable
    states: StateStore

    def of(self, account: AccountRef) -> Callable[[str, float], int | None]:
        """Returns a function of an extension's id and of the time of its deletion: how many of its recordings
        are announced, pending or importing. None if no check of the call log that began after the deletion
        has ended, or if more recordings are open than are read and none of those is the extension's."""
        rows = self.calls.expiring(account, _EVER, MOST_OPEN)
        counts = Counter(id_ for row in rows for id_ in extension_ids(row))
        all_read, checked_at = len(rows) < MOST_OPEN, self._checked_at(account)

        def count(extension_id: str, deleted_at: float) -> int | None:
            found = counts[extension_id]
            return found if checked_at >= deleted_at and (all_read or found) else None

        return count

    def _checked_at(self, account: AccountRef) -> float:
        """Returns when the latest complete check began that has ended, 0 for none."""
        places = (
            StateDocument(self.states, place_name(account, source), Place).value
            for source in _COMPLETE
        )
        return max(each.watermark or 0.0 for each in places)
