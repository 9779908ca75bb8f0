"""Lists the users in pages, ordered by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.user_records import UserPage, cursor_at, place_at, place_of
from ringkeep.usecases.access.ports import PeopleStore

LARGEST_PAGE: Final = 100


@dataclass(frozen=True)
class ListUsers:
    store: PeopleStore

    def __call__(self, cursor: str = "", limit: int = 50) -> UserPage:
        """Returns up to `limit` users, at most 100, after the cursor. Raises CursorInvalid."""
        size = max(1, min(limit, LARGEST_PAGE))
        found = self.store.users(place_at(cursor), size + 1)
        page = tuple(found[:size])
        more = len(found) > size
        return UserPage(users=page, next=cursor_at(place_of(page[-1].user)) if more else "")
