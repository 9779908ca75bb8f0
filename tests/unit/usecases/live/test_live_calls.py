"""What a call's events make of a user's line."""

from __future__ import annotations

import pytest

from ringkeep.domain.live.page import Status
from tests.unit.domain.live.events_made import (
    BOB,
    NOW,
    SESSION,
    party,
    telephony,
)
from tests.unit.usecases.live.live_bench import LiveBench

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def direct_call(bench: LiveBench, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        bench.touch(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


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
    bench: LiveBench, codes: tuple[str, ...], status: Status
) -> None:
    direct_call(bench, *codes)
    assert bench.line().status is status


def test_a_line_tells_of_its_call(bench: LiveBench) -> None:
    direct_call(bench, "Setup", "Proceeding", "Answered")
    line = bench.line()
    assert line.other_party is not None
    assert (line.direction, line.other_party.number, line.other_party.name) == (
        "Inbound",
        "+16505550100",
        "Caller",
    )
    times = (line.call_started_at, line.call_answered_at, line.since)
    assert [time and time.timestamp() for time in times] == [NOW - 60, NOW - 58, NOW - 58]
    assert (line.calls, line.telephony_session_id, line.queue) == (1, SESSION, None)


def test_a_status_begins_when_its_first_event_says(bench: LiveBench) -> None:
    direct_call(bench, "Answered", "Answered", "Hold", "Hold")
    since = bench.line().since
    assert since is not None
    assert since.timestamp() == NOW - 58


def test_the_other_end_of_a_call_from_here_is_its_to(bench: LiveBench) -> None:
    to = {"phoneNumber": "+16505550199"}
    direct_call(bench, "Answered", direction="Outbound", to=to)
    line = bench.line()
    assert line.other_party is not None
    assert (line.direction, line.other_party.number) == ("Outbound", "+16505550199")


def test_a_colleague_is_named_from_the_directory(bench: LiveBench) -> None:
    direct_call(bench, "Answered", **{"from": {"extensionId": BOB}})
    other = bench.line().other_party
    assert other is not None
    assert (other.name, other.number, other.extension_id) == ("Bob", "2", BOB)


def test_a_recording_that_runs_is_shown_until_it_stops(bench: LiveBench) -> None:
    running = [{"id": "r1", "active": True}]
    bench.touch(telephony(1, NOW - 9, party("Answered", recordings=running)))
    bench.touch(telephony(2, NOW - 8, party("Answered")))
    assert bench.line().recording
    paused = [{"id": "r1", "active": False}]
    bench.touch(telephony(3, NOW - 7, party("Answered", recordings=paused)))
    assert not bench.line().recording


def test_a_call_that_has_not_been_answered_is_not_being_recorded(bench: LiveBench) -> None:
    running = [{"id": "r1", "active": True}]
    bench.touch(telephony(1, NOW - 9, party("Proceeding", recordings=running)))
    assert not bench.line().recording


def test_the_sequence_counts_and_not_the_time(bench: LiveBench) -> None:
    bench.touch(telephony(5, NOW - 10, party("Hold")), telephony(4, NOW - 5, party("Answered")))
    assert bench.line().status is Status.ON_HOLD


def test_without_a_sequence_the_time_counts(bench: LiveBench) -> None:
    bench.touch(telephony(None, NOW - 5, party("Hold")), telephony(None, NOW - 9, party("Setup")))
    assert bench.line().status is Status.ON_HOLD


def test_a_call_was_answered_when_it_was_answered_first(bench: LiveBench) -> None:
    direct_call(bench, "Setup", "Answered", "Hold", "Answered")
    line = bench.line()
    assert line.call_answered_at is not None
    assert line.since is not None
    assert line.call_answered_at.timestamp() == NOW - 59
    assert line.since.timestamp() == NOW - 57


def test_an_event_that_comes_late_changes_nothing(bench: LiveBench) -> None:
    bench.touch(telephony(5, NOW - 1, party("Disconnected")))
    bench.touch(telephony(3, NOW - 5, party("Answered")))
    assert bench.line().status is Status.AVAILABLE


def test_the_same_event_again_writes_nothing(bench: LiveBench) -> None:
    event = telephony(1, NOW - 1, party("Answered"))
    bench.touch(event)
    before = dict(bench.table.writes)
    (again,) = bench.touch(event)
    assert not again.changed
    assert bench.table.writes == before


def test_of_two_calls_the_connected_one_gives_the_status(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 9, party("Hold"), session="s-1"))
    bench.touch(telephony(1, NOW - 5, party("Answered"), session="s-2"))
    line = bench.line()
    assert (line.status, line.calls, line.telephony_session_id) == (Status.ON_PHONE, 2, "s-2")
