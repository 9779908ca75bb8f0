"""Users are listed in pages by a cursor."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.user_records import CursorInvalid, cursor_at
from ringkeep.usecases.access.list_users import ListUsers
from tests.unit.usecases.access.people_setup import PeopleSetup


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def test_pages_have_every_user_once(setup: PeopleSetup) -> None:
    names = [f"user{number:03}" for number in range(7)]
    for name in reversed(names):
        setup.add(name)
    listing = ListUsers(setup.memory)
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = listing(cursor, 3)
        found += [each.user.name for each in page.users]
        cursor, pages = page.next, pages + 1
    assert (found, pages) == (names, 3)


def test_a_last_page_that_is_full_has_no_cursor(setup: PeopleSetup) -> None:
    setup.add("ann")
    assert ListUsers(setup.memory)("", 1).next == ""


def test_a_page_goes_on_after_its_last_user_was_renamed(setup: PeopleSetup) -> None:
    ann, _, cid = (setup.add(name) for name in ("ann", "ben", "cid"))
    listing = ListUsers(setup.memory)
    first = listing("", 2)
    setup.edit(first.users[-1], name="aaron")
    assert [each.user.id for each in listing(first.next, 2).users] == [cid.user.id]
    assert first.users[0] == ann


@pytest.mark.parametrize("size", [0, -5, 100_000])
def test_the_size_of_a_page_is_bounded(setup: PeopleSetup, size: int) -> None:
    for number in range(103):
        setup.add(f"user{number:03}")
    assert 1 <= len(ListUsers(setup.memory)("", size).users) <= 100


@pytest.mark.parametrize("cursor", ["x", "\u00e9", "AAAA", cursor_at("ann"), cursor_at("\t" * 900)])
def test_a_cursor_of_something_else_is_refused(setup: PeopleSetup, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        ListUsers(setup.memory)(cursor)
