"""The port of saved searches. Adapter and fake pass the same contract tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.search.saved_searches import SavedSearch


@dataclass(frozen=True)
class SearchLists:
    """The searches that someone reads: their own, and those that anyone shares, own ones included. The
    revisions grow with each search that is added, or shared."""

    own: Sequence[SavedSearch]
    shared: Sequence[SavedSearch]
    own_revision: int = 0
    shared_revision: int = 0

    def find(self, search_id: str) -> SavedSearch | None:
        found = (each for each in (*self.own, *self.shared) if each.id == search_id)
        return next(found, None)


class SavedSearches(Protocol):
    """All reads are consistent."""

    def lists(self, user_id: str) -> SearchLists: ...

    def write_search(
        self, lists: SearchLists, before: SavedSearch | None, after: SavedSearch | None
    ) -> None:
        """Replaces a search. `before` is None for a new one, `after` None for one that is deleted. `lists`
        are as they were read. Raises Conflict if anything is no longer as it was read."""
        ...
