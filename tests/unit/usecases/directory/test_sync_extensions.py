"""The directory is kept in sync with RingCentral's list of extensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import (
    Busy,
    ListingRefused,
    NoSlot,
    StorageFailed,
    Unavailable,
)
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.directory.sync_extensions import (
    ExtensionSync,
    SyncResult,
    SyncTimes,
    state_name,
)
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extension_listing import FakeListing, FakePage
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.directory.example_extensions import raw_extension

ACCOUNT = AccountRef("default", "a1")

Person = dict[str, JsonValue]


def people(count: int, first: int = 0) -> list[Person]:
    return [raw_extension(number) for number in range(first, first + count)]


class Setup:
    def __init__(self, *stored: Person) -> None:
        self.clock = FakeClock()
        self.extensions = MemoryExtensionDirectory()
        self.states = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.use_case = ExtensionSync(self.extensions, self.states, self.leases, self.clock)
        if stored:
            self.sync(list(stored))
        self.extensions.writes = self.states.writes = 0

    def sync(self, listing: FakeListing | list[Person]) -> SyncResult:
        source = FakeListing(listing) if isinstance(listing, list) else listing
        self.clock.advance(300)
        return self.use_case.sync(ACCOUNT, source, self.clock.now() + 240)

    @property
    def rows(self) -> Mapping[str, ExtensionRow]:
        return self.extensions.rows(ACCOUNT)

    @property
    def present(self) -> set[str]:
        return {id_ for id_, row in self.rows.items() if row.present}

    @property
    def state(self) -> JsonObject:
        return self.states.get(state_name(ACCOUNT))[0] or {}


def ids(persons: list[Person]) -> set[str]:
    return {str(person["id"]) for person in persons}


def test_all_pages_are_read() -> None:
    setup = Setup()
    result = setup.sync(people(35))
    assert (result.added, result.pages, result.complete) == (35, 4, True)
    assert setup.present == ids(people(35))


def test_a_second_sync_writes_only_its_own_state() -> None:
    setup = Setup(*people(35))
    assert setup.sync(people(35)) == SyncResult(unchanged=35, pages=4)
    assert setup.extensions.writes == 0
    assert setup.states.writes == 1


def test_one_change_among_twenty_thousand_extensions_is_one_write() -> None:
    everyone = people(20_000)
    setup = Setup()
    setup.sync(FakeListing(everyone, per_page=1000))
    setup.extensions.writes = setup.states.writes = 0
    everyone[12_345] = raw_extension(12_345, status="Disabled")
    result = setup.sync(FakeListing(everyone, per_page=1000))
    assert (result.changed, result.unchanged, result.pages) == (1, 19_999, 20)
    assert (setup.extensions.writes, setup.states.writes) == (1, 1)


def test_additions_changes_and_removals_are_in_the_history_of_the_row() -> None:
    setup = Setup(*people(3))
    setup.sync([*people(2), raw_extension(7)])
    setup.sync([raw_extension(0), raw_extension(1, name="Renamed"), raw_extension(2)])
    events = {id_: [line.event for line in row.history] for id_, row in setup.rows.items()}
    assert events == {
        "1000000": ["added"],
        "1000001": ["added", "changed"],
        "1000002": ["added", "removed", "returned"],
        "1000007": ["added", "removed"],
    }


def test_the_sync_keeps_its_state() -> None:
    setup = Setup(*people(3))
    setup.sync(people(2))
    assert setup.state == {
        "synced_at": setup.clock.now(),
        "changed_at": setup.clock.now(),
        "refused_at": None,
        "present": 2,
        "disagreement": "",
    }


def test_an_interrupted_listing_changes_nothing() -> None:
    setup = Setup(*people(35))
    broken = FakeListing(people(12), fails_at=2, failure=Unavailable("gone", status=503))
    with pytest.raises(Unavailable):
        setup.sync(broken)
    assert (setup.extensions.writes, setup.states.writes) == (0, 0)
    assert setup.present == ids(people(35))


def test_a_listing_without_a_slot_changes_nothing_and_releases_the_lease() -> None:
    setup = Setup(*people(35))
    with pytest.raises(NoSlot):
        setup.sync(FakeListing(people(35), fails_at=3, failure=NoSlot("no room")))
    assert setup.extensions.writes == 0
    assert setup.sync(people(35)).unchanged == 35


def test_every_page_gets_the_deadline() -> None:
    setup, listing = Setup(), FakeListing(people(35))
    setup.sync(listing)
    assert listing.deadlines == [setup.clock.now() + 240] * 4


def test_the_next_sync_completes_one_that_failed_while_writing() -> None:
    setup = Setup(*people(30))
    changed = [raw_extension(number, status="Frozen") for number in range(30)]
    setup.extensions.fails_after = 11
    setup.extensions.failure = StorageFailed("the write failed")
    with pytest.raises(StorageFailed):
        setup.sync(changed)
    setup.extensions.fails_after = None
    assert setup.sync(changed).changed == 19
    assert all(len(row.history) == 2 for row in setup.rows.values())


def test_an_extension_added_while_the_pages_are_read_changes_no_others() -> None:
    everyone = people(35)

    def add_extension(page: int) -> None:
        if page == 3:
            everyone.insert(0, raw_extension(99))

    setup = Setup(*people(35))
    result = setup.sync(FakeListing(everyone, before_page=add_extension))
    assert (result.removed, result.added, result.complete) == (0, 0, False)
    assert setup.sync(everyone).added == 1


def test_an_extension_missed_while_another_is_removed_is_not_marked_as_removed() -> None:
    everyone = people(35)

    def remove_extension(page: int) -> None:
        if page == 2:
            del everyone[0]

    setup = Setup(*people(35))
    result = setup.sync(FakeListing(everyone, before_page=remove_extension))
    assert (result.removed, result.complete) == (0, False)
    assert setup.sync(everyone).removed == 1


@given(
    st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(0, 34)), max_size=6),
    st.booleans(),
)
def test_after_any_changes_during_a_sync_the_next_one_is_right(
    changes: list[tuple[int, bool, int]], reports_total: bool
) -> None:
    everyone, newcomers = people(35), count(100)

    def change_list(page: int) -> None:
        for at, adds, position in changes:
            if at == page and adds:
                everyone.insert(position, raw_extension(next(newcomers)))
            elif at == page:
                del everyone[position % len(everyone)]

    setup = Setup(*people(35))
    setup.sync(FakeListing(everyone, before_page=change_list, reports_total=reports_total))
    setup.sync(everyone)
    assert setup.present == ids(everyone)


def test_a_listing_without_a_total_is_accepted() -> None:
    setup = Setup(*people(35))
    assert setup.sync(FakeListing(people(34), reports_total=False)).removed == 1


def test_a_record_without_an_id_is_counted_and_no_extension_is_removed() -> None:
    setup = Setup(*people(3))
    result = setup.sync([*people(2), {"name": "no id"}])
    assert (result.unreadable, result.complete, result.removed) == (1, False, 0)


def test_a_total_that_differs_twice_in_the_same_way_is_accepted() -> None:
    setup = Setup(*people(3))
    unreadable: list[Person] = [*people(2), {"name": "no id"}]
    assert setup.sync(unreadable).removed == 0
    assert setup.sync(unreadable).removed == 1


def test_a_listing_that_lacks_more_than_half_is_refused_once() -> None:
    setup = Setup(*people(30))
    with pytest.raises(ListingRefused, match="lacks 20 of the stored extensions"):
        setup.sync(people(10))
    assert setup.extensions.writes == 0
    assert setup.present == ids(people(30))
    assert setup.sync(people(10)).removed == 20


def test_a_complete_listing_after_a_refused_one_resets_the_refusal() -> None:
    setup = Setup(*people(30))
    with pytest.raises(ListingRefused):
        setup.sync([])
    assert setup.sync(people(30)).removed == 0
    with pytest.raises(ListingRefused):
        setup.sync([])


def test_a_small_directory_may_be_emptied() -> None:
    setup = Setup(*people(20))
    assert setup.sync([]).removed == 20


def test_a_second_sync_at_the_same_time_is_busy() -> None:
    setup = Setup()

    def another_sync(_: int) -> None:
        with pytest.raises(Busy):
            setup.use_case.sync(ACCOUNT, FakeListing([]), setup.clock.now() + 1)

    assert setup.sync(FakeListing(people(2), before_page=another_sync)).added == 2


def test_two_accounts_have_separate_directories() -> None:
    setup = Setup(*people(3))
    setup.use_case.sync(
        AccountRef("default", "a2"), FakeListing(people(1)), setup.clock.now() + 240
    )
    assert setup.present == ids(people(3))
    assert AccountHistory(setup.states).accounts("default") == ("a1", "a2")
    assert AccountHistory(setup.states).accounts("other") == ()


@dataclass
class EndlessListing:
    """Answers with the last page again and again, or with the pages in a circle."""

    persons: list[Person]
    circle: bool = False
    total: int | None = None
    requests: int = 0

    def sees_part(self) -> bool:
        return False

    def extension_page(self, page: int, deadline: float) -> FakePage:
        self.requests += 1
        assert self.requests < 50
        last = len(self.persons) // 10
        start = (min(page, last) - 1) * 10
        next_page = page % last + 1 if self.circle else page + 1
        return FakePage(self.persons[start : start + 10], next_page, self.total)


@pytest.mark.parametrize("circle", [True, False])
@pytest.mark.parametrize("total", [None, 30, 1000])
def test_a_listing_without_an_end_is_used_and_removes_no_one(
    circle: bool, total: int | None
) -> None:
    setup = Setup(*people(40))
    listing = EndlessListing(people(30), circle, total)
    for _ in range(3):
        listing.requests = 0
        setup.clock.advance(300)
        result = setup.use_case.sync(ACCOUNT, listing, setup.clock.now() + 240)
        assert result.endless
        if total != 30:  # what RingCentral counts was read
            assert (result.complete, setup.present) == (False, ids(people(40)))


def test_new_extensions_of_a_listing_without_an_end_are_added() -> None:
    setup = Setup()
    result = setup.use_case.sync(ACCOUNT, EndlessListing(people(30)), setup.clock.now() + 240)
    assert (result.added, result.endless, result.complete) == (30, True, False)
    assert setup.present == ids(people(30))


def test_what_a_limited_user_does_not_list_is_not_removed() -> None:
    setup = Setup(*people(4))
    result = setup.sync(FakeListing(people(2), limited=True))
    assert (result.removed, result.complete) == (0, False)
    assert sum(row.removed_at is None for row in setup.rows.values()) == 4
    assert setup.sync(people(2)).removed == 2


def test_it_is_known_when_the_list_last_changed() -> None:
    """Decisions about changes are looked for soon after it."""
    setup = Setup()
    times = SyncTimes(setup.states)
    assert times.changed_at(ACCOUNT) == 0.0
    setup.sync(people(3))
    first = times.changed_at(ACCOUNT)
    assert first == setup.clock.now()
    setup.sync(people(3))
    assert times.changed_at(ACCOUNT) == first
    setup.sync(people(2))
    assert times.changed_at(ACCOUNT) == setup.clock.now()
