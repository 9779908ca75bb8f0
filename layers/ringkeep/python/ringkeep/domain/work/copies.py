"""The copy of people's work on a recording: one JSON document in the recordings bucket."""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.bookmarks import Bookmarks
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork


class WorkContents(Model):
    """All that people wrote about a recording. `bookmarks` are by the id of the person."""

    work: RecordingWork = RecordingWork()
    notes: tuple[Note, ...] = ()
    bookmarks: Mapping[str, Bookmarks] = {}

    @property
    def empty(self) -> bool:
        marked = any(each.items for each in self.bookmarks.values())
        return not (self.work.tags or self.notes or marked)


class WorkCopy(Model):
    """`recording` says which one it is about."""

    schema_version: int = 1
    recording: RecordingKey
    contents: WorkContents
