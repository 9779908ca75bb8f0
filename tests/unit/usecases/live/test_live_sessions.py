"""Calls of several parties: queues, menus, transfers, and what their end announces."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.errors import StorageFailed
from tests.unit.domain.live.events_made import (
    ANN,
    BOB,
    CAY,
    MENU,
    NOW,
    QUEUE,
    SESSION,
    party,
    telephony,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, LiveBench

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def direct_call(bench: LiveBench, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        bench.touch(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


def agent(code: str, extension: str, **fields: object) -> JsonObject:
    """An agent's part of a call through the queue, as it is rung on the queue's behalf."""
    return party(
        code,
        extension,
        queueCall=True,
        to={"phoneNumber": "+16505550109", "name": "Sales", "extensionId": QUEUE},
        **{"from": {"phoneNumber": "+16505550100", "name": "Sales - Caller"}},
        **fields,
    )


def test_every_ringing_agent_of_a_queue_rings_and_the_queue_does_not(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 9, party("Answered", QUEUE)))
    for number, extension in enumerate((ANN, BOB, CAY)):
        bench.touch(telephony(2 + number, NOW - 8, agent("Proceeding", extension)))
    assert bench.statuses() == {"Ann": "Ringing", "Bob": "Ringing", "Cay": "Ringing"}


def test_a_queues_call_tells_queue_and_caller(bench: LiveBench) -> None:
    bench.touch(telephony(2, NOW - 8, agent("Proceeding", ANN)))
    line = bench.line()
    assert line.other_party is not None
    assert (line.queue, line.other_party.name) == ("Sales", "Caller")


def test_other_agents_stop_ringing_when_one_answers(bench: LiveBench) -> None:
    for number, extension in enumerate((ANN, BOB, CAY)):
        bench.touch(telephony(2 + number, NOW - 8 + number, agent("Proceeding", extension)))
    bench.touch(telephony(9, NOW - 2, agent("Answered", BOB)))
    assert bench.statuses() == {"Ann": "Available", "Bob": "OnPhone", "Cay": "Available"}


def test_an_agent_who_is_rung_again_after_another_answered_rings(bench: LiveBench) -> None:
    bench.touch(telephony(2, NOW - 8, agent("Answered", BOB)))
    bench.touch(telephony(5, NOW - 2, agent("Proceeding", ANN)))
    assert bench.line().status is Status.RINGING


def test_a_queue_that_the_directory_does_not_know_has_no_line() -> None:
    bench = LiveBench(people=())
    bench.touch(
        telephony(1, NOW - 9, party("Answered", QUEUE)),
        telephony(2, NOW - 8, agent("Proceeding", ANN)),
        telephony(3, NOW - 7, agent("Answered", ANN)),
    )
    assert [line.extension_id for line in bench.board.snapshot().users] == [ANN]
    bench.touch(
        telephony(8, NOW - 2, agent("Disconnected", ANN)),
        telephony(9, NOW - 1, party("Disconnected", QUEUE)),
    )
    assert [line.extension_id for line in bench.board.snapshot().users] == [ANN]


def test_a_menu_that_hangs_up_in_the_middle_ends_nothing(bench: LiveBench) -> None:
    bench.touch(
        telephony(1, NOW - 9, party("Answered", MENU)),
        telephony(3, NOW - 7, party("Answered")),
        telephony(4, NOW - 6, party("Disconnected", MENU)),
    )
    assert not bench.session().ended
    assert bench.line().status is Status.ON_PHONE


def test_a_call_has_ended_when_all_its_parties_have(bench: LiveBench) -> None:
    bench.touch(
        telephony(1, NOW - 9, party("Answered")),
        telephony(2, NOW - 9, party("Answered", None)),
        telephony(3, NOW - 7, party("Disconnected")),
    )
    assert not bench.session().ended
    bench.touch(telephony(4, NOW - 6, party("Disconnected", None)))
    assert bench.session().ended


def test_a_party_that_is_gone_leads_on_to_another_session(bench: LiveBench) -> None:
    gone = {"code": "Gone", "reason": "AttendedTransfer", "peerId": {"telephonySessionId": "s-2"}}
    bench.touch(telephony(1, NOW - 9, party("Answered")))
    bench.touch(telephony(2, NOW - 8, party("Gone", status=gone)))
    assert bench.session().ended
    assert bench.session().peers == ("s-2",)
    assert [call.telephony_session_id for call in bench.table.open_calls(ACCOUNT_REF)] == ["s-2"]


def test_the_end_of_a_recorded_call_is_announced_once(bench: LiveBench) -> None:
    recorded = [{"id": "r1", "active": True}, {"id": "r2", "active": False}]
    bench.touch(telephony(1, NOW - 90, party("Setup")))
    bench.touch(telephony(2, NOW - 80, party("Answered", recordings=recorded)))
    assert bench.hints.ended == []
    end = telephony(3, NOW - 5, party("Disconnected"))
    (result,) = bench.touch(end)
    bench.touch(end)
    (ended,) = bench.hints.ended
    assert result.ended == (ended,)
    assert (ended.telephony_session_id, ended.session_id) == (SESSION, "100")
    assert (ended.started_at, ended.ended_at) == (NOW - 90, NOW - 5)
    assert (ended.extension_id, ended.direction) == (ANN, "Inbound")
    assert ended.recording_ids == ("r1", "r2")


def test_a_recording_that_shows_up_after_the_end_is_announced_too(bench: LiveBench) -> None:
    bench.touch(telephony(3, NOW - 5, party("Disconnected", recordings=[{"id": "r1"}])))
    bench.touch(telephony(2, NOW - 9, party("Answered", recordings=[{"id": "r2", "active": True}])))
    assert [ended.recording_ids for ended in bench.hints.ended] == [("r1",), ("r2",)]


def test_each_recorded_extension_of_a_call_is_announced_for_itself(bench: LiveBench) -> None:
    bench.touch(
        telephony(1, NOW - 9, party("Gone", ANN, recordings=[{"id": "r1"}])),
        telephony(2, NOW - 8, party("Answered", BOB, recordings=[{"id": "r2"}])),
        telephony(3, NOW - 7, party("Answered", None, recordings=[{"id": "r2"}])),
        telephony(4, NOW - 6, party("Disconnected", None)),
        telephony(5, NOW - 6, party("Disconnected", BOB)),
    )
    told = [(ended.extension_id, ended.recording_ids) for ended in bench.hints.ended]
    assert sorted(told) == [(ANN, ("r1",)), (BOB, ("r2",))]


def test_a_call_without_recordings_is_not_announced(bench: LiveBench) -> None:
    direct_call(bench, "Answered", "Disconnected")
    assert bench.hints.ended == []


def test_an_announcement_that_fails_comes_again_and_the_board_is_right(bench: LiveBench) -> None:
    end = telephony(3, NOW - 5, party("Disconnected", recordings=[{"id": "r1"}]))
    bench.hints.failure = StorageFailed("the table is busy")
    (failed,) = bench.touch(end)
    assert failed.error is bench.hints.failure
    assert bench.line().status is Status.AVAILABLE
    bench.hints.failure = None
    (again,) = bench.touch(end)
    assert again.error is None
    assert [ended.recording_ids for ended in bench.hints.ended] == [("r1",)]


def test_a_queue_that_says_it_answered_late_silences_no_agent(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 9, agent("Setup", ANN)))
    bench.touch(telephony(2, NOW - 8, agent("Answered", QUEUE)))
    assert bench.line().status is Status.RINGING


def test_the_recordings_of_a_call_that_was_sent_on_wait_for_its_end(bench: LiveBench) -> None:
    sent_on = {"code": "Gone", "reason": "BlindTransfer"}
    bench.touch(telephony(1, NOW - 9, party("Answered", recordings=[{"id": "r1"}])))
    bench.touch(telephony(2, NOW - 8, party("Gone", status=sent_on)))
    assert bench.hints.ended == []
    assert bench.line().status is Status.AVAILABLE
    bench.touch(telephony(3, NOW - 7, party("Answered", BOB, recordings=[{"id": "r2"}])))
    bench.touch(telephony(4, NOW - 6, party("Disconnected", BOB)))
    told = [(ended.extension_id, ended.recording_ids) for ended in bench.hints.ended]
    assert sorted(told) == [(ANN, ("r1",)), (BOB, ("r2",))]
    assert bench.table.open_calls(ACCOUNT_REF) == []


def test_if_nobody_follows_the_check_ends_it(bench: LiveBench) -> None:
    sent_on = {"code": "Gone", "reason": "BlindTransfer"}
    bench.touch(telephony(2, NOW - 8, party("Gone", status=sent_on, recordings=[{"id": "r1"}])))
    bench.clock.advance(121)
    bench.check()
    assert [ended.recording_ids for ended in bench.hints.ended] == [("r1",)]
    assert bench.table.open_calls(ACCOUNT_REF) == []
