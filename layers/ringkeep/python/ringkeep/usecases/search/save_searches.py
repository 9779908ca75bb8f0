"""Saves searches of a person, for themselves or for everyone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.search.saved_searches import (
    SavedSearch,
    SearchChanged,
    SearchContent,
    SearchUnknown,
    require_may_delete,
    require_owner,
    require_room,
    require_room_to_share,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.search.saved_search_ports import SavedSearches, SearchLists


def _new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class SaveSearches:
    store: SavedSearches
    clock: Clock
    new_id: Callable[[], str] = _new_id

    def read(self, person: UserPrincipal) -> Sequence[SavedSearch]:
        """Returns the person's own searches and the shared ones, each in order of its name."""
        lists = self.store.lists(person.user_id)
        others = [each for each in lists.shared if each.owner_id != person.user_id]
        return [*sorted(lists.own, key=_by_name), *sorted(others, key=_by_name)]

    def add(self, person: UserPrincipal, content: SearchContent) -> SavedSearch:
        """Raises TooMany."""
        return retry_transaction(self.clock, lambda: self._add(person, content))

    def change(
        self, person: UserPrincipal, search_id: str, content: SearchContent, version: int
    ) -> SavedSearch:
        """`version` is the one that the person has read. Writing the same again is no change. Raises
        SearchChanged and other Refusals."""
        return retry_transaction(
            self.clock, lambda: self._change(person, search_id, content, version)
        )

    def delete(self, person: UserPrincipal, search_id: str, version: int) -> None:
        """Raises SearchChanged and other Refusals."""
        retry_transaction(self.clock, lambda: self._delete(person, search_id, version))

    def _add(self, person: UserPrincipal, content: SearchContent) -> SavedSearch:
        lists = self.store.lists(person.user_id)
        require_room(len(lists.own))
        if content.shared:
            require_room_to_share(lists.shared, person.user_id)
        search = SavedSearch(
            id=self.new_id(), content=content, owner_id=person.user_id, owner_name=person.name
        )
        self.store.write_search(lists, None, search)
        return search

    def _change(
        self, person: UserPrincipal, search_id: str, content: SearchContent, version: int
    ) -> SavedSearch:
        lists = self.store.lists(person.user_id)
        before = _found(lists, search_id)
        require_owner(before, person)
        if before.content == content:
            return before
        _require_version(before, version)
        if content.shared and not before.content.shared:
            require_room_to_share(lists.shared, person.user_id)
        update = {"content": content, "version": version + 1, "owner_name": person.name}
        after = before.model_copy(update=update)
        self.store.write_search(lists, before, after)
        return after

    def _delete(self, person: UserPrincipal, search_id: str, version: int) -> None:
        lists = self.store.lists(person.user_id)
        before = _found(lists, search_id)
        require_may_delete(before, person)
        _require_version(before, version)
        self.store.write_search(lists, before, None)


def _found(lists: SearchLists, search_id: str) -> SavedSearch:
    search = lists.find(search_id)
    if search is None:
        raise SearchUnknown
    return search


def _require_version(search: SavedSearch, version: int) -> None:
    if search.version != version:
        raise SearchChanged(search)


def _by_name(search: SavedSearch) -> tuple[str, str]:
    return search.content.name.casefold(), search.id
