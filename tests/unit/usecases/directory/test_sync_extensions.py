"""The directory follows RingCentral's list of extensions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import (
    Busy,
    InvalidAnswer,
    ListingRefused,
    NoSlot,
    StorageFailed,
    Unavailable,
)
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.directory.sync_extensions import ExtensionSync, SyncResult, state_name
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extension_listing import FakeListing, FakePage
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.directory.extensions import raw_extension

ACCOUNT = AccountRef("default", "a1")

Person = dict[str, JsonValue]


def people(count: int, first: int = 0) -> list[Person]:
    return [raw_extension(number) for number in range(first, first + count)]


class Bench:
    def __init__(self, *known: Person) -> None:
        self.clock = FakeClock()
        self.extensions = MemoryExtensionDirectory()
        self.states = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.use_case = ExtensionSync(self.extensions, self.states, self.leases, self.clock)
        if known:
            self.sync(list(known))
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
    bench = Bench()
    result = bench.sync(people(35))
    assert (result.added, result.pages, result.complete) == (35, 4, True)
    assert bench.present == ids(people(35))


def test_a_second_sync_writes_only_its_own_state() -> None:
    bench = Bench(*people(35))
    assert bench.sync(people(35)) == SyncResult(unchanged=35, pages=4)
    assert bench.extensions.writes == 0
    assert bench.states.writes == 1


def test_twenty_thousand_extensions_with_one_change_are_one_write() -> None:
    everybody = people(20_000)
    bench = Bench()
    bench.sync(FakeListing(everybody, per_page=1000))
    bench.extensions.writes = bench.states.writes = 0
    everybody[12_345] = raw_extension(12_345, status="Disabled")
    result = bench.sync(FakeListing(everybody, per_page=1000))
    assert (result.changed, result.unchanged, result.pages) == (1, 19_999, 20)
    assert (bench.extensions.writes, bench.states.writes) == (1, 1)


def test_additions_changes_and_removals_are_history_in_the_row() -> None:
    bench = Bench(*people(3))
    bench.sync([*people(2), raw_extension(7)])
    bench.sync([raw_extension(0), raw_extension(1, name="Renamed"), raw_extension(2)])
    told = {id_: [line.event for line in row.history] for id_, row in bench.rows.items()}
    assert told == {
        "1000000": ["added"],
        "1000001": ["added", "changed"],
        "1000002": ["added", "removed", "returned"],
        "1000007": ["added", "removed"],
    }


def test_the_sync_keeps_its_state() -> None:
    bench = Bench(*people(3))
    bench.sync(people(2))
    assert bench.state == {
        "synced_at": bench.clock.now(),
        "refused_at": None,
        "present": 2,
        "disagreement": "",
    }


def test_a_listing_that_breaks_off_changes_nothing() -> None:
    bench = Bench(*people(35))
    broken = FakeListing(people(12), fails_at=2, failure=Unavailable("gone", status=503))
    with pytest.raises(Unavailable):
        bench.sync(broken)
    assert (bench.extensions.writes, bench.states.writes) == (0, 0)
    assert bench.present == ids(people(35))


def test_a_listing_without_a_slot_changes_nothing_and_frees_the_lease() -> None:
    bench = Bench(*people(35))
    with pytest.raises(NoSlot):
        bench.sync(FakeListing(people(35), fails_at=3, failure=NoSlot("no room")))
    assert bench.extensions.writes == 0
    assert bench.sync(people(35)).unchanged == 35


def test_every_page_gets_the_deadline() -> None:
    bench, listing = Bench(), FakeListing(people(35))
    bench.sync(listing)
    assert listing.deadlines == [bench.clock.now() + 240] * 4


def test_a_sync_that_dies_while_it_writes_is_mended_by_the_next() -> None:
    bench = Bench(*people(30))
    changed = [raw_extension(number, status="Frozen") for number in range(30)]
    bench.extensions.dies_after = 11
    bench.extensions.failure = StorageFailed("died half-way")
    with pytest.raises(StorageFailed):
        bench.sync(changed)
    bench.extensions.dies_after = None
    assert bench.sync(changed).changed == 19
    assert all(len(row.history) == 2 for row in bench.rows.values())


def test_a_person_added_while_the_pages_are_read_is_not_counted_twice() -> None:
    everybody = people(35)

    def somebody_is_hired(page: int) -> None:
        if page == 3:
            everybody.insert(0, raw_extension(99))

    bench = Bench(*people(35))
    result = bench.sync(FakeListing(everybody, before_page=somebody_is_hired))
    assert (result.removed, result.added, result.complete) == (0, 0, False)
    assert bench.sync(everybody).added == 1


def test_a_person_missed_while_another_left_is_not_called_removed() -> None:
    everybody = people(35)

    def somebody_leaves(page: int) -> None:
        if page == 2:
            del everybody[0]

    bench = Bench(*people(35))
    result = bench.sync(FakeListing(everybody, before_page=somebody_leaves))
    assert (result.removed, result.complete) == (0, False)
    assert bench.sync(everybody).removed == 1


@given(
    st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(0, 34)), max_size=6),
    st.booleans(),
)
def test_however_the_list_moves_the_next_quiet_sync_is_right(
    moves: list[tuple[int, bool, int]], tells_total: bool
) -> None:
    everybody, newcomers = people(35), count(100)

    def move(page: int) -> None:
        for at, adds, place in moves:
            if at == page and adds:
                everybody.insert(place, raw_extension(next(newcomers)))
            elif at == page:
                del everybody[place % len(everybody)]

    bench = Bench(*people(35))
    bench.sync(FakeListing(everybody, before_page=move, tells_total=tells_total))
    bench.sync(everybody)
    assert bench.present == ids(everybody)


def test_a_list_that_tells_no_total_is_believed() -> None:
    bench = Bench(*people(35))
    assert bench.sync(FakeListing(people(34), tells_total=False)).removed == 1


def test_a_record_without_an_id_is_counted_and_nobody_is_removed() -> None:
    bench = Bench(*people(3))
    result = bench.sync([*people(2), {"name": "nobody"}])
    assert (result.unreadable, result.complete, result.removed) == (1, False, 0)


def test_a_total_that_never_agrees_does_not_keep_people_for_ever() -> None:
    bench = Bench(*people(3))
    odd: list[Person] = [*people(2), {"name": "nobody"}]
    assert bench.sync(odd).removed == 0
    assert bench.sync(odd).removed == 1


def test_a_listing_that_loses_more_than_half_is_refused_once() -> None:
    bench = Bench(*people(30))
    with pytest.raises(ListingRefused, match="lacks 20 of the extensions"):
        bench.sync(people(10))
    assert bench.extensions.writes == 0
    assert bench.present == ids(people(30))
    assert bench.sync(people(10)).removed == 20


def test_a_whole_listing_after_a_refused_one_makes_it_forgotten() -> None:
    bench = Bench(*people(30))
    with pytest.raises(ListingRefused):
        bench.sync([])
    assert bench.sync(people(30)).removed == 0
    with pytest.raises(ListingRefused):
        bench.sync([])


def test_a_small_directory_may_be_emptied() -> None:
    bench = Bench(*people(20))
    assert bench.sync([]).removed == 20


def test_two_syncs_at_once_are_one() -> None:
    bench = Bench()

    def another_sync(_: int) -> None:
        with pytest.raises(Busy):
            bench.use_case.sync(ACCOUNT, FakeListing([]), bench.clock.now() + 1)

    assert bench.sync(FakeListing(people(2), before_page=another_sync)).added == 2


def test_two_accounts_are_synced_side_by_side() -> None:
    bench = Bench(*people(3))
    bench.use_case.sync(
        AccountRef("default", "a2"), FakeListing(people(1)), bench.clock.now() + 240
    )
    assert bench.present == ids(people(3))
    assert AccountHistory(bench.states).accounts("default") == ("a1", "a2")
    assert AccountHistory(bench.states).accounts("other") == ()


class Endless:
    def extension_page(self, page: int, deadline: float) -> FakePage:
        return FakePage(records=[], next_page=1, total=None)


def test_a_listing_without_an_end_is_an_error() -> None:
    bench = Bench()
    with pytest.raises(InvalidAnswer, match="does not end"):
        bench.use_case.sync(ACCOUNT, Endless(), bench.clock.now() + 240)
