"""What people wrote about one recording, besides the texts of its notes."""

from __future__ import annotations

from ringkeep.domain.model import Model
from ringkeep.domain.work.refusals import RecordingErased


class RecordingWork(Model):
    """`notes` counts them, `numbers` is the highest number that one ever had. `revision` is 0 if no one
    ever wrote anything. `erased`: the recording was erased, and nothing is written any more."""

    tags: tuple[str, ...] = ()
    notes: int = 0
    numbers: int = 0
    revision: int = 0
    erased: bool = False

    def next(self, **changes: object) -> RecordingWork:
        """Returns the next revision. Raises RecordingErased."""
        if self.erased:
            raise RecordingErased
        return self.model_copy(update={**changes, "revision": self.revision + 1})
