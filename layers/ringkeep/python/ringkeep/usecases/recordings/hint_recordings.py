"""Creates rows for the recordings that an event announces at the end of a call, and requests slots
at once.

It does not wait for the call log: the next poll adds what the event does not contain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.hints import Hint, hinted, hinted_again
from ringkeep.domain.recordings.licensing import ImportLicensing
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, LicensingUnknown
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import CallsTable, FoundCounts, Licensings
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler


@dataclass(frozen=True)
class HintResult:
    """`found` counts the recordings that no other source had found before, `started` the imports, and
    `undecided` those that are left to the call log, because it is not known who is licensed."""

    found: int = 0
    started: int = 0
    undecided: int = 0


@dataclass(frozen=True)
class RecordingHinter:
    """Turns hints into rows. The same hint may arrive twice, and a poll may find the recording at the
    same time."""

    calls: CallsTable
    found_counts: FoundCounts
    scheduler: ImportScheduler
    clock: Clock
    licensings: Licensings

    def announce(
        self, service: Service, app: LimitedApp | None, hints: Sequence[Hint], first_delay: float
    ) -> HintResult:
        """`first_delay` is the number of seconds between a call's end and the first download. While the
        app is not known, the rows are written and the schedule starts their imports later."""
        licensing = self._licensing(service, hints)
        written, undecided = [], 0
        for hint in hints:
            try:
                written.append(self._written(hint, service, first_delay, licensing))
            except LicensingUnknown:  # the Realtime page must not wait for the people table
                undecided += 1
        new = [row for row in written if row is not None and row.revision == 1]
        if new:
            self.found_counts.add_found(new[0].account, new)
        rows = [row for row in written if row is not None and row.lane is Lane.FRESH]
        started = self.scheduler.start_now(app, rows) if rows else 0
        return HintResult(len(new), started, undecided)

    def _licensing(self, service: Service, hints: Sequence[Hint]) -> ImportLicensing:
        account_id = hints[0].account_id if hints else ""
        named = (each.extension_id for hint in hints for each in hint.covered)
        return self.licensings.of(service, account_id, named)

    def _written(
        self, hint: Hint, service: Service, first_delay: float, licensing: ImportLicensing
    ) -> Recording | None:
        """Returns the row if the hint created or changed it. Raises LicensingUnknown."""
        try:
            return retry_on_conflict(
                lambda: self._write_once(hint, service, first_delay, licensing)
            )
        except Conflict:
            return None  # other writers keep changing the row, so it exists

    def _write_once(
        self, hint: Hint, service: Service, first_delay: float, licensing: ImportLicensing
    ) -> Recording | None:
        stored, now = self.calls.recording(hint.key), self.clock.now()
        if stored is None:
            row = hinted(hint, service.policy, now, first_delay, licensing)
            return self.calls.put_recording(row)
        changed = hinted_again(stored, hint, now, first_delay, licensing)
        return self.calls.put_recording(changed) if changed else None
