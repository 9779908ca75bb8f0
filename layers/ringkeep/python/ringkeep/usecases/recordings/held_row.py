"""The row of a recording while one execution holds it.

Other writers may update the row. The execution notices if it no longer holds the row.
"""

from __future__ import annotations

from collections.abc import Callable

from ringkeep.domain.recordings.lifecycle import is_held
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import CallsTable

Rule = Callable[[Recording], Recording]


class SupersededError(Exception):
    """This execution no longer holds the row: it was closed, postponed or dispatched again. `row` is
    the current row."""

    def __init__(self, row: Recording | None) -> None:
        super().__init__("the recording is no longer held by this execution")
        self.row = row


class HeldRow:
    """The latest version of the row that this execution has read or written."""

    def __init__(self, calls: CallsTable, row: Recording) -> None:
        self._calls = calls
        self.row = row

    def change(self, rule: Rule) -> Recording:
        """Applies the rule to the stored row.

        Raises SupersededError, Conflict, StorageFailed.
        """
        return retry_on_conflict(lambda: self._change_once(rule))

    def _change_once(self, rule: Rule) -> Recording:
        try:
            self.row = self._calls.put_recording(rule(self.row))
        except Conflict:
            self.row = self._reloaded()
            raise
        return self.row

    def _reloaded(self) -> Recording:
        row = self._calls.recording(self.row.key)
        if row is None or not is_held(row, self.row.dispatch):
            raise SupersededError(row)
        return row
