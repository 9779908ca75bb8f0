"""Calls without recent events are checked with RingCentral, and ended calls are removed."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.sessions import SessionKey
from ringkeep.errors import ItemRefused, NoSlot, PermissionMissing, StorageFailed, Unavailable
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    SESSION,
    USER_A,
    USER_B,
    idle,
    party,
    presence,
    telephony,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, SERVICE, LiveSetup

RECORDED = [{"id": "r1", "active": True}]


@pytest.fixture
def live() -> LiveSetup:
    """User A is on the phone and is being recorded."""
    live = LiveSetup()
    live.receive(telephony(1, NOW - 1, party("Answered", recordings=RECORDED)))
    return live


def answer(*parties: JsonObject) -> JsonObject:
    return {"id": SESSION, "parties": list(parties)}


def test_a_call_with_a_recent_event_is_not_checked(live: LiveSetup) -> None:
    live.clock.advance(110)
    live.check()
    assert live.sessions.asked == []


def test_a_call_without_recent_events_is_checked(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Answered"))
    live.clock.advance(121)
    result = live.check()
    assert live.sessions.asked == [SESSION]
    assert (result.asked, result.active, result.not_found) == (1, 1, 0)
    assert live.row().status is Status.ON_PHONE


def test_an_event_postpones_the_check(live: LiveSetup) -> None:
    live.clock.advance(100)
    live.receive(telephony(2, NOW + 100, party("Hold")))
    live.clock.advance(21)
    live.check()
    assert live.sessions.asked == []
    live.clock.advance(120)
    live.check()
    assert live.sessions.asked == [SESSION]


def test_the_checks_of_a_long_call_become_rarer(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Answered"))
    asked_after = []
    for minute in range(1, 61):
        live.clock.advance(60)
        before = len(live.sessions.asked)
        live.check()
        if len(live.sessions.asked) > before:
            asked_after.append(minute)
    assert asked_after == [2, 6, 14, 29, 44, 59]
    assert live.row().status is Status.ON_PHONE


def test_a_call_that_ringcentral_does_not_find_has_ended(live: LiveSetup) -> None:
    live.clock.advance(121)
    result = live.check()
    assert result.not_found == 1
    assert live.row().status is Status.AVAILABLE
    assert live.table.open_calls(ACCOUNT_REF) == []


def test_the_recordings_of_a_call_that_is_not_found_are_announced(live: LiveSetup) -> None:
    live.clock.advance(121)
    live.check()
    (ended,) = live.hints.ended
    assert (ended.recording_ids, ended.ended_at) == (("r1",), NOW + 121)


def test_a_failed_announcement_is_repeated_by_the_next_run(live: LiveSetup) -> None:
    live.clock.advance(121)
    live.hints.failure = StorageFailed("the table is busy")
    with pytest.raises(StorageFailed):
        live.check()
    live.hints.failure = None
    live.check()
    assert [ended.recording_ids for ended in live.hints.ended] == [("r1",)]
    assert live.table.open_calls(ACCOUNT_REF) == []


def test_an_answer_replaces_lost_events(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Hold"), party("Answered", USER_B))
    live.clock.advance(121)
    live.check()
    assert live.row(USER_A).status is Status.ON_HOLD
    assert live.row(USER_B).status is Status.ON_PHONE


def test_a_party_missing_from_the_answer_has_ended(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Answered", USER_B))
    live.clock.advance(121)
    live.check()
    assert live.row(USER_A).status is Status.AVAILABLE


def test_an_answer_whose_parties_have_all_ended_ends_the_call(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Disconnected"))
    live.clock.advance(121)
    live.check()
    assert live.session().ended
    assert len(live.hints.ended) == 1


def test_an_event_after_the_answer_is_applied(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Hold"))
    live.clock.advance(121)
    live.check()
    live.receive(telephony(2, NOW + 130, party("Answered")))
    assert live.row().status is Status.ON_PHONE


def test_an_event_from_before_the_answer_is_not_applied(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = answer(party("Hold"))
    live.clock.advance(121)
    live.check()
    live.receive(telephony(2, NOW + 60, party("Answered")))
    assert live.row().status is Status.ON_HOLD


@pytest.mark.parametrize(
    "refusal",
    [Unavailable("down"), NoSlot("no room"), PermissionMissing("not allowed")],
    ids=lambda error: type(error).__name__,
)
def test_a_refusal_leaves_the_calls_for_the_next_run(live: LiveSetup, refusal: Unavailable) -> None:
    live.receive(telephony(1, NOW - 1, party("Answered", USER_B), session="s-2"))
    live.sessions.answers.update({SESSION: refusal, "s-2": refusal})
    live.clock.advance(121)
    result = live.check()
    assert result.problem is refusal
    assert len(live.sessions.asked) == 1
    assert live.row().status is Status.ON_PHONE


def test_a_session_that_the_table_refuses_does_not_stop_other_checks(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 1, party("Answered", USER_B), session="s-2"))
    live.sessions.answers.update(
        {SESSION: answer(party("Hold", USER_A)), "s-2": answer(party("Hold", USER_B))}
    )
    live.table.refused_sessions.add(SESSION)
    live.clock.advance(121)
    result = live.check()
    assert isinstance(result.problem, ItemRefused)
    assert live.row(USER_B).status is Status.ON_HOLD


def test_an_invalid_answer_does_not_stop_other_checks(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 1, party("Answered", USER_B), session="s-2"))
    live.sessions.answers.update({SESSION: {}, "s-2": answer(party("Hold", USER_B))})
    live.clock.advance(121)
    result = live.check()
    assert result.problem is not None
    assert (result.asked, result.active) == (1, 1)
    assert live.row(USER_B).status is Status.ON_HOLD


def test_the_number_of_checks_in_a_run_is_limited(live: LiveSetup) -> None:
    for number in range(30):
        live.receive(telephony(1, NOW - 1, party("Answered", USER_B), session=f"t-{number}"))
    live.clock.advance(121)
    live.check()
    assert len(live.sessions.asked) == 20
    live.check()
    assert len(set(live.sessions.asked)) == 31


def test_the_target_session_of_a_transfer_is_checked(live: LiveSetup) -> None:
    transfer = {"code": "Gone", "peerId": {"telephonySessionId": "s-2"}}
    live.receive(telephony(2, NOW, party("Gone", status=transfer)))
    live.sessions.answers["s-2"] = answer(party("Answered", USER_B))
    live.clock.advance(121)
    live.check()
    assert live.row(USER_B).status is Status.ON_PHONE


def test_a_call_listed_only_by_presence_ends_with_its_session(live: LiveSetup) -> None:
    call = {"telephonySessionId": "s-2", "telephonyStatus": "CallConnected"}
    event = presence(1, NOW, USER_B, telephonyStatus="CallConnected", activeCalls=[call])
    live.receive(event)
    assert live.row(USER_B).status is Status.ON_PHONE
    live.clock.advance(121)
    live.check()
    assert live.row(USER_B).status is Status.AVAILABLE


def test_a_call_that_presence_has_ended_is_not_checked(live: LiveSetup) -> None:
    call = {"telephonySessionId": "s-2", "telephonyStatus": "CallConnected"}
    live.receive(presence(1, NOW, USER_B, telephonyStatus="CallConnected", activeCalls=[call]))
    live.receive(idle(2, NOW + 5, USER_B))
    live.clock.advance(121)
    live.check()
    assert "s-2" not in live.sessions.asked


def test_a_session_without_a_telephony_session_id_is_not_checked(live: LiveSetup) -> None:
    event = telephony(1, NOW, party("Answered", USER_B))
    body = {**event["body"], "telephonySessionId": None}  # type: ignore[dict-item]
    live.receive({**event, "body": body})
    live.clock.advance(121)
    live.check()
    assert live.sessions.asked == [SESSION]
    assert live.row(USER_B).status is Status.ON_PHONE


def test_without_events_presence_is_read_every_ten_minutes(live: LiveSetup) -> None:
    live.receive(telephony(2, NOW, party("Disconnected")))
    reads = []
    for minute in range(1, 41):
        live.clock.advance(60)
        before = live.presence.asked
        live.check()
        if live.presence.asked > before:
            reads.append(minute)
    assert reads == [5, 15, 25, 35]
    (service,) = live.board.services()
    assert not service.stale


def test_a_board_with_events_does_not_read_presence(live: LiveSetup) -> None:
    for minute in range(1, 20):
        live.clock.advance(60)
        live.receive(idle(minute, live.clock.now(), USER_B))
        live.check()
    assert live.presence.asked == 0


def test_a_board_without_events_and_answers_becomes_stale(live: LiveSetup) -> None:
    live.presence.failure = Unavailable("down")
    live.sessions.answers[SESSION] = Unavailable("down")
    version = live.row().version
    for _ in range(16):
        live.clock.advance(60)
        result = live.check()
    assert result.stale
    assert result.problem is not None
    row = live.row()
    assert (row.status, row.stale, row.since) == (Status.UNKNOWN, True, None)
    assert row.version > version


def test_a_stale_board_is_current_after_the_next_event(live: LiveSetup) -> None:
    live.presence.failure = Unavailable("down")
    live.sessions.answers[SESSION] = Unavailable("down")
    live.clock.advance(1000)
    live.check()
    stale = live.row()
    live.receive(idle(1, live.clock.now(), USER_B))
    row = live.row()
    assert (row.status, row.stale) == (Status.ON_PHONE, False)
    assert row.version > stale.version


def test_a_call_that_cannot_be_checked_becomes_stale(live: LiveSetup) -> None:
    live.sessions.answers[SESSION] = Unavailable("down")
    for minute in range(50):
        live.clock.advance(60)
        live.receive(idle(minute, live.clock.now(), USER_B))
        live.check()
    assert live.row(USER_A).status is Status.UNKNOWN
    assert live.row(USER_B).status is Status.AVAILABLE


def test_events_of_other_parties_keep_a_call_current(live: LiveSetup) -> None:
    for minute in range(60):
        live.clock.advance(60)
        code = ("Answered", "Hold")[minute % 2]
        live.receive(telephony(2 + minute, live.clock.now(), party(code, None)))
        live.check()
    assert live.sessions.asked == []
    assert live.row().status is Status.ON_PHONE


def test_an_empty_board_is_seeded() -> None:
    live = LiveSetup()
    live.presence.records = [{"extension": {"id": USER_A}, "presenceStatus": "Available"}]
    result = live.check()
    assert result.seeded is not None
    assert live.row().status is Status.AVAILABLE


def test_a_session_that_has_ended_is_no_longer_checked(live: LiveSetup) -> None:
    leftover = live.table.open_calls(ACCOUNT_REF)[0]
    live.receive(telephony(2, NOW, party("Disconnected")))
    live.table.put_open_call(leftover)
    live.clock.advance(121)
    live.check()
    assert live.sessions.asked == []
    assert live.table.open_calls(ACCOUNT_REF) == []


def test_late_events_do_not_reopen_a_session_that_was_not_found(live: LiveSetup) -> None:
    live.clock.advance(121)
    live.check()
    live.receive(telephony(0, NOW - 20, party("Proceeding")))
    assert live.row().status is Status.AVAILABLE
    key = SessionKey(service=SERVICE, account_id=ACCOUNT, telephony_session_id=SESSION)
    session = live.table.session(key)
    assert session is not None
    assert session.ended
