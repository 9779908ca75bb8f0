"""What people wrote about one recording, besides the texts of its notes."""

from __future__ import annotations

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.work.refusals import WritingClosed


class RecordingWork(Model):
    """`notes` counts them, `numbers` is the highest number that one ever had. `revision` is 0 if no one
    ever wrote anything. `erased`: the recording was erased, and nothing is written any more. `restoring`: its
    notes and bookmarks are just brought back from their copy."""

    tags: tuple[str, ...] = ()
    notes: int = 0
    numbers: int = 0
    revision: int = 0
    erased: bool = False
    restoring: bool = False

    @property
    def stands(self) -> bool:
        """Whether a copy has nothing to add."""
        return self.revision > 0 and not self.restoring

    def next(self, **changes: object) -> RecordingWork:
        """Returns the next revision. Raises WritingClosed."""
        if self.erased:
            raise WritingClosed
        return self.model_copy(update={**changes, "revision": self.revision + 1})


def is_closed(row: Recording) -> bool:
    """Whether a recording is erased, or just being erased: nothing is read or written about it."""
    return row.state is RecordingState.ERASED


def require_not_erased(row: Recording) -> None:
    """Raises WritingClosed for a recording that is closed."""
    if is_closed(row):
        raise WritingClosed
