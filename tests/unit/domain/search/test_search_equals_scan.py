"""A search finds what a linear scan finds, in the same order, whatever a page may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.sight import Sight
from ringkeep.domain.search.cursor import Position, cursor_of, position_of
from ringkeep.domain.search.keys import is_moment, just_before, moment_key
from ringkeep.domain.search.lists import Reading
from ringkeep.domain.search.merge import Match, Merge, merged, start_positions
from ringkeep.domain.search.plan import planned
from ringkeep.domain.search.searches import Search
from tests.fakes.search.search_index import MemorySearchIndex
from tests.unit.domain.search.calls import SERVICES, ZONE, People, calls, search
from tests.unit.domain.search.linear_scan import scanned

CALLS = 150
MOST_PAGES = 3_000


def pages_of(
    index: MemorySearchIndex, wanted: Search, viewer: Sight, units: float, limit: int
) -> Iterator[tuple[Sequence[Match], Reading]]:
    """Yields the pages, following the cursor to the end."""
    services = [each for each in SERVICES if wanted.request.service in ("", each)]
    position = Position(start_positions(services, wanted.until))
    for _ in range(MOST_PAGES):
        reading = Reading(index, units)
        merges = []
        for service, place in position.services.items():
            plan = planned(wanted, viewer, service, ZONE, reading)
            if plan is not None:
                merges.append(Merge(service, plan, reading, place))
        page = merged(merges, limit)
        yield page.matches, reading
        cursor = cursor_of(page.position, "person")
        if not cursor:
            return
        assert_names_nothing_else(page.position, page.matches, position)
        assert dict(page.position.services) != dict(position.services), "a page came no further"
        position = position_of(cursor, "person")
    pytest.fail("the search does not end")


def assert_names_nothing_else(ended: Position, matches: Sequence[Match], before: Position) -> None:
    """The place where a page ended may be a recording that the person may not see. Calls of the moment at
    which the page began are the exception."""
    shown = {(each.service, just_before(each.key)) for each in matches}
    for service, place in ended.services.items():
        same_moment = moment_key(place) == moment_key(before.services[service])
        assert is_moment(place) or same_moment or (service, place) in shown


def found(
    index: MemorySearchIndex, wanted: Search, viewer: Sight, units: float, limit: int
) -> list[tuple[str, str]]:
    pages = pages_of(index, wanted, viewer, units, limit)
    return [(each.service, each.key) for matches, _ in pages for each in matches]


def compare(seed: int, count: int, searches: int) -> int:
    """Compares searches of several people; then their assignments change. Returns how many were found."""
    random = Random(seed)  # noqa: S311 - no secrets
    documents = calls(random, count)
    index = MemorySearchIndex()
    for each in documents:
        index.add(each)
    total = 0
    for people in (People.made(random), People.made(random)):
        for _ in range(searches):
            viewer, wanted = people.sight(random), search(random, people)
            units = random.choice((2.0, 8.0, 40.0, 200.0))
            limit = random.choice((1, 7, 25)) * (1 + count // 100)
            expected = [
                (each.service, each.sort_key) for each in scanned(documents, wanted, viewer, ZONE)
            ]
            assert found(index, wanted, viewer, units, limit) == expected, wanted.request
            total += len(expected)
    return total


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_a_search_finds_what_a_scan_finds(seed: int) -> None:
    compare(seed, CALLS, 12)


def test_the_compared_searches_find_something() -> None:
    """Otherwise the comparison would show nothing."""
    assert compare(7, CALLS, 40) > 100


def test_pages_are_in_falling_order_and_end() -> None:
    random = Random(3)  # noqa: S311 - no secrets
    index = MemorySearchIndex()
    for each in calls(random, CALLS):
        index.add(each)
    for _ in range(20):
        people = People.made(random)
        keys = [
            key for _, key in found(index, search(random, people), people.sight(random), 4.0, 5)
        ]
        assert all(first >= second for first, second in pairwise(keys))
