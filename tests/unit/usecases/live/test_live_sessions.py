"""Calls with several parties (queues, menus, transfers), and the announcement of their recordings."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.errors import StorageFailed
from tests.unit.domain.live.notifications import (
    MENU,
    NOW,
    QUEUE,
    SESSION,
    USER_A,
    USER_B,
    USER_C,
    party,
    telephony,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, LiveSetup

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def direct_call(live: LiveSetup, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        live.receive(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


def agent(code: str, extension: str, **fields: object) -> JsonObject:
    """Returns an agent's party in a call that the queue distributes."""
    return party(
        code,
        extension,
        queueCall=True,
        to={"phoneNumber": "+16505550109", "name": "Sales", "extensionId": QUEUE},
        **{"from": {"phoneNumber": "+16505550100", "name": "Sales - Caller"}},
        **fields,
    )


def test_the_agents_of_a_queue_ring_and_the_queue_does_not(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 9, party("Answered", QUEUE)))
    for number, extension in enumerate((USER_A, USER_B, USER_C)):
        live.receive(telephony(2 + number, NOW - 8, agent("Proceeding", extension)))
    assert live.statuses() == {"User A": "Ringing", "User B": "Ringing", "User C": "Ringing"}


def test_a_queue_call_shows_queue_and_caller(live: LiveSetup) -> None:
    live.receive(telephony(2, NOW - 8, agent("Proceeding", USER_A)))
    row = live.row()
    assert row.other_party is not None
    assert (row.queue, row.other_party.name) == ("Sales", "Caller")


def test_other_agents_stop_ringing_when_one_answers(live: LiveSetup) -> None:
    for number, extension in enumerate((USER_A, USER_B, USER_C)):
        live.receive(telephony(2 + number, NOW - 8 + number, agent("Proceeding", extension)))
    live.receive(telephony(9, NOW - 2, agent("Answered", USER_B)))
    assert live.statuses() == {"User A": "Available", "User B": "OnPhone", "User C": "Available"}


def test_an_agent_called_again_after_another_answered_rings(live: LiveSetup) -> None:
    live.receive(telephony(2, NOW - 8, agent("Answered", USER_B)))
    live.receive(telephony(5, NOW - 2, agent("Proceeding", USER_A)))
    assert live.row().status is Status.RINGING


def test_a_queue_missing_from_the_directory_has_no_row() -> None:
    live = LiveSetup(extensions=())
    live.receive(
        telephony(1, NOW - 9, party("Answered", QUEUE)),
        telephony(2, NOW - 8, agent("Proceeding", USER_A)),
        telephony(3, NOW - 7, agent("Answered", USER_A)),
    )
    assert [row.extension_id for row in live.board.snapshot().users] == [USER_A]
    live.receive(
        telephony(8, NOW - 2, agent("Disconnected", USER_A)),
        telephony(9, NOW - 1, party("Disconnected", QUEUE)),
    )
    assert [row.extension_id for row in live.board.snapshot().users] == [USER_A]


def test_a_menu_that_leaves_the_call_does_not_end_it(live: LiveSetup) -> None:
    live.receive(
        telephony(1, NOW - 9, party("Answered", MENU)),
        telephony(3, NOW - 7, party("Answered")),
        telephony(4, NOW - 6, party("Disconnected", MENU)),
    )
    assert not live.session().ended
    assert live.row().status is Status.ON_PHONE


def test_a_call_has_ended_when_all_its_parties_have(live: LiveSetup) -> None:
    live.receive(
        telephony(1, NOW - 9, party("Answered")),
        telephony(2, NOW - 9, party("Answered", None)),
        telephony(3, NOW - 7, party("Disconnected")),
    )
    assert not live.session().ended
    live.receive(telephony(4, NOW - 6, party("Disconnected", None)))
    assert live.session().ended


def test_a_transferred_party_continues_in_another_session(live: LiveSetup) -> None:
    transfer = {
        "code": "Gone",
        "reason": "AttendedTransfer",
        "peerId": {"telephonySessionId": "s-2"},
    }
    live.receive(telephony(1, NOW - 9, party("Answered")))
    live.receive(telephony(2, NOW - 8, party("Gone", status=transfer)))
    assert live.session().ended
    assert live.session().peers == ("s-2",)
    assert [call.telephony_session_id for call in live.table.open_calls(ACCOUNT_REF)] == ["s-2"]


def test_the_end_of_a_recorded_call_is_announced_once(live: LiveSetup) -> None:
    recorded = [{"id": "r1", "active": True}, {"id": "r2", "active": False}]
    live.receive(telephony(1, NOW - 90, party("Setup")))
    live.receive(telephony(2, NOW - 80, party("Answered", recordings=recorded)))
    assert live.hints.ended == []
    end = telephony(3, NOW - 5, party("Disconnected"))
    (result,) = live.receive(end)
    live.receive(end)
    (ended,) = live.hints.ended
    assert result.ended == (ended,)
    assert (ended.telephony_session_id, ended.session_id) == (SESSION, "100")
    assert (ended.started_at, ended.ended_at) == (NOW - 90, NOW - 5)
    assert (ended.extension_id, ended.direction) == (USER_A, "Inbound")
    assert ended.recording_ids == ("r1", "r2")


def test_a_recording_reported_after_the_end_is_announced_too(live: LiveSetup) -> None:
    live.receive(telephony(3, NOW - 5, party("Disconnected", recordings=[{"id": "r1"}])))
    live.receive(
        telephony(2, NOW - 9, party("Answered", recordings=[{"id": "r2", "active": True}]))
    )
    assert [ended.recording_ids for ended in live.hints.ended] == [("r1",), ("r2",)]


def test_each_recorded_extension_of_a_call_is_announced_separately(live: LiveSetup) -> None:
    live.receive(
        telephony(1, NOW - 9, party("Gone", USER_A, recordings=[{"id": "r1"}])),
        telephony(2, NOW - 8, party("Answered", USER_B, recordings=[{"id": "r2"}])),
        telephony(3, NOW - 7, party("Answered", None, recordings=[{"id": "r2"}])),
        telephony(4, NOW - 6, party("Disconnected", None)),
        telephony(5, NOW - 6, party("Disconnected", USER_B)),
    )
    announced = [(ended.extension_id, ended.recording_ids) for ended in live.hints.ended]
    assert sorted(announced) == [(USER_A, ("r1",)), (USER_B, ("r2",))]


def test_a_call_without_recordings_is_not_announced(live: LiveSetup) -> None:
    direct_call(live, "Answered", "Disconnected")
    assert live.hints.ended == []


def test_a_failed_announcement_is_repeated_and_the_board_is_updated(live: LiveSetup) -> None:
    end = telephony(3, NOW - 5, party("Disconnected", recordings=[{"id": "r1"}]))
    live.hints.failure = StorageFailed("the table is busy")
    (failed,) = live.receive(end)
    assert failed.error is live.hints.failure
    assert live.row().status is Status.AVAILABLE
    live.hints.failure = None
    (again,) = live.receive(end)
    assert again.error is None
    assert [ended.recording_ids for ended in live.hints.ended] == [("r1",)]


def test_a_late_answer_of_the_queue_does_not_stop_the_ringing(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 9, agent("Setup", USER_A)))
    live.receive(telephony(2, NOW - 8, agent("Answered", QUEUE)))
    assert live.row().status is Status.RINGING


def test_the_recordings_of_a_transferred_call_are_announced_at_its_end(live: LiveSetup) -> None:
    transferred = {"code": "Gone", "reason": "BlindTransfer"}
    live.receive(telephony(1, NOW - 9, party("Answered", recordings=[{"id": "r1"}])))
    live.receive(telephony(2, NOW - 8, party("Gone", status=transferred)))
    assert live.hints.ended == []
    assert live.row().status is Status.AVAILABLE
    live.receive(telephony(3, NOW - 7, party("Answered", USER_B, recordings=[{"id": "r2"}])))
    live.receive(telephony(4, NOW - 6, party("Disconnected", USER_B)))
    announced = [(ended.extension_id, ended.recording_ids) for ended in live.hints.ended]
    assert sorted(announced) == [(USER_A, ("r1",)), (USER_B, ("r2",))]
    assert live.table.open_calls(ACCOUNT_REF) == []


def test_the_check_ends_a_transferred_call_that_no_party_continues(live: LiveSetup) -> None:
    transferred = {"code": "Gone", "reason": "BlindTransfer"}
    live.receive(
        telephony(2, NOW - 8, party("Gone", status=transferred, recordings=[{"id": "r1"}]))
    )
    live.clock.advance(121)
    live.check()
    assert [ended.recording_ids for ended in live.hints.ended] == [("r1",)]
    assert live.table.open_calls(ACCOUNT_REF) == []
