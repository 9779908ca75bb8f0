"""A user's row from presence, with and without session events."""

from __future__ import annotations

import pytest

from ringkeep.domain.live.page import Status
from tests.unit.domain.live.notifications import (
    NOW,
    SESSION,
    idle,
    iso,
    party,
    presence,
    telephony,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, LiveSetup

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def test_presence_gives_the_status_while_there_is_no_call(live: LiveSetup) -> None:
    live.receive(idle(1, NOW - 5))
    assert live.row().status is Status.AVAILABLE
    assert live.row().since is not None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"presenceStatus": "Busy"}, Status.BUSY),
        ({"presenceStatus": "Offline"}, Status.OFFLINE),
        ({"presenceStatus": "Offline", "dndStatus": "DoNotAcceptAnyCalls"}, Status.DO_NOT_DISTURB),
        ({"dndStatusPersonal": "DoNotAcceptAnyCalls"}, Status.DO_NOT_DISTURB),
        ({"dndStatus": "TakeDepartmentCallsOnly"}, Status.AVAILABLE),
        ({"dndStatus": "DoNotAcceptDepartmentCalls"}, Status.AVAILABLE),
        ({"meetingStatus": "Connected"}, Status.BUSY),
        ({"telephonyStatus": "CallConnected", "activeCalls": None}, Status.ON_PHONE),
        ({"telephonyStatus": "OnHold", "activeCalls": None}, Status.ON_HOLD),
        ({"telephonyStatus": "ParkedCall", "activeCalls": None}, Status.PARKED),
    ],
)
def test_presence_is_translated_to_the_boards_statuses(
    live: LiveSetup, fields: dict[str, str], status: Status
) -> None:
    live.receive(idle(1, NOW - 5, **fields))
    assert live.row().status is status


def test_the_highest_sequence_of_presence_counts(live: LiveSetup) -> None:
    live.receive(idle(7, NOW - 5, presenceStatus="Busy"), idle(6, NOW - 4))
    assert live.row().status is Status.BUSY


def test_the_counter_of_presence_may_restart(live: LiveSetup) -> None:
    live.receive(idle(2698, NOW - 1000, presenceStatus="Busy"), idle(1, NOW - 5))
    assert live.row().status is Status.AVAILABLE


def test_fields_missing_from_presence_keep_their_values(live: LiveSetup) -> None:
    live.receive(idle(1, NOW - 9, dndStatus="DoNotAcceptAnyCalls"))
    live.receive(presence(2, NOW - 8, presenceStatus="Available"))
    assert live.row().status is Status.DO_NOT_DISTURB


def test_a_call_listed_only_by_presence_is_shown_with_its_details(live: LiveSetup) -> None:
    call = {
        "telephonySessionId": SESSION,
        "direction": "Inbound",
        "from": "+16505550100",
        "fromName": "Caller",
        "startTime": iso(NOW - 30),
        "telephonyStatus": "CallConnected",
    }
    live.receive(presence(1, NOW - 5, telephonyStatus="CallConnected", activeCalls=[call]))
    row = live.row()
    assert row.other_party is not None
    assert (row.status, row.other_party.name) == (Status.ON_PHONE, "Caller")
    assert row.call_started_at is not None


def test_a_lagging_presence_does_not_reopen_an_ended_call(live: LiveSetup) -> None:
    call = {"telephonySessionId": SESSION, "telephonyStatus": "CallConnected"}
    live.receive(telephony(5, NOW - 2, party("Disconnected")))
    busy = {"telephonyStatus": "CallConnected", "presenceStatus": "Busy"}
    live.receive(presence(1, NOW - 1.5, **busy, userStatus="Available", activeCalls=[call]))
    assert live.row().status is Status.AVAILABLE


@pytest.mark.parametrize("listed", [True, False])
def test_a_long_lagging_presence_does_not_reopen_an_ended_call(
    live: LiveSetup, listed: bool
) -> None:
    call = {"telephonySessionId": SESSION, "telephonyStatus": "CallConnected"}
    calls = {"activeCalls": [call]} if listed else {}
    live.receive(presence(1, NOW - 9, telephonyStatus="CallConnected", **calls))
    live.receive(telephony(5, NOW - 2, party("Disconnected")))
    live.clock.advance(1200)
    live.receive(presence(2, live.clock.now(), userStatus="Available"))
    assert live.row().status is Status.AVAILABLE


def test_a_presence_without_calls_ends_a_call_whose_end_was_lost(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 60, party("Answered")))
    live.receive(idle(1, NOW - 5))
    assert live.row().status is Status.AVAILABLE


def test_a_call_missing_from_presence_is_checked_immediately(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 60, party("Answered")))
    live.receive(idle(1, NOW - 5))
    (call,) = live.table.open_calls(ACCOUNT_REF)
    assert call.ask_at <= live.clock.now()


def test_an_older_presence_does_not_end_a_call(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered")))
    live.receive(idle(1, NOW - 60))
    assert live.row().status is Status.ON_PHONE


def test_a_newer_presence_shows_a_hold_whose_event_was_lost(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 60, party("Answered")))
    call = {"telephonySessionId": SESSION, "telephonyStatus": "OnHold"}
    live.receive(presence(1, NOW - 5, telephonyStatus="OnHold", activeCalls=[call]))
    assert live.row().status is Status.ON_HOLD
