"""The list of recordings: by service, state and time, and only what the person may see."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import pytest

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, NO_ONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.places import PlaceInvalid, RecordingPlace
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.recordings import list_recordings
from ringkeep.usecases.recordings.list_recordings import (
    ListRecordings,
    RecordingPage,
    RecordingQuery,
)
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.access.example_users import ANN
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

DAY = 86_400.0
RIGHTS = frozenset({Right.LIST_RECORDINGS})
ALL = UserPrincipal(ANN, "Ann", RIGHTS, EVERYONE)


def ann(*held: tuple[str, Period]) -> UserPrincipal:
    assignments = [UserAssignment(Owner("default", "a1", id_), period) for id_, period in held]
    return UserPrincipal(ANN, "Ann", RIGHTS, Sight.of_holders({ANN: assignments}))


class Setup:
    def __init__(self, *rows: Recording) -> None:
        self.calls = MemoryCallsTable()
        self.services = MemoryServiceDirectory()
        for name in ("default", "other"):
            self.services.put(service(name))
        for row in rows:
            self.calls.put_recording(row)
        self.list = ListRecordings(self.calls, self.services, FakeClock(NOW))

    def page(self, person: UserPrincipal = ALL, **query: object) -> RecordingPage:
        return self.list(person, RecordingQuery.model_validate(query))

    def ids(self, person: UserPrincipal = ALL, **query: object) -> list[str]:
        """All pages together."""
        found: list[str] = []
        cursor = ""
        while True:
            page = self.page(person, **{**query, "cursor": cursor})
            found += ids(page.recordings)
            cursor = page.next
            if not cursor:
                return found


def ids(rows: Iterable[Recording]) -> list[str]:
    return [row.recording_id for row in rows]


def row(number: int, ago: float = 0.0, **fields: object) -> Recording:
    return pending(
        recording_id=f"r{number}", start_time=NOW - ago, revision=0, **{"covered": (), **fields}
    )


def excluded(number: int, service: str = "default") -> Recording:
    why = {"state": RecordingState.EXCLUDED, "reason": "not_licensed"}
    return row(number).model_copy(update={"service": service, **why})


def test_the_newest_come_first_over_the_days_of_all_services() -> None:
    rows = [
        row(1, ago=3 * DAY),
        row(2, ago=60),
        row(3, ago=60, service="other"),
        row(4, ago=2 * DAY, service="other"),
        row(5, ago=0),
    ]
    setup = Setup(*rows)
    assert setup.ids() == ["r5", "r3", "r2", "r4", "r1"]
    for limit in (1, 2, 3, 5):
        assert setup.ids(limit=limit) == setup.ids()


def test_calls_of_the_same_moment_are_on_one_page_each() -> None:
    rows = [row(number) for number in range(5)]
    rows += [row(number, service="other") for number in range(5)]
    assert sorted(Setup(*rows).ids(limit=1)) == sorted(ids(rows))


def test_only_one_service_and_state() -> None:
    setup = Setup(row(1), excluded(2), excluded(3, service="other"))
    assert setup.ids(state="excluded") == ["r3", "r2"]
    assert setup.ids(service="default", state="excluded") == ["r2"]


def test_the_beginning_is_included_and_the_end_is_not() -> None:
    setup = Setup(row(1, ago=200), row(2, ago=100), row(3, ago=50))
    assert setup.ids(since=NOW - 200, until=NOW - 50) == ["r2", "r1"]
    assert setup.ids(since=NOW - 199, until=NOW - 100) == []


def test_an_unknown_service_and_a_foreign_cursor_are_refused() -> None:
    with pytest.raises(ServiceNotFound):
        Setup().page(service="nowhere")
    for cursor in ("x", "e30=", RecordingPlace("x").cursor, "bnVsbA==", "WzEsMl0="):
        with pytest.raises(PlaceInvalid):
            Setup().page(cursor=cursor)


def test_someone_sees_the_recordings_of_the_days_on_which_they_had_the_extension() -> None:
    """NOW is 2026-11-18."""
    setup = Setup(row(1, extension_id="1"), row(2, ago=DAY, extension_id="1"))
    until = Period.model_validate({"last_day": "2026-11-17"})
    since = Period.model_validate({"first_day": "2026-11-18"})
    assert setup.ids(ann(("1", until))) == ["r2"]
    assert setup.ids(ann(("1", since))) == ["r1"]
    assert setup.ids(ann(("2", Period()))) == []


def test_every_extension_that_took_part_counts() -> None:
    covered = (CoveredExtension(extension_id="7", at=NOW),)
    setup = Setup(row(1, extension_id="1", covered=covered))
    assert setup.ids(ann(("7", Period()))) == ["r1"]


def test_a_recording_without_an_owner_is_only_for_who_sees_everyone() -> None:
    setup = Setup(row(1, extension_id=""))
    assert setup.ids(ALL) == ["r1"]
    assert setup.ids(ann(("1", Period()))) == []


def test_the_day_is_that_of_the_time_zone() -> None:
    setup = Setup(row(1, extension_id="1"))
    zoned = service("default").model_copy(update={"policy": Policy(time_zone="Pacific/Kiritimati")})
    setup.services.services["default"] = zoned
    tomorrow = Period.model_validate({"first_day": "2026-11-19"})
    assert setup.ids(ann(("1", tomorrow))) == ["r1"]


def test_who_sees_no_one_reads_nothing() -> None:
    setup = Setup(row(1))
    assert setup.page(UserPrincipal(ANN, "Ann", RIGHTS, NO_ONE)) == RecordingPage()


def test_a_page_that_has_read_enough_returns_its_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_recordings, "MOST_ROWS", 10)
    rows = [row(number, ago=number, extension_id="1") for number in range(35)]
    setup = Setup(*rows, row(99, ago=50, extension_id="2"))
    first = setup.page(ann(("2", Period())))
    assert (list(first.recordings), bool(first.next)) == ([], True)
    assert setup.ids(ann(("2", Period()))) == ["r99"]


def test_a_page_reads_only_so_many_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_recordings, "MOST_QUERIES", 10)
    setup = Setup(row(1, ago=40 * DAY))
    assert setup.page().recordings == []
    assert setup.ids() == ["r1"]


def test_the_list_ends_after_ninety_days_unless_someone_asks_for_more() -> None:
    setup = Setup(row(1, ago=200 * DAY))
    assert setup.ids() == []
    assert setup.ids(since=0.0, until=NOW - 150 * DAY) == ["r1"]
    assert setup.ids(since=NOW - 250 * DAY) == ["r1"]


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_cursor_tells_nothing_of_a_recording_that_the_person_may_not_see(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Three calls begin at the same moment, and the second of them ends the page."""
    monkeypatch.setattr(list_recordings, "MOST_ROWS", 2)
    hidden = [row(number, ago=60, extension_id="2") for number in (8, 9)]
    seen = [row(number, ago=ago, extension_id="1") for number, ago in ((1, 0), (2, 60), (3, 90))]
    setup, mine, found = Setup(*hidden, *seen), ann(("1", Period())), list[str]()
    cursor = ""
    while True:
        page = setup.page(mine, cursor=cursor, limit=limit)
        found += ids(page.recordings)
        cursor = page.next
        if not cursor:
            break
        text = base64.urlsafe_b64decode(cursor).decode()
        assert not [each for each in hidden if each.recording_id in text]
    assert found == ["r1", "r2", "r3"]
