"""The page of all lines: whose they are, in which order, and how much it costs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.live.page import Status
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.realtime_board import RealtimeBoard
from tests.unit.domain.live.events_made import (
    ANN,
    BOB,
    CAY,
    NOW,
    QUEUE,
    idle,
    party,
    telephony,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, SERVICE, LiveBench


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def person(id_: str, **fields: str) -> Extension:
    known = {"id": id_, "name": f"P{id_}", "type": "User", "status": "Enabled", **fields}
    return Extension.model_validate(known)


class CountingExtensions:
    """Counts how often the directory is read."""

    def __init__(self, bench: LiveBench) -> None:
        self._extensions = bench.extensions
        self.reads = 0

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        self.reads += 1
        return self._extensions.rows(account)

    def write(self, account: AccountRef, rows: object) -> None:
        raise AssertionError("the page changes no extension")


def test_people_have_lines_and_queues_have_none(bench: LiveBench) -> None:
    snapshot = bench.board.snapshot()
    assert [line.extension_id for line in snapshot.users] == [ANN, BOB, CAY]


def test_of_a_board_that_was_never_heard_of_nothing_is_known(bench: LiveBench) -> None:
    snapshot = bench.board.snapshot()
    assert {line.status for line in snapshot.users} == {Status.UNKNOWN}
    (service,) = snapshot.services
    assert (service.stale, service.last_update_at, service.events_arrive) == (True, None, False)
    assert snapshot.age_seconds is None


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"type": "DigitalUser"}, True),
        ({"type": ""}, True),
        ({"status": "Disabled"}, False),
        ({"status": "NotActivated"}, False),
        ({"type": "IvrMenu"}, False),
        ({"type": "Voicemail"}, False),
    ],
)
def test_a_line_is_for_people_who_are_enabled(fields: dict[str, str], shown: bool) -> None:
    bench = LiveBench(people=[person("7", **fields)])
    assert bool(bench.board.snapshot().users) is shown


def test_a_disabled_person_has_a_line_while_on_the_phone() -> None:
    bench = LiveBench(people=[person("7", status="Disabled")])
    bench.touch(telephony(1, NOW - 5, party("Answered", "7")))
    assert bench.statuses() == {"P7": "OnPhone"}
    bench.touch(telephony(2, NOW - 4, party("Disconnected", "7")))
    assert bench.statuses() == {}


def test_an_extension_that_left_the_listing_has_no_line(bench: LiveBench) -> None:
    row = bench.extensions.rows(ACCOUNT_REF)[ANN].model_copy(update={"removed_at": NOW})
    bench.extensions.write(ACCOUNT_REF, [row])
    assert [line.extension_id for line in bench.board.snapshot().users] == [BOB, CAY]


def test_an_unknown_extension_has_a_line_for_a_while_after_its_call(bench: LiveBench) -> None:
    own = {"name": "New Person", "extensionId": "77"}
    bench.touch(telephony(1, NOW - 5, party("Answered", "77", to=own)))
    assert bench.statuses()["New Person"] == "OnPhone"
    bench.touch(telephony(2, NOW - 4, party("Disconnected", "77")))
    bench.touch(idle(1, NOW - 3, "77"))
    assert bench.statuses()["New Person"] == "Available"
    bench.clock.advance(3700)
    assert "New Person" not in bench.statuses()


def test_an_unknown_extension_of_which_only_presence_is_known_has_none(bench: LiveBench) -> None:
    bench.touch(idle(1, NOW - 3, "77"))
    assert len(bench.board.snapshot().users) == 3


def test_a_line_tells_name_and_number_of_the_directory(bench: LiveBench) -> None:
    line = bench.line()
    assert (line.name, line.extension_number) == ("Ann", "1")


def test_the_service_narrows_the_page(bench: LiveBench) -> None:
    bench.services.put(
        Service(name="other", server_url="https://platform.ringcentral.com", secret_arn="arn")
    )
    AccountHistory(bench.states).remember(AccountRef("other", "9"))
    rows = [ExtensionRow(extension=person("7"), added_at=NOW, changed_at=NOW)]
    bench.extensions.write(AccountRef("other", "9"), rows)
    assert len(bench.board.snapshot().users) == 4
    assert [line.name for line in bench.board.snapshot("other").users] == ["P7"]
    assert [service.service for service in bench.board.services()] == [SERVICE, "other"]
    with pytest.raises(ServiceNotFound):
        bench.board.snapshot("third")


def test_a_service_that_never_logged_in_is_listed_without_lines(bench: LiveBench) -> None:
    bench.services.put(
        Service(name="new", server_url="https://platform.ringcentral.com", secret_arn="arn")
    )
    snapshot = bench.board.snapshot("new")
    assert snapshot.users == ()
    assert [service.service for service in snapshot.services] == ["new"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_pages_hold_every_line_once_and_in_order(bench: LiveBench, size: int) -> None:
    board = RealtimeBoard(
        bench.table, bench.extensions, bench.services, bench.states, bench.clock, page_size=size
    )
    seen, cursor, pages = [], None, 0
    while pages < 10:
        page = board.snapshot(cursor=cursor)
        seen += [line.extension_id for line in page.users]
        cursor, pages = page.next, pages + 1
        if cursor is None:
            break
    assert seen == [ANN, BOB, CAY]
    assert pages == -(-3 // size)


@pytest.mark.parametrize("cursor", ["nonsense", "e30=", "W10=", "ü", "bnVsbA=="])
def test_a_cursor_that_is_none_of_ours_is_refused(bench: LiveBench, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        bench.board.snapshot(cursor=cursor)


def test_lines_asked_for_are_those_that_exist(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 5, party("Answered")))
    lines = bench.board.users(ACCOUNT_REF, [BOB, ANN, ANN, QUEUE, "77"])
    assert [(line.extension_id, line.status) for line in lines] == [
        (BOB, Status.UNKNOWN),
        (ANN, Status.ON_PHONE),
    ]


def test_one_line_is_found_in_the_services_own_account(bench: LiveBench) -> None:
    line = bench.board.user(SERVICE, ANN)
    assert line is not None
    assert line.name == "Ann"
    assert bench.board.user(SERVICE, "77") is None
    assert bench.board.user("unheard-of", ANN) is None


def test_the_people_of_an_account_that_the_service_left_have_no_lines(bench: LiveBench) -> None:
    bench.touch(idle(1, NOW - 3))
    AccountHistory(bench.states).remember(AccountRef(SERVICE, "9"))
    assert bench.board.snapshot().users == ()
    assert bench.board.users(ACCOUNT_REF, [ANN]) == ()


def test_a_call_in_an_account_that_is_not_the_services_has_a_line(bench: LiveBench) -> None:
    AccountHistory(bench.states).remember(AccountRef(SERVICE, "9"))
    bench.touch(telephony(1, NOW - 5, party("Answered")))
    assert bench.statuses() == {"Ann": "OnPhone"}


def test_the_directory_is_read_every_half_minute_at_most(bench: LiveBench) -> None:
    extensions = CountingExtensions(bench)
    board = RealtimeBoard(bench.table, extensions, bench.services, bench.states, bench.clock)
    for _ in range(5):
        board.snapshot()
        board.users(ACCOUNT_REF, [ANN])
        bench.clock.advance(5)
    assert extensions.reads == 1
    bench.clock.advance(10)
    board.snapshot()
    assert extensions.reads == 2


def test_the_age_is_that_of_the_service_heard_of_the_longest_ago(bench: LiveBench) -> None:
    bench.touch(idle(1, NOW))
    bench.clock.advance(42)
    assert bench.board.snapshot().age_seconds == 42.0


def test_a_snapshots_version_grows(bench: LiveBench) -> None:
    first = bench.board.snapshot().version
    bench.clock.advance(0.01)
    assert bench.board.snapshot().version > first


def test_everyone_of_a_large_account_is_on_one_page() -> None:
    bench = LiveBench(people=[person(str(number)) for number in range(1000, 1500)])
    assert len(bench.board.snapshot().users) == 500
