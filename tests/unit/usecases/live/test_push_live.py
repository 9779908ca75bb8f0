"""Open pages receive changes at most once a second, and only those that they may see."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import EVALUATOR
from ringkeep.domain.access.sight import CurrentSight
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.sockets import OPENING_SECONDS
from ringkeep.errors import StorageFailed
from ringkeep.usecases.live.push_live import (
    LARGEST_MESSAGE,
    RESYNC,
    LiveChanges,
    PushResult,
    message_for,
)
from tests.fakes.access.principals import (
    ADMINISTRATOR,
    AGENT,
    SUPERVISOR,
    UNASSIGNED,
    extension,
    holding,
    with_profile,
)
from tests.fakes.live.sockets import ACCOUNT_ID, FakePage, realtime_row
from tests.unit.usecases.live.sockets_setup import (
    SocketsSetup,
    change,
    pushed_extensions,
)


@pytest.fixture
def setup() -> SocketsSetup:
    return SocketsSetup()


def test_a_manager_receives_only_the_changed_users(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.pusher.push([change("101")])
    assert pushed_extensions(setup, "c-1") == ["101"]
    (message,) = setup.sockets.messages("c-1")
    assert (message["type"], message["removed"]) == ("users", [])


def test_a_batch_of_changes_is_one_message_with_one_row_per_user(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.pusher.push([change("102"), change("101"), change("102")])
    assert pushed_extensions(setup, "c-1") == ["102", "101"]


def test_an_agent_receives_only_their_own_row(setup: SocketsSetup) -> None:
    setup.open("c-1", AGENT)
    setup.pusher.push([change("101"), change("102")])
    assert pushed_extensions(setup, "c-1") == ["101"]
    assert "102" not in setup.sockets.sent["c-1"][0]


@pytest.mark.parametrize("person", [AGENT, UNASSIGNED])
def test_people_receive_nothing_about_other_users(setup: SocketsSetup, person: object) -> None:
    setup.open("c-1", AGENT if person is AGENT else UNASSIGNED)
    pushed = setup.pusher.push([change("102")])
    assert setup.sockets.sent == {}
    assert pushed == PushResult(sockets=1)


def test_an_agent_receives_nothing_about_the_same_extension_of_another_service(
    setup: SocketsSetup,
) -> None:
    page = FakePage.of(realtime_row("101", "other"), names=("main", "other"))
    setup.page.rows = page.rows
    setup.open("c-1", AGENT)
    setup.pusher.push([change("101", AccountRef("other", "a1"))])
    assert setup.sockets.sent == {}


def test_a_row_that_no_longer_exists_is_removed(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", AGENT)
    setup.pusher.push([change("999"), change("101")])
    assert setup.sockets.messages("c-1")[0]["removed"] == [
        {"service": "main", "account_id": ACCOUNT_ID, "extension_id": "999"}
    ]
    assert setup.sockets.messages("c-2")[0]["removed"] == []


def test_each_account_is_read_once(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.pusher.push([change("101"), change("5", AccountRef("main", "a2")), change("102")])
    assert setup.page.asked == [("main", ACCOUNT_ID, ("101", "102")), ("main", "a2", ("5",))]


def test_without_an_open_page_nothing_is_read_and_the_push_does_not_wait(
    setup: SocketsSetup,
) -> None:
    assert setup.pusher.push([change()]) == PushResult()
    assert (setup.page.asked, setup.clock.slept) == ([], [])


def test_the_next_push_comes_a_second_after_the_first_was_sent(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    began = setup.clock.now()
    setup.pusher.push([change()])
    assert setup.clock.now() == began + 1.0


def test_a_push_that_took_longer_than_a_second_does_not_wait(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    send = setup.sockets.send

    def slowly(connection_id: str, text: str) -> None:
        setup.clock.advance(1.5)
        send(connection_id, text)

    setup.sockets.send = slowly  # type: ignore[method-assign]
    began = setup.clock.now()
    setup.pusher.push([change()])
    assert setup.clock.now() == began + 1.5


def test_a_push_without_messages_does_not_delay_the_next(setup: SocketsSetup) -> None:
    setup.open("c-1", AGENT)
    setup.pusher.push([change("102")])
    assert setup.clock.slept == []


def test_a_person_with_two_pages_receives_changes_on_both(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", SUPERVISOR)
    assert setup.pusher.push([change()]).messages == 2
    assert setup.principals.asked == [SUPERVISOR.sub]


def test_the_row_of_a_closed_page_is_deleted(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", ADMINISTRATOR)
    setup.sockets.gone.add("c-1")
    assert setup.pusher.push([change()]) == PushResult(sockets=2, messages=1, gone=1)
    assert list(setup.table.rows) == ["c-2"]


def test_a_page_that_is_still_opening_is_kept_and_resynchronized(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR, setup.clock.now() - OPENING_SECONDS + 1)
    setup.sockets.gone.add("c-1")
    setup.pusher.push([change()])
    assert "c-1" in setup.table.rows
    setup.sockets.gone.clear()
    setup.pusher.push([change()])
    setup.pusher.push([change()])
    assert [message["type"] for message in setup.sockets.messages("c-1")] == ["resync", "users"]


def test_a_failing_page_does_not_affect_the_others(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", SUPERVISOR)
    setup.sockets.failures["c-1"] = [StorageFailed("busy")] * 2
    assert setup.pusher.push([change()]) == PushResult(sockets=2, messages=1, failed=1)
    assert pushed_extensions(setup, "c-2") == ["101"]


def test_a_failed_push_is_retried_once_and_resynchronizes_the_page(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", SUPERVISOR)
    setup.sockets.failures["c-1"] = [StorageFailed("busy")]
    assert setup.pusher.push([change()]) == PushResult(sockets=2, messages=2)
    assert setup.sockets.sent["c-1"] == [RESYNC]
    assert pushed_extensions(setup, "c-2") == ["101"]


def test_a_page_that_failed_twice_is_resynchronized_at_the_next_change(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.sockets.failures["c-1"] = [StorageFailed("busy")] * 2
    setup.pusher.push([change()])
    setup.pusher.push([change()])
    setup.pusher.push([change()])
    assert [message["type"] for message in setup.sockets.messages("c-1")] == ["resync", "users"]


@pytest.mark.parametrize(
    "now",
    [
        None,
        with_profile(SUPERVISOR, EVALUATOR),
        holding(SUPERVISOR, UserAssignment(extension("7"), Period())),
    ],
)
def test_the_socket_of_a_disabled_or_changed_person_is_closed(
    setup: SocketsSetup, now: object
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.principals.people = {} if now is None else {SUPERVISOR.sub: now}  # type: ignore[dict-item]
    assert setup.pusher.push([change()]) == PushResult(sockets=1, closed=1)
    assert (setup.sockets.sent, setup.sockets.closed) == ({}, ["c-1"])
    assert setup.table.rows == {}


def test_the_socket_is_kept_while_its_person_cannot_be_looked_up(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", AGENT)
    setup.principals.failures[SUPERVISOR.sub] = StorageFailed("busy")
    assert setup.pusher.push([change()]) == PushResult(sockets=2, messages=1, failed=1)
    assert (setup.sockets.closed, "c-1" in setup.sockets.sent) == ([], False)
    setup.principals.failures.clear()
    setup.pusher.push([change()])
    assert setup.sockets.sent["c-1"] == [RESYNC]


def test_unreadable_rows_are_raised_so_that_the_stream_retries(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.page.failure = StorageFailed("busy")
    with pytest.raises(StorageFailed):
        setup.pusher.push([change()])


def changes_of(count: int) -> LiveChanges:
    users = [
        realtime_row(
            str(1000 + number),
            name="Владимир Объединённый-Длиннофамильный",
            status="OnPhone",
            direction="Inbound",
            queue="Customer Service of the Western Region",
            other_party={"number": "+14155550123", "name": "A Caller With A Long Name"},
            call_started_at="2026-11-23T08:00:00Z",
            telephony_session_id="s-0123456789abcdef0123456789abcdef",
        )
        for number in range(count)
    ]
    return LiveChanges("2026-11-23T08:00:00.000+00:00", FakePage().services(), tuple(users), ())


@pytest.mark.parametrize("count", [1, 50, 150, 500, 5000])
def test_no_message_exceeds_the_limit(count: int) -> None:
    text = message_for(CurrentSight(everyone=True), changes_of(count))
    assert len(text.encode()) <= LARGEST_MESSAGE
    assert json.loads(text)["type"] in ("users", "resync")


def test_a_hundred_busy_users_fit_into_a_message() -> None:
    message = json.loads(message_for(CurrentSight(everyone=True), changes_of(100)))
    assert len(message["users"]) == 100


def test_a_message_too_large_for_a_manager_is_not_for_an_agent() -> None:
    changes = changes_of(1000)
    own = CurrentSight(everyone=False, owners=frozenset({extension("1007")}))
    assert message_for(CurrentSight(everyone=True), changes) == RESYNC
    assert [user["extension_id"] for user in json.loads(message_for(own, changes))["users"]] == [
        "1007"
    ]
