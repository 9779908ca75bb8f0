"""Closes the row of a recording: the decision is written to S3 before the row."""

from __future__ import annotations

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.recordings.held_row import HeldRow, Rule
from ringkeep.usecases.recordings.ports import Archive, CallsTable


def settled(held: HeldRow, rule: Rule, calls: CallsTable, archive: Archive) -> Recording:
    """Applies the rule to the held row. If that closes the row without a file, the decision is written
    to S3 first, since the index is rebuilt from S3.

    Raises SupersededError, Conflict, StorageFailed.
    """

    def apply(row: Recording) -> Recording:
        changed = rule(row)
        if changed.state is RecordingState.UNAVAILABLE:
            changed = _with_stored_audio(changed, archive)
        if not changed.state.open:
            archive.write_decision(changed, call_raw_of(row, calls))
        return changed

    return held.change(apply)


def _with_stored_audio(row: Recording, archive: Archive) -> Recording:
    """Notes audio that a worker stored before it died: another try adopts it without a download."""
    found = archive.find(row)
    if found is None:
        return row
    return row.with_history(row.history[-1].at, "audio_in_archive", found.object_key)


def call_raw_of(row: Recording, calls: CallsTable) -> JsonObject | None:
    """Returns the call log record as RingCentral sent it, or None if the log has not shown it."""
    return calls.call_raw(row.account, row.call_id) if row.call_id else None
