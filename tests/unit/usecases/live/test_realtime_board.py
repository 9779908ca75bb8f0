"""The Realtime page: which users have a row, their order, the paging and the cost of reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.live.page import RealtimeUser, Status
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.realtime_board import RealtimeBoard
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    QUEUE,
    USER_A,
    USER_B,
    USER_C,
    idle,
    party,
    telephony,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, SERVICE, LiveSetup


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def user_extension(id_: str, **fields: str) -> Extension:
    defaults = {"id": id_, "name": f"P{id_}", "type": "User", "status": "Enabled", **fields}
    return Extension.model_validate(defaults)


class CountingExtensions:
    """Counts how often the directory is read."""

    def __init__(self, live: LiveSetup) -> None:
        self._extensions = live.extensions
        self.reads = 0
        self.asked: list[list[str]] = []

    def some_rows(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> Mapping[str, ExtensionRow]:
        self.asked.append(list(extension_ids))
        return self._extensions.some_rows(account, self.asked[-1])

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        self.reads += 1
        return self._extensions.rows(account)

    def write(self, account: AccountRef, rows: object) -> None:
        raise AssertionError("the page changes no extension")


def test_users_have_rows_and_queues_have_none(live: LiveSetup) -> None:
    snapshot = live.board.snapshot()
    assert [row.extension_id for row in snapshot.users] == [USER_A, USER_B, USER_C]


def test_a_board_without_any_event_shows_unknown_statuses(live: LiveSetup) -> None:
    snapshot = live.board.snapshot()
    assert {row.status for row in snapshot.users} == {Status.UNKNOWN}
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
def test_only_enabled_users_have_rows_without_a_call(fields: dict[str, str], shown: bool) -> None:
    live = LiveSetup(extensions=[user_extension("7", **fields)])
    assert bool(live.board.snapshot().users) is shown


def test_a_disabled_user_has_a_row_while_on_the_phone() -> None:
    live = LiveSetup(extensions=[user_extension("7", status="Disabled")])
    live.receive(telephony(1, NOW - 5, party("Answered", "7")))
    assert live.statuses() == {"P7": "OnPhone"}
    live.receive(telephony(2, NOW - 4, party("Disconnected", "7")))
    assert live.statuses() == {}


def test_an_extension_removed_from_the_listing_has_no_row(live: LiveSetup) -> None:
    row = live.extensions.rows(ACCOUNT_REF)[USER_A].model_copy(update={"removed_at": NOW})
    live.extensions.write(ACCOUNT_REF, [row])
    assert [row.extension_id for row in live.board.snapshot().users] == [USER_B, USER_C]


def test_an_unknown_extension_has_a_row_for_a_while_after_its_call(live: LiveSetup) -> None:
    own = {"name": "New Person", "extensionId": "77"}
    live.receive(telephony(1, NOW - 5, party("Answered", "77", to=own)))
    assert live.statuses()["New Person"] == "OnPhone"
    live.receive(telephony(2, NOW - 4, party("Disconnected", "77")))
    live.receive(idle(1, NOW - 3, "77"))
    assert live.statuses()["New Person"] == "Available"
    live.clock.advance(3700)
    assert "New Person" not in live.statuses()


def test_an_unknown_extension_with_presence_only_has_no_row(live: LiveSetup) -> None:
    live.receive(idle(1, NOW - 3, "77"))
    assert len(live.board.snapshot().users) == 3


def test_a_row_shows_name_and_number_of_the_directory(live: LiveSetup) -> None:
    row = live.row()
    assert (row.name, row.extension_number) == ("User A", "1")


def test_the_page_can_be_limited_to_one_service(live: LiveSetup) -> None:
    live.services.put(
        Service(name="other", server_url="https://platform.ringcentral.com", secret_arn="arn")
    )
    AccountHistory(live.states).remember(AccountRef("other", "9"))
    rows = [ExtensionRow(extension=user_extension("7"), added_at=NOW, changed_at=NOW)]
    live.extensions.write(AccountRef("other", "9"), rows)
    assert len(live.board.snapshot().users) == 4
    assert [row.name for row in live.board.snapshot("other").users] == ["P7"]
    assert [service.service for service in live.board.services()] == [SERVICE, "other"]
    with pytest.raises(ServiceNotFound):
        live.board.snapshot("third")


def test_a_service_that_never_logged_in_is_listed_without_rows(live: LiveSetup) -> None:
    live.services.put(
        Service(name="new", server_url="https://platform.ringcentral.com", secret_arn="arn")
    )
    snapshot = live.board.snapshot("new")
    assert snapshot.users == ()
    assert [service.service for service in snapshot.services] == ["new"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_pages_contain_every_row_once_and_in_order(live: LiveSetup, size: int) -> None:
    board = RealtimeBoard(
        live.table, live.extensions, live.services, live.states, live.clock, page_size=size
    )
    seen, cursor, pages = [], None, 0
    while pages < 10:
        page = board.snapshot(cursor=cursor)
        seen += [row.extension_id for row in page.users]
        cursor, pages = page.next, pages + 1
        if cursor is None:
            break
    assert seen == [USER_A, USER_B, USER_C]
    assert pages == -(-3 // size)


@pytest.mark.parametrize("cursor", ["nonsense", "e30=", "W10=", "ü", "bnVsbA=="])
def test_an_invalid_cursor_is_refused(live: LiveSetup, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        live.board.snapshot(cursor=cursor)


def test_only_existing_rows_are_returned(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered")))
    rows = live.board.users(ACCOUNT_REF, [USER_B, USER_A, USER_A, QUEUE, "77"])
    assert [(row.extension_id, row.status) for row in rows] == [
        (USER_B, Status.UNKNOWN),
        (USER_A, Status.ON_PHONE),
    ]


def test_one_row_is_read_by_service_account_and_extension(live: LiveSetup) -> None:
    (row,) = live.board.some_users(ACCOUNT_REF, [USER_A])
    assert (row.name, row.account_id) == ("User A", ACCOUNT)
    assert live.board.some_users(ACCOUNT_REF, ["77"]) == ()
    assert live.board.some_users(AccountRef("unknown-service", ACCOUNT), [USER_A]) == ()
    assert live.board.some_users(AccountRef(SERVICE, "9"), [USER_A]) == ()


def test_some_rows_are_as_on_the_whole_page_but_read_only_what_they_show(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered")))
    extensions = CountingExtensions(live)
    board = RealtimeBoard(live.table, extensions, live.services, live.states, live.clock)
    wanted = [USER_C, USER_A, QUEUE, "77"]
    some = board.some_users(ACCOUNT_REF, wanted)
    assert (extensions.reads, extensions.asked) == (0, [sorted({*wanted, *_shown(some)})])
    assert some == board.users(ACCOUNT_REF, wanted)
    assert board.some_users(ACCOUNT_REF, wanted) == some
    assert (extensions.reads, len(extensions.asked)) == (1, 1)  # the directory is kept


def _shown(rows: Iterable[RealtimeUser]) -> set[str]:
    others = (row.other_party.extension_id for row in rows if row.other_party)
    return {each for each in others if each}


def test_users_of_a_former_account_have_no_rows(live: LiveSetup) -> None:
    live.receive(idle(1, NOW - 3))
    AccountHistory(live.states).remember(AccountRef(SERVICE, "9"))
    assert live.board.snapshot().users == ()
    assert live.board.users(ACCOUNT_REF, [USER_A]) == ()


def test_a_call_in_the_services_earlier_account_has_a_row(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered")))
    AccountHistory(live.states).remember(AccountRef(SERVICE, "9"))
    assert live.statuses() == {"User A": "OnPhone"}


def test_the_directory_is_read_at_most_every_half_minute(live: LiveSetup) -> None:
    extensions = CountingExtensions(live)
    board = RealtimeBoard(live.table, extensions, live.services, live.states, live.clock)
    for _ in range(5):
        board.snapshot()
        board.users(ACCOUNT_REF, [USER_A])
        live.clock.advance(5)
    assert extensions.reads == 1
    live.clock.advance(10)
    board.snapshot()
    assert extensions.reads == 2


def test_the_age_is_that_of_the_service_updated_longest_ago(live: LiveSetup) -> None:
    live.receive(idle(1, NOW))
    live.clock.advance(42)
    assert live.board.snapshot().age_seconds == 42.0


def test_a_snapshots_version_grows(live: LiveSetup) -> None:
    first = live.board.snapshot().version
    live.clock.advance(0.01)
    assert live.board.snapshot().version > first


def test_all_users_of_a_large_account_are_on_one_page() -> None:
    live = LiveSetup(extensions=[user_extension(str(number)) for number in range(1000, 1500)])
    assert len(live.board.snapshot().users) == 500
