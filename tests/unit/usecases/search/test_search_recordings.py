"""Searches and counts: pages, cursors, bounds, and only what the person may see."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, NO_ONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.cursor import CursorInvalid
from ringkeep.domain.search.documents import NoteText
from ringkeep.domain.search.query import QueryProblem
from ringkeep.domain.search.searches import SearchRequest
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.search import search_recordings
from ringkeep.usecases.search.index_recording import IndexRecording
from ringkeep.usecases.search.search_recordings import Count, SearchPage, SearchRecordings
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.search.recordings import MemoryRecordings
from tests.fakes.search.search_index import MemorySearchIndex, MemoryWrittenDocuments
from tests.unit.domain.access.example_users import ANN, BEN
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

RIGHTS = frozenset({Right.LIST_RECORDINGS, Right.PLAY})
ALL = UserPrincipal(ANN, "Ann", RIGHTS, EVERYONE)


def held(*extensions: str) -> list[UserAssignment]:
    return [UserAssignment(Owner("default", "a1", each), Period()) for each in extensions]


def ann(*extensions: str) -> UserPrincipal:
    return UserPrincipal(ANN, "Ann", RIGHTS, Sight.of_holders({ANN: held(*extensions)}))


class Setup:
    def __init__(self) -> None:
        self.recordings = MemoryRecordings()
        self.index = MemorySearchIndex()
        self.services = MemoryServiceDirectory()
        for name in ("default", "other"):
            self.services.put(service(name))
        self.search = SearchRecordings(self.index, self.recordings, self.services, self.recordings)
        found = self.recordings
        documents = MemoryWrittenDocuments()
        self.indexing = IndexRecording(found, found, found, self.index, documents, found)

    def put(self, number: int, text: str = "refund", **changes: object) -> Recording:
        row = stored(pending(), AUDIO, NOW).model_copy(
            update={
                "recording_id": f"r{number:04}",
                "start_time": NOW - 3600 * number,
                "extension_id": "101",
                "covered": (),
                **changes,
            }
        )
        self.recordings.put(row, text=text)
        self.indexing(row.key)
        return row

    def page(
        self, person: UserPrincipal = ALL, cursor: str = "", limit: int = 25, **filters: object
    ) -> SearchPage:
        return self.search(person, SearchRequest.model_validate(filters), cursor, limit)

    def ids(self, person: UserPrincipal = ALL, **filters: object) -> list[str]:
        return [each.recording_id for each in self.page(person, "", 25, **filters).recordings]

    def counted(self, person: UserPrincipal = ALL, cursor: str = "", **filters: object) -> Count:
        return self.search.count(person, SearchRequest.model_validate(filters), cursor)


@pytest.fixture
def setup() -> Setup:
    made = Setup()
    for number in range(30):
        made.put(number, "refund invoice" if number % 3 == 0 else "refund")
    return made


def test_pages_lead_to_the_end(setup: Setup) -> None:
    first = setup.page(text="refund")
    assert [each.recording_id for each in first.recordings] == [f"r{n:04}" for n in range(25)]
    assert first.reached is not None
    assert NOW - 25 * 3600 <= first.reached <= NOW - 24 * 3600
    second = setup.page(text="refund", cursor=first.next)
    assert [each.recording_id for each in second.recordings] == [f"r{n:04}" for n in range(25, 30)]
    assert (second.next, second.reached) == ("", None)


def test_words_are_searched_only_by_someone_who_may_hear_them(setup: Setup) -> None:
    """A search that finds a call, or does not, tells what was said in it."""
    lists = UserPrincipal(BEN, "Ben", frozenset({Right.LIST_RECORDINGS}), EVERYONE)
    with pytest.raises(RightMissing):
        setup.page(lists, text="refund")
    with pytest.raises(RightMissing):
        setup.counted(lists, text="refund")
    assert setup.counted(lists, extension="101").count == 30


def test_filters_combine(setup: Setup) -> None:
    setup.put(100, "refund invoice", extension_id="102", direction="Outbound", duration_seconds=9)
    assert setup.ids(text="refund invoice", extension="102") == ["r0100"]
    assert setup.ids(direction="Outbound") == ["r0100"]
    assert setup.ids(text="refund", duration_to=10) == ["r0100"]
    assert setup.ids(service="other", text="refund") == []


def test_a_cursor_belongs_to_one_search_and_one_person(setup: Setup) -> None:
    cursor = setup.page(text="refund", limit=5).next
    ben = UserPrincipal(BEN, "Ben", RIGHTS, EVERYONE)
    for person, filters in ((ALL, {"text": "invoice"}), (ben, {"text": "refund"})):
        with pytest.raises(CursorInvalid):
            setup.page(person, cursor, 25, **filters)
    with pytest.raises(CursorInvalid):
        setup.counted(cursor=cursor, text="refund")
    for broken in ("x", "%%%", "bnVsbA==", cursor[:-8]):
        with pytest.raises(CursorInvalid):
            setup.page(cursor=broken, text="refund")


def test_only_what_a_person_may_see_is_found_and_counted(setup: Setup) -> None:
    setup.put(50, "refund", extension_id="102")
    person = ann("102")
    assert setup.ids(person, text="refund") == ["r0050"]
    assert setup.counted(person, text="refund") == Count(1)
    no_one = UserPrincipal(ANN, "Ann", RIGHTS, NO_ONE)
    assert setup.ids(no_one, text="refund") == []
    assert setup.counted(no_one, text="refund") == Count(0)


def test_assignments_of_this_moment_decide_on_the_next_page(setup: Setup) -> None:
    first = setup.page(ann("101"), text="refund", limit=5)
    assert len(first.recordings) == 5
    assert setup.page(ann("102"), first.next, text="refund", limit=5).recordings == []


def test_the_calls_of_a_user_are_found_by_their_extensions(setup: Setup) -> None:
    setup.put(50, "refund", extension_id="102")
    setup.recordings.held = {BEN: held("102")}
    assert setup.ids(text="refund", user=BEN) == ["r0050"]
    assert setup.ids(ann("101"), text="refund", user=BEN) == []
    assert setup.ids(text="refund", user="unknown") == []


def test_a_row_that_changed_since_it_was_indexed_decides(setup: Setup) -> None:
    changed = setup.put(0, "refund").model_copy(update={"extension_id": "102"})
    setup.recordings.stored[changed.key] = changed
    assert "r0000" not in setup.ids(ann("101"), text="refund")


def test_an_erased_row_is_left_out(setup: Setup) -> None:
    row = setup.put(0, "refund")
    del setup.recordings.stored[row.key]
    assert "r0000" not in setup.ids(text="refund")


def test_a_page_stops_at_its_units_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = Setup()
    for number in range(300):
        setup.put(number, "refund" if number % 2 else "invoice")
    monkeypatch.setattr(search_recordings, "PAGE_UNITS", 28.0)
    pages, cursor = 0, ""
    while True:
        page = setup.page(text='refund "refund invoice" -order', cursor=cursor)
        assert page.index_units <= 3.0 + 1.5  # the months are read before
        assert not page.recordings
        pages, cursor = pages + 1, page.next
        if not cursor:
            break
    assert pages > 1


def test_a_count_is_exact_up_to_a_thousand(monkeypatch: pytest.MonkeyPatch, setup: Setup) -> None:
    assert setup.counted(text="invoice") == Count(10)
    monkeypatch.setattr(search_recordings, "EXACT_COUNT", 30)
    assert setup.counted(text="refund") == Count(30)
    monkeypatch.setattr(search_recordings, "EXACT_COUNT", 29)
    more = setup.counted(text="refund")
    assert (more.count, more.more, more.next) == (29, True, "")


def test_a_count_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    setup = Setup()
    for number in range(300):
        setup.put(number)
    monkeypatch.setattr(search_recordings, "COUNT_UNITS", 2.0)
    count, requests = setup.counted(text="refund"), 1
    while count.next:
        assert count.more
        count, requests = setup.counted(cursor=count.next, text="refund"), requests + 1
    assert count == Count(300)
    assert requests > 1


def test_what_cannot_be_searched_is_a_problem(setup: Setup) -> None:
    for filters in (
        {"text": "*"},
        {"number": "12"},
        {"number": "no digits"},
        {"state": RecordingState.PENDING},
    ):
        with pytest.raises(QueryProblem):
            setup.page(**filters)
    with pytest.raises(ServiceNotFound):
        setup.page(text="refund", service="unknown")


def test_a_beginning_of_too_many_words_is_a_problem(setup: Setup) -> None:
    setup.put(60, " ".join(f"inv{number}" for number in range(61)))
    with pytest.raises(QueryProblem, match="too many words begin with"):
        setup.page(text="inv*")


def test_a_service_that_was_removed_is_left_out_of_the_next_page(setup: Setup) -> None:
    cursor = setup.page(text="refund", limit=5).next
    setup.services.delete("default")
    assert setup.page(cursor=cursor, text="refund").recordings == []


def test_words_of_notes_are_searched_by_their_own_filter(setup: Setup) -> None:
    row = setup.put(5)
    setup.recordings.notes[row.key] = [NoteText(1, "promised a callback"), NoteText(2, "by Ann")]
    setup.indexing(row.key)
    assert setup.ids(note="promised") == ["r0005"]
    assert setup.ids(note='"promised a callback" call*', text="refund") == ["r0005"]
    assert setup.ids(note="callback near/2 ann") == [], "they are two notes"
    assert setup.ids(text="promised") == []
    assert setup.ids(note="refund") == []
    assert setup.counted(note="-promised").count == 29
    lists = UserPrincipal(BEN, "Ben", frozenset({Right.LIST_RECORDINGS}), EVERYONE)
    for filters in ({"note": "promised"}, {"tag": "late"}):
        with pytest.raises(RightMissing):
            setup.page(lists, "", 25, **filters)
        with pytest.raises(RightMissing):
            setup.counted(lists, "", **filters)
