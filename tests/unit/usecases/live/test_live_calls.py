"""A user's row after the events of one call."""

from __future__ import annotations

import pytest

from ringkeep.domain.live.page import Status
from tests.unit.domain.live.notifications import (
    NOW,
    SESSION,
    USER_B,
    party,
    telephony,
)
from tests.unit.usecases.live.live_setup import LiveSetup

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def direct_call(live: LiveSetup, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        live.receive(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        (("Setup",), Status.RINGING),
        (("Setup", "Proceeding"), Status.RINGING),
        (("Proceeding", "Answered"), Status.ON_PHONE),
        (("Answered", "Hold"), Status.ON_HOLD),
        (("Answered", "Hold", "Answered"), Status.ON_PHONE),
        (("Answered", "Parked"), Status.PARKED),
        (("Answered", "Disconnected"), Status.AVAILABLE),
        (("Answered", "Gone"), Status.AVAILABLE),
        (("Proceeding", "VoiceMail"), Status.AVAILABLE),
        (("Answered", "SomethingNew"), Status.ON_PHONE),
        (("SomethingNew",), Status.RINGING),
    ],
)
def test_the_code_of_the_users_party_gives_the_status(
    live: LiveSetup, codes: tuple[str, ...], status: Status
) -> None:
    direct_call(live, *codes)
    assert live.row().status is status


def test_a_row_describes_its_call(live: LiveSetup) -> None:
    direct_call(live, "Setup", "Proceeding", "Answered")
    row = live.row()
    assert row.other_party is not None
    assert (row.direction, row.other_party.number, row.other_party.name) == (
        "Inbound",
        "+16505550100",
        "Caller",
    )
    times = (row.call_started_at, row.call_answered_at, row.since)
    assert [time and time.timestamp() for time in times] == [NOW - 60, NOW - 58, NOW - 58]
    assert (row.calls, row.telephony_session_id, row.queue) == (1, SESSION, None)


def test_a_status_starts_with_its_first_event(live: LiveSetup) -> None:
    direct_call(live, "Answered", "Answered", "Hold", "Hold")
    since = live.row().since
    assert since is not None
    assert since.timestamp() == NOW - 58


def test_the_other_party_of_an_outbound_call_is_the_called_one(live: LiveSetup) -> None:
    to = {"phoneNumber": "+16505550199"}
    direct_call(live, "Answered", direction="Outbound", to=to)
    row = live.row()
    assert row.other_party is not None
    assert (row.direction, row.other_party.number) == ("Outbound", "+16505550199")


def test_a_colleague_is_named_from_the_directory(live: LiveSetup) -> None:
    direct_call(live, "Answered", **{"from": {"extensionId": USER_B}})
    other = live.row().other_party
    assert other is not None
    assert (other.name, other.number, other.extension_id) == ("User B", "2", USER_B)


def test_a_running_recording_is_shown_until_it_stops(live: LiveSetup) -> None:
    running = [{"id": "r1", "active": True}]
    live.receive(telephony(1, NOW - 9, party("Answered", recordings=running)))
    live.receive(telephony(2, NOW - 8, party("Answered")))
    assert live.row().recording
    paused = [{"id": "r1", "active": False}]
    live.receive(telephony(3, NOW - 7, party("Answered", recordings=paused)))
    assert not live.row().recording


def test_a_call_that_is_not_answered_is_not_recorded(live: LiveSetup) -> None:
    running = [{"id": "r1", "active": True}]
    live.receive(telephony(1, NOW - 9, party("Proceeding", recordings=running)))
    assert not live.row().recording


def test_events_are_ordered_by_sequence_not_by_time(live: LiveSetup) -> None:
    live.receive(telephony(5, NOW - 10, party("Hold")), telephony(4, NOW - 5, party("Answered")))
    assert live.row().status is Status.ON_HOLD


def test_events_without_a_sequence_are_ordered_by_time(live: LiveSetup) -> None:
    live.receive(telephony(None, NOW - 5, party("Hold")), telephony(None, NOW - 9, party("Setup")))
    assert live.row().status is Status.ON_HOLD


def test_the_answer_time_is_that_of_the_first_answer(live: LiveSetup) -> None:
    direct_call(live, "Setup", "Answered", "Hold", "Answered")
    row = live.row()
    assert row.call_answered_at is not None
    assert row.since is not None
    assert row.call_answered_at.timestamp() == NOW - 59
    assert row.since.timestamp() == NOW - 57


def test_a_late_event_changes_nothing(live: LiveSetup) -> None:
    live.receive(telephony(5, NOW - 1, party("Disconnected")))
    live.receive(telephony(3, NOW - 5, party("Answered")))
    assert live.row().status is Status.AVAILABLE


def test_a_repeated_event_writes_nothing(live: LiveSetup) -> None:
    event = telephony(1, NOW - 1, party("Answered"))
    live.receive(event)
    before = dict(live.table.writes)
    (again,) = live.receive(event)
    assert not again.changed
    assert live.table.writes == before


def test_of_two_calls_the_connected_one_gives_the_status(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 9, party("Hold"), session="s-1"))
    live.receive(telephony(1, NOW - 5, party("Answered"), session="s-2"))
    row = live.row()
    assert (row.status, row.calls, row.telephony_session_id) == (Status.ON_PHONE, 2, "s-2")
