"""Saved searches as the API shows and takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.models import Problem
from ringkeep.api.views.common import USER_ID, example
from ringkeep.api.views.work import AuthorView, Version
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.search.query import LONGEST_TEXT
from ringkeep.domain.search.saved_searches import FILTERS, MOST_COLUMNS, SavedSearch

_CONTENT: Final[JsonObject] = {
    "name": "Refunds of this month",
    "query": {"text": "refund", "from": "2026-11-01"},
    "columns": ["started_at", "users", "duration"],
    "shared": True,
}
_SEARCH: Final[JsonObject] = {
    "id": "9c1f0c9be1d04c5f8a6b0c1d2e3f4a5b",
    "version": 1,
    **_CONTENT,
    "owner": {"id": USER_ID, "name": "Ann Lee"},
    "mine": True,
}


class SavedSearchView(Model):
    """`query` has parameters of `GET /v1/recordings`. A shared search gives no right to see anything."""

    model_config = example(_SEARCH)
    id: str
    version: int
    name: str
    query: Mapping[str, str]
    columns: tuple[str, ...]
    shared: bool
    owner: AuthorView
    mine: bool


class SavedSearchListView(Model):
    """Own searches, and those that others share, each in order of its name."""

    model_config = example({"items": [_SEARCH]})
    items: tuple[SavedSearchView, ...]


class NewSearchBody(Body):
    """`name` has 1 to 100 characters. `columns` are names of the console's columns."""

    model_config = example(_CONTENT)
    name: Annotated[str, Field(min_length=1, max_length=1_000)]
    query: Annotated[
        Mapping[str, Annotated[str, Field(max_length=LONGEST_TEXT)]],
        Field(max_length=len(FILTERS)),
    ] = {}
    columns: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=40)], ...],
        Field(max_length=MOST_COLUMNS),
    ] = ()
    shared: bool = False


class SearchBody(NewSearchBody):
    """`version` is the one that you have read."""

    model_config = example({**_CONTENT, "version": 1})
    version: Version


class SearchProblem(Problem):
    """With the code `search_changed`, `search` is the search as it is now."""

    search: SavedSearchView | SkipJsonSchema[None] = None


def search_view(search: SavedSearch, reader: str) -> SavedSearchView:
    """`reader` is the id of the person who reads it."""
    content = search.content
    return SavedSearchView(
        id=search.id,
        version=search.version,
        name=content.name,
        query=content.query,
        columns=content.columns,
        shared=content.shared,
        owner=AuthorView(id=search.owner_id, name=search.owner_name),
        mine=search.owner_id == reader,
    )
