"""What open pages are told: in time, at most once a second, and nothing that is not theirs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.principal import Owner, Visibility
from ringkeep.domain.access.roles import Role
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.errors import StorageFailed
from ringkeep.usecases.live.push_live import (
    LARGEST_MESSAGE,
    OPENING_SECONDS,
    RESYNC,
    Change,
    LiveChanges,
    PushResult,
    message_for,
)
from tests.fakes.live.sockets import ADMINISTRATOR, AGENT, MANAGER, UNASSIGNED, FakePage, line
from tests.unit.usecases.live.watching import Watching


@pytest.fixture
def watching() -> Watching:
    return Watching()


def change(extension_id: str = "101", service: str = "main", account_id: str = "a1") -> Change:
    return Change(service=service, account_id=account_id, extension_id=extension_id)


def told(watching: Watching, connection_id: str) -> list[str]:
    """The extensions in the only message that the socket got."""
    (message,) = watching.sockets.messages(connection_id)
    users = message["users"]
    assert isinstance(users, list)
    return [str(RealtimeUser.model_validate(user).extension_id) for user in users]


def test_a_manager_is_told_of_every_change_at_once_and_the_others_are_not_sent(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.pusher.push([change("101")])
    assert told(watching, "c-1") == ["101"]
    (message,) = watching.sockets.messages("c-1")
    assert (message["type"], message["removed"]) == ("users", [])


def test_changes_of_one_batch_are_one_message_with_one_line_a_user(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.pusher.push([change("102"), change("101"), change("102")])
    assert told(watching, "c-1") == ["102", "101"]


def test_an_agent_is_told_of_their_own_line_alone(watching: Watching) -> None:
    watching.opens("c-1", AGENT)
    watching.pusher.push([change("101"), change("102")])
    assert told(watching, "c-1") == ["101"]
    assert "102" not in watching.sockets.sent["c-1"][0]


@pytest.mark.parametrize("viewer", [AGENT, UNASSIGNED])
def test_who_is_not_concerned_is_told_nothing(watching: Watching, viewer: object) -> None:
    watching.opens("c-1", AGENT if viewer is AGENT else UNASSIGNED)
    pushed = watching.pusher.push([change("102")])
    assert watching.sockets.sent == {}
    assert pushed == PushResult(sockets=1)


def test_an_agent_is_not_told_of_the_same_extension_of_another_service(watching: Watching) -> None:
    page = FakePage.of(line("101", "other"), names=("main", "other"))
    watching.page.lines = page.lines
    watching.opens("c-1", AGENT)
    watching.pusher.push([change("101", "other")])
    assert watching.sockets.sent == {}


def test_a_line_that_is_no_more_is_removed(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", AGENT)
    watching.pusher.push([change("999"), change("101")])
    assert watching.sockets.messages("c-1")[0]["removed"] == [
        {"service": "main", "extension_id": "999"}
    ]
    assert watching.sockets.messages("c-2")[0]["removed"] == []


def test_each_account_is_read_once(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.pusher.push([change("101"), change("5", account_id="a2"), change("102")])
    assert watching.page.asked == [("main", "a1", ("101", "102")), ("main", "a2", ("5",))]


def test_without_an_open_page_nothing_is_read_and_nobody_waits(watching: Watching) -> None:
    assert watching.pusher.push([change()]) == PushResult()
    assert (watching.page.asked, watching.clock.slept) == ([], [])


def test_the_next_push_comes_a_second_after_the_first_was_sent(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    began = watching.clock.now()
    watching.pusher.push([change()])
    assert watching.clock.now() == began + 1.0


def test_what_took_longer_than_a_second_is_not_prolonged(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    send = watching.sockets.send

    def slowly(connection_id: str, text: str) -> None:
        watching.clock.advance(1.5)
        send(connection_id, text)

    watching.sockets.send = slowly  # type: ignore[method-assign]
    began = watching.clock.now()
    watching.pusher.push([change()])
    assert watching.clock.now() == began + 1.5


def test_a_push_of_which_nobody_is_told_does_not_hold_up_the_next(watching: Watching) -> None:
    watching.opens("c-1", AGENT)
    watching.pusher.push([change("102")])
    assert watching.clock.slept == []


def test_somebody_with_two_pages_is_told_on_both(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", MANAGER)
    assert watching.pusher.push([change()]).messages == 2
    assert watching.identity.asked == [MANAGER.username]


def test_a_closed_page_is_forgotten(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", ADMINISTRATOR)
    watching.sockets.gone.add("c-1")
    assert watching.pusher.push([change()]) == PushResult(sockets=2, messages=1, gone=1)
    assert list(watching.table.rows) == ["c-2"]


def test_a_page_that_is_still_being_opened_is_kept_and_reads_everything_later(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER, watching.clock.now() - OPENING_SECONDS + 1)
    watching.sockets.gone.add("c-1")
    watching.pusher.push([change()])
    assert "c-1" in watching.table.rows
    watching.sockets.gone.clear()
    watching.pusher.push([change()])
    watching.pusher.push([change()])
    assert [message["type"] for message in watching.sockets.messages("c-1")] == ["resync", "users"]


def test_one_page_s_trouble_is_its_own(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", MANAGER)
    watching.sockets.failures["c-1"] = [StorageFailed("busy")] * 2
    assert watching.pusher.push([change()]) == PushResult(sockets=2, messages=1, failed=1)
    assert told(watching, "c-2") == ["101"]


def test_a_page_that_was_not_reached_is_tried_once_more_and_reads_everything(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", MANAGER)
    watching.sockets.failures["c-1"] = [StorageFailed("busy")]
    assert watching.pusher.push([change()]) == PushResult(sockets=2, messages=2)
    assert watching.sockets.sent["c-1"] == [RESYNC]
    assert told(watching, "c-2") == ["101"]


def test_a_page_that_was_not_reached_twice_reads_everything_at_the_next_change(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.sockets.failures["c-1"] = [StorageFailed("busy")] * 2
    watching.pusher.push([change()])
    watching.pusher.push([change()])
    watching.pusher.push([change()])
    assert [message["type"] for message in watching.sockets.messages("c-1")] == ["resync", "users"]


@pytest.mark.parametrize(
    "now",
    [
        None,
        MANAGER.model_copy(update={"role": Role.AGENT}),
        MANAGER.model_copy(update={"service": "main", "extension_id": "7"}),
    ],
)
def test_who_was_disabled_or_changed_is_told_nothing_and_loses_the_socket(
    watching: Watching, now: object
) -> None:
    watching.opens("c-1", MANAGER)
    watching.identity.viewers = {} if now is None else {MANAGER.username: now}  # type: ignore[dict-item]
    assert watching.pusher.push([change()]) == PushResult(sockets=1, closed=1)
    assert (watching.sockets.sent, watching.sockets.closed) == ({}, ["c-1"])
    assert watching.table.rows == {}


def test_about_whom_nobody_can_be_asked_is_told_nothing_and_keeps_the_socket(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", AGENT)
    watching.identity.failures[MANAGER.username] = StorageFailed("busy")
    assert watching.pusher.push([change()]) == PushResult(sockets=2, messages=1, failed=1)
    assert (watching.sockets.closed, "c-1" in watching.sockets.sent) == ([], False)
    watching.identity.failures.clear()
    watching.pusher.push([change()])
    assert watching.sockets.sent["c-1"] == [RESYNC]


def test_lines_that_cannot_be_read_are_the_stream_s_to_repeat(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.page.failure = StorageFailed("busy")
    with pytest.raises(StorageFailed):
        watching.pusher.push([change()])


def a_busy_second(count: int) -> LiveChanges:
    users = [
        line(
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
def test_no_message_is_larger_than_a_frame_may_be(count: int) -> None:
    text = message_for(Visibility(everybody=True), a_busy_second(count))
    assert len(text.encode()) <= LARGEST_MESSAGE
    assert json.loads(text)["type"] in ("users", "resync")


def test_a_hundred_busy_users_fit_into_a_message() -> None:
    message = json.loads(message_for(Visibility(everybody=True), a_busy_second(100)))
    assert len(message["users"]) == 100


def test_too_much_for_a_manager_is_not_too_much_for_an_agent() -> None:
    news = a_busy_second(1000)
    own = Visibility(everybody=False, own=Owner("main", "1007"))
    assert message_for(Visibility(everybody=True), news) == RESYNC
    assert [user["extension_id"] for user in json.loads(message_for(own, news))["users"]] == [
        "1007"
    ]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123")), max_size=6),
    st.sampled_from("ab"),
    st.sampled_from(["", "1", "2", "3"]),
)
def test_no_message_for_an_agent_holds_another_s_line(
    changed: list[tuple[str, str]], service: str, own: str
) -> None:
    users = tuple(line(id_, name) for name, id_ in changed)
    news = LiveChanges(
        "2026-11-23T08:00:00+00:00",
        FakePage().services(),
        users,
        tuple(Owner(*each) for each in changed),
    )
    text = message_for(Visibility(everybody=False, own=Owner(service, own)), news)
    message = json.loads(text) if text else {"users": [], "removed": []}
    seen = {(user["service"], user["extension_id"]) for user in message["users"]}
    seen |= {(each["service"], each["extension_id"]) for each in message["removed"]}
    assert seen == {(service, own)} & set(changed)
