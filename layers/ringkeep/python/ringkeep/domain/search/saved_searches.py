"""Saved searches: the filters of the list of recordings under a name, for oneself or for everyone.

A shared search gives no right to see anything: someone who opens it finds what they may see themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.model import Model
from ringkeep.domain.search.query import LONGEST_TEXT
from ringkeep.domain.work.refusals import NotYours, TextMissing, TextTooLong, TooMany
from ringkeep.domain.work.texts import cleaned_line, shows_nothing

MOST_OWN: Final = 100
MOST_SHARED: Final = 200
"""Of everyone together: each person gets all of them in one answer."""
MOST_SHARED_BY_ONE: Final = 40
LONGEST_NAME: Final = 100
MOST_COLUMNS: Final = 40
MOST_LETTERS: Final = 2_000
"""Of all filters of a search together, so that all searches that someone gets fit in one answer of 6 MB."""
FILTERS: Final = (
    "service",
    "state",
    "from",
    "to",
    "text",
    "note",
    "user",
    "extension",
    "number",
    "direction",
    "queue",
    "duration_from",
    "duration_to",
    "type",
    "tag",
    "has_transcript",
)
"""The query parameters of `GET /v1/recordings` but for its cursor and limit."""
_COLUMN: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class SearchContent(Model):
    """What a person saves."""

    name: str
    query: Mapping[str, str] = {}
    columns: tuple[str, ...] = ()
    shared: bool = False


class SavedSearch(Model):
    """`owner_name` is the name that the owner had when they saved it."""

    id: str
    version: int = 1
    content: SearchContent
    owner_id: str
    owner_name: str


class SearchChanged(Refusal):
    """Someone changed the search since the person read it. `present` is the search as it is now."""

    code: ClassVar[str] = "search_changed"
    field: ClassVar[str] = "version"

    def __init__(self, present: SavedSearch) -> None:
        super().__init__(
            "This search was changed meanwhile. Nothing was written: look at it and save it again."
        )
        self.present = present


class SearchUnknown(Refusal):
    code: ClassVar[str] = "search_unknown"
    field: ClassVar[str] = "search"

    def __init__(self) -> None:
        super().__init__(
            "There is no such search, or it is no longer shared. Read the searches again."
        )


class FilterUnknown(Refusal):
    code: ClassVar[str] = "filter_unknown"
    field: ClassVar[str] = "query"

    def __init__(self) -> None:
        super().__init__(f"A search has these filters: {', '.join(FILTERS)}.")


class ColumnInvalid(Refusal):
    code: ClassVar[str] = "column_invalid"
    field: ClassVar[str] = "columns"

    def __init__(self) -> None:
        super().__init__(
            f"A search has at most {MOST_COLUMNS} columns, with names such as started_at."
        )


def search_content(
    name: str, query: Mapping[str, str], columns: Iterable[str], *, shared: bool
) -> SearchContent:
    """Returns the search as it is kept, with its filters in their usual order and without empty ones.
    Raises a Refusal."""
    if not set(query) <= set(FILTERS):
        raise FilterUnknown
    filters = {each: query[each] for each in FILTERS if query.get(each)}
    if any(len(value) > LONGEST_TEXT for value in filters.values()):
        raise TextTooLong("A filter", LONGEST_TEXT, "query")
    if sum(map(len, filters.values())) > MOST_LETTERS:
        raise TextTooLong("A search with all its filters", MOST_LETTERS, "query")
    chosen = tuple(dict.fromkeys(columns))
    if len(chosen) > MOST_COLUMNS or not all(map(_COLUMN.fullmatch, chosen)):
        raise ColumnInvalid
    return SearchContent(name=_name(name), query=filters, columns=chosen, shared=shared)


def _name(text: str) -> str:
    name = cleaned_line(text)
    if shows_nothing(name):
        raise TextMissing("The name of a search", "name")
    if len(name) > LONGEST_NAME:
        raise TextTooLong("The name of a search", LONGEST_NAME, "name")
    return name


def require_room(own: int) -> None:
    """Raises TooMany."""
    if own >= MOST_OWN:
        raise TooMany("searches of yours", MOST_OWN, "Delete one first.")


def require_room_to_share(shared: Iterable[SavedSearch], owner_id: str) -> None:
    """Raises TooMany."""
    owners = [each.owner_id for each in shared]
    if len(owners) >= MOST_SHARED:
        raise TooMany("shared searches", MOST_SHARED, "Save it for yourself, or ask for one to go.")
    if owners.count(owner_id) >= MOST_SHARED_BY_ONE:
        raise TooMany("shared searches of yours", MOST_SHARED_BY_ONE, "Stop sharing one first.")


def require_owner(search: SavedSearch, person: UserPrincipal) -> None:
    """Raises NotYours."""
    if not person.user_id or search.owner_id != person.user_id:
        raise NotYours("a search")


def require_may_delete(search: SavedSearch, person: UserPrincipal) -> None:
    """The owner may; a shared one also who manages users. Raises NotYours."""
    if not (search.content.shared and person.may(Right.MANAGE_USERS)):
        require_owner(search, person)
