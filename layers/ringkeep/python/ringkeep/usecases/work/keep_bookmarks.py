"""The bookmarks of one person in a recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.work.bookmarks import Bookmark, bookmark_label
from ringkeep.domain.work.notes import moment_in
from ringkeep.domain.work.recording_work import is_closed, require_not_erased
from ringkeep.domain.work.refusals import BookmarkUnknown, WritingClosed
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.work.ports import RecordingWorkStore
from ringkeep.usecases.work.write_notes import new_id, seconds_of


@dataclass(frozen=True)
class KeepBookmarks:
    store: RecordingWorkStore
    clock: Clock
    new_id: Callable[[], str] = new_id

    def read(self, row: Recording, user_id: str) -> Sequence[Bookmark]:
        """Returns none of a recording that is erased, or just being erased."""
        return () if is_closed(row) else self.store.bookmarks(row.key, user_id).items

    def add(self, row: Recording, user_id: str, at: float, label: str) -> Bookmark:
        """Raises a Refusal."""
        require_not_erased(row)
        moment = moment_in(at, seconds_of(row)) or 0.0
        bookmark = Bookmark(id=self.new_id(), at=moment, label=bookmark_label(label))
        retry_transaction(self.clock, lambda: self._add(row.key, user_id, bookmark))
        return bookmark

    def delete(self, key: RecordingKey, user_id: str, bookmark_id: str) -> None:
        """Raises BookmarkUnknown."""
        retry_transaction(self.clock, lambda: self._delete(key, user_id, bookmark_id))

    def _add(self, key: RecordingKey, user_id: str, bookmark: Bookmark) -> None:
        if self.store.work(key).erased:
            raise WritingClosed
        after = self.store.bookmarks(key, user_id).with_added(bookmark)
        self.store.save_bookmarks(key, user_id, after)

    def _delete(self, key: RecordingKey, user_id: str, bookmark_id: str) -> None:
        after = self.store.bookmarks(key, user_id).without(bookmark_id)
        if after is None:
            raise BookmarkUnknown
        self.store.save_bookmarks(key, user_id, after)
