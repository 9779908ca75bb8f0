"""What presence makes of a user's line, alone and beside the sessions."""

from __future__ import annotations

import pytest

from ringkeep.domain.live.page import Status
from tests.unit.domain.live.events_made import (
    NOW,
    SESSION,
    idle,
    iso,
    party,
    presence,
    telephony,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, LiveBench

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def test_presence_gives_the_status_while_there_is_no_call(bench: LiveBench) -> None:
    bench.touch(idle(1, NOW - 5))
    assert bench.line().status is Status.AVAILABLE
    assert bench.line().since is not None


@pytest.mark.parametrize(
    ("told", "status"),
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
def test_presence_is_told_in_the_boards_words(
    bench: LiveBench, told: dict[str, str], status: Status
) -> None:
    bench.touch(idle(1, NOW - 5, **told))
    assert bench.line().status is status


def test_the_highest_sequence_of_presence_counts(bench: LiveBench) -> None:
    bench.touch(idle(7, NOW - 5, presenceStatus="Busy"), idle(6, NOW - 4))
    assert bench.line().status is Status.BUSY


def test_a_counter_of_presence_may_begin_anew(bench: LiveBench) -> None:
    bench.touch(idle(2698, NOW - 1000, presenceStatus="Busy"), idle(1, NOW - 5))
    assert bench.line().status is Status.AVAILABLE


def test_what_a_presence_does_not_tell_stays(bench: LiveBench) -> None:
    bench.touch(idle(1, NOW - 9, dndStatus="DoNotAcceptAnyCalls"))
    bench.touch(presence(2, NOW - 8, presenceStatus="Available"))
    assert bench.line().status is Status.DO_NOT_DISTURB


def test_a_call_of_presence_alone_is_shown_with_its_facts(bench: LiveBench) -> None:
    call = {
        "telephonySessionId": SESSION,
        "direction": "Inbound",
        "from": "+16505550100",
        "fromName": "Caller",
        "startTime": iso(NOW - 30),
        "telephonyStatus": "CallConnected",
    }
    bench.touch(presence(1, NOW - 5, telephonyStatus="CallConnected", activeCalls=[call]))
    line = bench.line()
    assert line.other_party is not None
    assert (line.status, line.other_party.name) == (Status.ON_PHONE, "Caller")
    assert line.call_started_at is not None


def test_the_end_by_a_session_stands_against_presence_that_lags(bench: LiveBench) -> None:
    call = {"telephonySessionId": SESSION, "telephonyStatus": "CallConnected"}
    bench.touch(telephony(5, NOW - 2, party("Disconnected")))
    busy = {"telephonyStatus": "CallConnected", "presenceStatus": "Busy"}
    bench.touch(presence(1, NOW - 1.5, **busy, userStatus="Available", activeCalls=[call]))
    assert bench.line().status is Status.AVAILABLE


@pytest.mark.parametrize("listed", [True, False])
def test_it_stands_for_as_long_as_presence_lags(bench: LiveBench, listed: bool) -> None:
    call = {"telephonySessionId": SESSION, "telephonyStatus": "CallConnected"}
    calls = {"activeCalls": [call]} if listed else {}
    bench.touch(presence(1, NOW - 9, telephonyStatus="CallConnected", **calls))
    bench.touch(telephony(5, NOW - 2, party("Disconnected")))
    bench.clock.advance(1200)
    bench.touch(presence(2, bench.clock.now(), userStatus="Available"))
    assert bench.line().status is Status.AVAILABLE


def test_a_presence_without_calls_ends_a_call_whose_end_was_lost(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 60, party("Answered")))
    bench.touch(idle(1, NOW - 5))
    assert bench.line().status is Status.AVAILABLE


def test_such_a_call_is_asked_about_at_once(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 60, party("Answered")))
    bench.touch(idle(1, NOW - 5))
    (call,) = bench.table.open_calls(ACCOUNT_REF)
    assert call.ask_at <= bench.clock.now()


def test_an_older_presence_does_not_end_a_call(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 5, party("Answered")))
    bench.touch(idle(1, NOW - 60))
    assert bench.line().status is Status.ON_PHONE


def test_a_newer_presence_tells_of_a_hold_that_was_lost(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 60, party("Answered")))
    call = {"telephonySessionId": SESSION, "telephonyStatus": "OnHold"}
    bench.touch(presence(1, NOW - 5, telephonyStatus="OnHold", activeCalls=[call]))
    assert bench.line().status is Status.ON_HOLD
