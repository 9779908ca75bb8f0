"""Copies people's work on a recording to the recordings bucket, and brings it back from there.

The copy is made from what the table has at that moment, whatever changed: so the order and the repetition of
changes do not matter. It is replaced only if no one else replaced it since, so an older state never
overwrites a newer one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.copies import WorkContents, WorkCopy
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.work.ports import (
    CopyListing,
    ErasableCopies,
    KeptWork,
    RowTags,
    WorkCopies,
    WorkWrite,
)


@dataclass(frozen=True)
class CopyWork:
    kept: KeptWork
    copies: WorkCopies
    clock: Clock

    def __call__(self, key: RecordingKey) -> bool:
        """Returns whether the copy changed."""
        return retry_transaction(self.clock, lambda: self._attempt(key))

    def _attempt(self, key: RecordingKey) -> bool:
        """The copy is read before the table: what is written to the table after that is newer than both."""
        stored = self.copies.read(key)
        contents = self.kept.contents(key)
        if contents.work.restoring:
            return False
        copy = WorkCopy(recording=key, contents=contents)
        if stored and stored.copy == copy:
            return False
        if contents.empty and not contents.work.numbers:
            return self._delete(key, existed=stored is not None)
        self.copies.save_copy(key, copy, stored.version if stored else "")
        return True

    def _delete(self, key: RecordingKey, *, existed: bool) -> bool:
        if existed:
            self.copies.delete_copy(key)
        return existed


@dataclass(frozen=True)
class RestoreWork:
    """Writes what the table has lost. What people wrote there since stays: a recording about which the table
    knows anything is left alone. Rows that were made again show their tags again."""

    kept: KeptWork
    copies: WorkCopies
    listing: CopyListing
    rows: RowTags
    clock: Clock

    def run(self, service: str) -> int:
        """Returns how many recordings got their work back. Run it again to continue."""
        return sum(map(self._one, self.listing.copied(service)))

    def _one(self, key: RecordingKey) -> bool:
        restored = self._restore(key)
        tags = self.kept.work(key).tags
        return bool(tags and self.rows.give(key, tags)) or restored

    def _restore(self, key: RecordingKey) -> bool:
        stored = self.copies.read(key)
        if stored is None or stored.copy is None or stored.copy.recording != key:
            return False
        contents = stored.copy.contents
        if not retry_transaction(self.clock, lambda: self._begin(key, contents)):
            return False
        self.kept.add_missing(key, contents.notes, contents.bookmarks)
        retry_transaction(self.clock, lambda: self._end(key))
        return True

    def _begin(self, key: RecordingKey, contents: WorkContents) -> bool:
        """The count and the tags come first, so that someone who writes now writes beside them."""
        work = self.kept.work(key)
        if work.stands:
            return False
        if not work.restoring:
            changes = {
                "tags": contents.work.tags,
                "notes": len(contents.notes),
                "numbers": contents.work.numbers,
                "restoring": True,
            }
            begun = WorkWrite(work=work.next(**changes), tags_added=contents.work.tags)
            self.kept.write_work(key, begun)
        return True

    def _end(self, key: RecordingKey) -> None:
        work = self.kept.work(key)
        if work.restoring:
            self.kept.write_work(key, WorkWrite(work=work.next(restoring=False)))


@dataclass(frozen=True)
class RemoveWork:
    """Removes everything that people wrote about a recording that is erased."""

    kept: KeptWork
    copies: ErasableCopies
    clock: Clock

    def remove(self, key: RecordingKey) -> None:
        """Nothing can be written about it afterwards. It may be repeated. The table comes first: a copy that
        is made at this moment finds nothing any more."""
        retry_transaction(self.clock, lambda: self.kept.erase(key))
        self.copies.erase_copy(key)
