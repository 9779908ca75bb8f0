"""Saved searches in memory. They pass the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from ringkeep.domain.search.saved_searches import SavedSearch
from ringkeep.errors import Conflict
from ringkeep.usecases.search.saved_search_ports import SearchLists


class MemorySavedSearches:
    """The SavedSearches port."""

    def __init__(self) -> None:
        self.stored: dict[str, SavedSearch] = {}
        self.revisions: dict[str, int] = {}
        self.shared_revision = 0

    def lists(self, user_id: str) -> SearchLists:
        every = list(self.stored.values())
        return SearchLists(
            [each for each in every if each.owner_id == user_id],
            [each for each in every if each.content.shared],
            self.revisions.get(user_id, 0),
            self.shared_revision,
        )

    def write_search(
        self, lists: SearchLists, before: SavedSearch | None, after: SavedSearch | None
    ) -> None:
        either = after or before
        assert either is not None
        if self.stored.get(either.id) != before:
            raise Conflict("the search changed")
        adds = after if before is None else None
        shares = after and after.content.shared and not (before and before.content.shared)
        if adds and self.revisions.get(adds.owner_id, 0) != lists.own_revision:
            raise Conflict("another search was added")
        if shares and self.shared_revision != lists.shared_revision:
            raise Conflict("another search was shared")
        if adds:
            self.revisions[adds.owner_id] = lists.own_revision + 1
        self.shared_revision += bool(shares)
        if after:
            self.stored[after.id] = after
        else:
            del self.stored[either.id]
