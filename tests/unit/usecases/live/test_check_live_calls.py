"""What has not been heard of is asked about, and the dead are forgotten."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.sessions import SessionKey
from ringkeep.errors import NoSlot, PermissionMissing, StorageFailed, Unavailable
from tests.unit.domain.live.events_made import (
    ACCOUNT,
    ANN,
    BOB,
    NOW,
    SESSION,
    idle,
    party,
    presence,
    telephony,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, SERVICE, LiveBench

RECORDED = [{"id": "r1", "active": True}]


@pytest.fixture
def bench() -> LiveBench:
    """Ann is on the phone, and is being recorded."""
    bench = LiveBench()
    bench.touch(telephony(1, NOW - 1, party("Answered", recordings=RECORDED)))
    return bench


def answer(*parties: JsonObject) -> JsonObject:
    return {"id": SESSION, "parties": list(parties)}


def test_a_call_that_was_heard_of_lately_is_not_asked_about(bench: LiveBench) -> None:
    bench.clock.advance(110)
    bench.check()
    assert bench.sessions.asked == []


def test_a_call_of_which_nothing_was_heard_is_asked_about(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Answered"))
    bench.clock.advance(121)
    result = bench.check()
    assert bench.sessions.asked == [SESSION]
    assert (result.asked, result.active, result.not_found) == (1, 1, 0)
    assert bench.line().status is Status.ON_PHONE


def test_news_by_an_event_puts_the_question_off(bench: LiveBench) -> None:
    bench.clock.advance(100)
    bench.touch(telephony(2, NOW + 100, party("Hold")))
    bench.clock.advance(21)
    bench.check()
    assert bench.sessions.asked == []
    bench.clock.advance(120)
    bench.check()
    assert bench.sessions.asked == [SESSION]


def test_the_questions_about_a_long_call_become_rarer(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Answered"))
    asked_after = []
    for minute in range(1, 61):
        bench.clock.advance(60)
        before = len(bench.sessions.asked)
        bench.check()
        if len(bench.sessions.asked) > before:
            asked_after.append(minute)
    assert asked_after == [2, 6, 14, 29, 44, 59]
    assert bench.line().status is Status.ON_PHONE


def test_a_call_that_ringcentral_does_not_know_is_dead(bench: LiveBench) -> None:
    bench.clock.advance(121)
    result = bench.check()
    assert result.not_found == 1
    assert bench.line().status is Status.AVAILABLE
    assert bench.table.open_calls(ACCOUNT_REF) == []


def test_the_recordings_of_a_dead_call_are_announced(bench: LiveBench) -> None:
    bench.clock.advance(121)
    bench.check()
    (ended,) = bench.hints.ended
    assert (ended.recording_ids, ended.ended_at) == (("r1",), NOW + 121)


def test_an_announcement_that_failed_is_told_again_by_the_next_run(bench: LiveBench) -> None:
    bench.clock.advance(121)
    bench.hints.failure = StorageFailed("the table is busy")
    with pytest.raises(StorageFailed):
        bench.check()
    bench.hints.failure = None
    bench.check()
    assert [ended.recording_ids for ended in bench.hints.ended] == [("r1",)]
    assert bench.table.open_calls(ACCOUNT_REF) == []


def test_an_answer_tells_what_lost_events_did_not(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Hold"), party("Answered", BOB))
    bench.clock.advance(121)
    bench.check()
    assert bench.line(ANN).status is Status.ON_HOLD
    assert bench.line(BOB).status is Status.ON_PHONE


def test_a_party_that_the_answer_does_not_show_is_gone(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Answered", BOB))
    bench.clock.advance(121)
    bench.check()
    assert bench.line(ANN).status is Status.AVAILABLE


def test_an_answer_whose_parties_have_all_ended_ends_the_call(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Disconnected"))
    bench.clock.advance(121)
    bench.check()
    assert bench.session().ended
    assert len(bench.hints.ended) == 1


def test_an_event_after_the_answer_counts(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Hold"))
    bench.clock.advance(121)
    bench.check()
    bench.touch(telephony(2, NOW + 130, party("Answered")))
    assert bench.line().status is Status.ON_PHONE


def test_an_event_that_was_late_for_the_answer_does_not(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = answer(party("Hold"))
    bench.clock.advance(121)
    bench.check()
    bench.touch(telephony(2, NOW + 60, party("Answered")))
    assert bench.line().status is Status.ON_HOLD


@pytest.mark.parametrize(
    "refusal",
    [Unavailable("down"), NoSlot("no room"), PermissionMissing("not allowed")],
    ids=lambda error: type(error).__name__,
)
def test_a_refusal_leaves_the_calls_for_the_next_run(
    bench: LiveBench, refusal: Unavailable
) -> None:
    bench.touch(telephony(1, NOW - 1, party("Answered", BOB), session="s-2"))
    bench.sessions.answers.update({SESSION: refusal, "s-2": refusal})
    bench.clock.advance(121)
    result = bench.check()
    assert result.problem is refusal
    assert len(bench.sessions.asked) == 1
    assert bench.line().status is Status.ON_PHONE


def test_an_answer_that_makes_no_sense_stops_no_other(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 1, party("Answered", BOB), session="s-2"))
    bench.sessions.answers.update({SESSION: {}, "s-2": answer(party("Hold", BOB))})
    bench.clock.advance(121)
    result = bench.check()
    assert result.problem is not None
    assert (result.asked, result.active) == (1, 1)
    assert bench.line(BOB).status is Status.ON_HOLD


def test_a_run_asks_about_so_many_calls_and_no_more(bench: LiveBench) -> None:
    for number in range(30):
        bench.touch(telephony(1, NOW - 1, party("Answered", BOB), session=f"t-{number}"))
    bench.clock.advance(121)
    bench.check()
    assert len(bench.sessions.asked) == 20
    bench.check()
    assert len(set(bench.sessions.asked)) == 31


def test_a_session_that_a_transfer_named_is_asked_about(bench: LiveBench) -> None:
    gone = {"code": "Gone", "peerId": {"telephonySessionId": "s-2"}}
    bench.touch(telephony(2, NOW, party("Gone", status=gone)))
    bench.sessions.answers["s-2"] = answer(party("Answered", BOB))
    bench.clock.advance(121)
    bench.check()
    assert bench.line(BOB).status is Status.ON_PHONE


def test_a_call_of_presence_alone_dies_with_its_session(bench: LiveBench) -> None:
    call = {"telephonySessionId": "s-2", "telephonyStatus": "CallConnected"}
    told = presence(1, NOW, BOB, telephonyStatus="CallConnected", activeCalls=[call])
    bench.touch(told)
    assert bench.line(BOB).status is Status.ON_PHONE
    bench.clock.advance(121)
    bench.check()
    assert bench.line(BOB).status is Status.AVAILABLE


def test_a_call_of_presence_that_presence_ended_is_not_asked_about(bench: LiveBench) -> None:
    call = {"telephonySessionId": "s-2", "telephonyStatus": "CallConnected"}
    bench.touch(presence(1, NOW, BOB, telephonyStatus="CallConnected", activeCalls=[call]))
    bench.touch(idle(2, NOW + 5, BOB))
    bench.clock.advance(121)
    bench.check()
    assert "s-2" not in bench.sessions.asked


def test_a_session_known_by_its_older_id_cannot_be_asked_about(bench: LiveBench) -> None:
    event = telephony(1, NOW, party("Answered", BOB))
    body = {**event["body"], "telephonySessionId": None}  # type: ignore[dict-item]
    bench.touch({**event, "body": body})
    bench.clock.advance(121)
    bench.check()
    assert bench.sessions.asked == [SESSION]
    assert bench.line(BOB).status is Status.ON_PHONE


def test_a_silent_board_reads_presence_again_but_seldom(bench: LiveBench) -> None:
    bench.touch(telephony(2, NOW, party("Disconnected")))
    reads = []
    for minute in range(1, 41):
        bench.clock.advance(60)
        before = bench.presence.asked
        bench.check()
        if bench.presence.asked > before:
            reads.append(minute)
    assert reads == [5, 15, 25, 35]
    (service,) = bench.board.services()
    assert not service.stale


def test_a_board_that_hears_events_does_not_read_presence(bench: LiveBench) -> None:
    for minute in range(1, 20):
        bench.clock.advance(60)
        bench.touch(idle(minute, bench.clock.now(), BOB))
        bench.check()
    assert bench.presence.asked == 0


def test_a_board_that_hears_nothing_at_all_becomes_stale(bench: LiveBench) -> None:
    bench.presence.failure = Unavailable("down")
    bench.sessions.answers[SESSION] = Unavailable("down")
    version = bench.line().version
    for _ in range(16):
        bench.clock.advance(60)
        result = bench.check()
    assert result.stale
    assert result.problem is not None
    line = bench.line()
    assert (line.status, line.stale, line.since) == (Status.UNKNOWN, True, None)
    assert line.version > version


def test_a_stale_board_is_fresh_again_with_the_next_event(bench: LiveBench) -> None:
    bench.presence.failure = Unavailable("down")
    bench.sessions.answers[SESSION] = Unavailable("down")
    bench.clock.advance(1000)
    bench.check()
    stale = bench.line()
    bench.touch(idle(1, bench.clock.now(), BOB))
    line = bench.line()
    assert (line.status, line.stale) == (Status.ON_PHONE, False)
    assert line.version > stale.version


def test_a_call_that_cannot_be_asked_about_is_not_believed_for_ever(bench: LiveBench) -> None:
    bench.sessions.answers[SESSION] = Unavailable("down")
    for minute in range(50):
        bench.clock.advance(60)
        bench.touch(idle(minute, bench.clock.now(), BOB))
        bench.check()
    assert bench.line(ANN).status is Status.UNKNOWN
    assert bench.line(BOB).status is Status.AVAILABLE


def test_a_call_in_which_others_are_heard_of_is_believed(bench: LiveBench) -> None:
    for minute in range(60):
        bench.clock.advance(60)
        code = ("Answered", "Hold")[minute % 2]
        bench.touch(telephony(2 + minute, bench.clock.now(), party(code, None)))
        bench.check()
    assert bench.sessions.asked == []
    assert bench.line().status is Status.ON_PHONE


def test_a_service_of_which_nothing_is_known_yet_is_seeded() -> None:
    bench = LiveBench()
    bench.presence.records = [{"extension": {"id": ANN}, "presenceStatus": "Available"}]
    result = bench.check()
    assert result.seeded is not None
    assert bench.line().status is Status.AVAILABLE


def test_a_session_that_ended_meanwhile_is_no_longer_asked_about(bench: LiveBench) -> None:
    stray = bench.table.open_calls(ACCOUNT_REF)[0]
    bench.touch(telephony(2, NOW, party("Disconnected")))
    bench.table.put_open_call(stray)
    bench.clock.advance(121)
    bench.check()
    assert bench.sessions.asked == []
    assert bench.table.open_calls(ACCOUNT_REF) == []


def test_a_dead_session_is_remembered_against_late_events(bench: LiveBench) -> None:
    bench.clock.advance(121)
    bench.check()
    bench.touch(telephony(0, NOW - 20, party("Proceeding")))
    assert bench.line().status is Status.AVAILABLE
    key = SessionKey(service=SERVICE, account_id=ACCOUNT, telephony_session_id=SESSION)
    session = bench.table.session(key)
    assert session is not None
    assert session.ended
