"""Bookmarks: moments in a recording that one person marked for themselves. No one else sees them."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.model import Model
from ringkeep.domain.work.refusals import TextTooLong, TooMany
from ringkeep.domain.work.texts import cleaned_line

LONGEST_LABEL: Final = 200
MOST_BOOKMARKS: Final = 200


class Bookmark(Model):
    """`at` is in seconds from the beginning of the recording."""

    id: str
    at: float
    label: str = ""


class Bookmarks(Model):
    """All bookmarks of a person in a recording, in order of their moments. `revision` is 0 if there never
    was one."""

    items: tuple[Bookmark, ...] = ()
    revision: int = 0

    def with_added(self, bookmark: Bookmark) -> Bookmarks:
        """Raises TooMany."""
        if len(self.items) >= MOST_BOOKMARKS:
            raise TooMany("bookmarks of yours to a recording", MOST_BOOKMARKS, "Delete one first.")
        items = sorted((*self.items, bookmark), key=lambda each: (each.at, each.id))
        return Bookmarks(items=tuple(items), revision=self.revision + 1)

    def without(self, bookmark_id: str) -> Bookmarks | None:
        """Returns None if there is no such bookmark."""
        items = tuple(each for each in self.items if each.id != bookmark_id)
        if len(items) == len(self.items):
            return None
        return Bookmarks(items=items, revision=self.revision + 1)


def bookmark_label(text: str) -> str:
    """Returns the label as it is kept; it may be empty. Raises TextTooLong."""
    label = cleaned_line(text)
    if len(label) > LONGEST_LABEL:
        raise TextTooLong("A bookmark", LONGEST_LABEL, "label")
    return label
