"""The contract of the port SavedSearches, for DynamoDB and the fake."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.search.saved_searches_table import DynamoSavedSearches
from ringkeep.domain.search.saved_searches import SavedSearch, SearchContent
from ringkeep.errors import Conflict
from ringkeep.usecases.search.saved_search_ports import SavedSearches
from tests.contract.tables import work_table
from tests.fakes.search.saved_searches import MemorySavedSearches


@pytest.fixture(params=["fake", "dynamodb"])
def searches(request: pytest.FixtureRequest) -> Iterator[SavedSearches]:
    if request.param == "fake":
        yield MemorySavedSearches()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoSavedSearches(client, work_table(client))


def search(id_: str, owner: str = "u1", *, shared: bool = False) -> SavedSearch:
    content = SearchContent(
        name=f"Search {id_}", query={"text": "refund"}, columns=("users",), shared=shared
    )
    return SavedSearch(id=id_, content=content, owner_id=owner, owner_name="Ann")


def changed(before: SavedSearch, **content: object) -> SavedSearch:
    update = {
        "content": before.content.model_copy(update=content),
        "version": before.version + 1,
    }
    return before.model_copy(update=update)


def add(searches: SavedSearches, new: SavedSearch) -> None:
    searches.write_search(searches.lists(new.owner_id), None, new)


def test_own_and_shared_searches_are_read_together(searches: SavedSearches) -> None:
    own, shared, foreign = search("1"), search("2", shared=True), search("3", "u2", shared=True)
    for each in (own, shared, foreign, search("4", "u2")):
        add(searches, each)
    lists = searches.lists("u1")
    assert list(lists.own) == [own, shared]
    assert list(lists.shared) == [shared, foreign]
    assert lists.find("3") == foreign
    assert lists.find("4") is None


def test_two_who_add_at_the_same_moment_do_not_pass_the_bound(searches: SavedSearches) -> None:
    for shared in (False, True):
        lists = searches.lists("u1")
        searches.write_search(lists, None, search(f"1{shared}", shared=shared))
        with pytest.raises(Conflict):
            searches.write_search(lists, None, search(f"2{shared}", shared=shared))
    lists = searches.lists("u1")
    add(searches, search("5", "u2", shared=True))
    with pytest.raises(Conflict):
        searches.write_search(lists, None, search("6", shared=True))


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_a_search_is_changed_shared_and_no_longer_shared(
    searches: SavedSearches, before: bool, after: bool
) -> None:
    first = search("1", shared=before)
    add(searches, first)
    second = changed(first, name="New", shared=after)
    searches.write_search(searches.lists("u1"), first, second)
    lists = searches.lists("u1")
    assert list(lists.own) == [second]
    assert list(lists.shared) == ([second] if after else [])
    for stale in (changed(first, name="x", shared=before), changed(first, shared=not before), None):
        with pytest.raises(Conflict):
            searches.write_search(lists, first, stale)
    assert list(searches.lists("u1").own) == [second]
    searches.write_search(searches.lists("u2"), second, None)
    assert list(searches.lists("u1").own) == []
