"""Notifications are folded one by one or in batches, whatever befalls them on the way."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.errors import StorageFailed
from ringkeep.usecases.live.track_calls import ReceivedEvent, TrackOutcome
from tests.unit.domain.live.events_made import (
    ACCOUNT,
    ANN,
    BOB,
    NOW,
    idle,
    party,
    telephony,
    text,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, SERVICE, LiveBench

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def direct_call(bench: LiveBench, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        bench.touch(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


def test_a_presence_as_the_filter_is_of_the_services_account(bench: LiveBench) -> None:
    told = {**idle(1, NOW - 5), "event": f"/restapi/v1.0/account/~/extension/{ANN}/presence"}
    (result,) = bench.touch(told)
    assert result.account_id == ACCOUNT
    assert bench.line().status is Status.AVAILABLE


def test_a_presence_as_the_filter_is_left_aside_while_no_account_is_known(
    bench: LiveBench,
) -> None:
    told = {**idle(1, NOW - 5), "event": f"/restapi/v1.0/account/~/extension/{ANN}/presence"}
    (result,) = bench.tracker.track_all([ReceivedEvent("unheard-of", text(told), NOW)])
    assert result.problem
    assert result.error is None


def test_an_event_of_another_account_goes_to_that_accounts_rows(bench: LiveBench) -> None:
    event = telephony(1, NOW - 5, party("Answered", accountId="9"))
    path = "/restapi/v1.0/account/9/telephony/sessions"
    bench.touch({**event, "event": path})
    assert bench.table.accounts(SERVICE) == ["9"]
    assert bench.line(ANN, "9").status is Status.ON_PHONE
    assert bench.line(ANN).status is Status.UNKNOWN


def test_a_party_of_a_foreign_account_is_no_user_of_ours(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 5, party("Answered"), party("Answered", BOB, accountId="9")))
    assert bench.table.user(ACCOUNT_REF, BOB) is None


def test_a_change_of_the_extensions_is_passed_on(bench: LiveBench) -> None:
    event: JsonObject = {"event": f"/restapi/v1.0/account/{ACCOUNT}/extension", "body": {}}
    (result,) = bench.touch(event)
    assert result.outcome is TrackOutcome.EXTENSIONS
    assert bench.changes.accounts == [(SERVICE, ACCOUNT)]


def test_a_poisoned_event_is_told_and_blocks_no_other(bench: LiveBench) -> None:
    events = [
        "{not json",
        text(telephony(1, NOW - 5, party("Answered"))),
        text({"event": "/restapi/v1.0/subscription/~?threshold=60", "body": {}}),
        text(telephony(1, NOW - 5, session="s-2")),
    ]
    results = bench.tracker.track_all([ReceivedEvent(SERVICE, told, NOW) for told in events])
    assert [result.outcome for result in results] == [
        TrackOutcome.UNREADABLE,
        TrackOutcome.TELEPHONY,
        TrackOutcome.IGNORED,
        TrackOutcome.TELEPHONY,
    ]
    assert [bool(result.problem) for result in results] == [True, False, False, True]
    assert all(result.error is None for result in results)
    assert bench.line().status is Status.ON_PHONE


def test_a_row_that_cannot_be_written_fails_its_own_events_alone(bench: LiveBench) -> None:
    bench.table.broken_sessions.add("s-2")
    events = [
        telephony(1, NOW - 5, party("Answered"), session="s-1"),
        telephony(1, NOW - 5, party("Answered", BOB), session="s-2"),
    ]
    results = bench.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert [type(result.error) for result in results] == [type(None), StorageFailed]
    assert bench.line().status is Status.ON_PHONE


def test_a_batch_folds_the_events_of_a_session_together(bench: LiveBench) -> None:
    events = [
        telephony(number, NOW - 9 + number, party(code))
        for number, code in enumerate(("Setup", "Proceeding", "Answered", "Hold"))
    ]
    bench.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert bench.line().status is Status.ON_HOLD
    assert bench.table.writes["Session"] == 1


def test_an_end_stands_once_in_a_batch(bench: LiveBench) -> None:
    recorded = [{"id": "r1", "active": True}]
    events = [
        telephony(1, NOW - 9, party("Answered", recordings=recorded)),
        telephony(2, NOW - 8, party("Disconnected")),
    ]
    results = bench.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert [len(result.ended) for result in results] == [0, 1]


def test_somebody_elses_write_meanwhile_loses_nothing(bench: LiveBench) -> None:
    bench.table.conflicts = 5
    direct_call(bench, "Setup", "Answered")
    assert bench.line().status is Status.ON_PHONE


def test_a_writer_who_is_late_does_not_put_back_what_was_before(bench: LiveBench) -> None:
    end = telephony(2, NOW - 4, party("Disconnected"))
    bench.table.before_user = lambda: bench.touch(end)
    bench.touch(telephony(1, NOW - 5, party("Answered")))
    assert bench.line().status is Status.AVAILABLE


def test_a_late_writer_does_not_even_where_all_is_as_it_was_at_first(bench: LiveBench) -> None:
    def other_end(sequence: int, active: bool) -> JsonObject:
        recordings = [{"id": "r1", "active": active}]
        return telephony(sequence, NOW - 5, party("Answered", None, recordings=recordings))

    bench.touch(telephony(1, NOW - 6, party("Answered")))
    bench.table.before_user = lambda: bench.touch(other_end(3, active=False))
    bench.touch(other_end(2, active=True))
    assert not bench.line().recording


def test_who_died_between_session_and_user_is_mended_by_the_same_event(bench: LiveBench) -> None:
    event = telephony(1, NOW - 5, party("Answered"))
    bench.table.broken_users.add(ANN)
    (failed,) = bench.touch(event)
    assert isinstance(failed.error, StorageFailed)
    bench.table.broken_users.clear()
    bench.touch(event)
    assert bench.line().status is Status.ON_PHONE


def test_a_busy_board_is_not_written_at_every_event(bench: LiveBench) -> None:
    for number in range(20):
        bench.touch(telephony(number, NOW - 60 + number, party("Answered")))
        bench.clock.advance(0.5)
    assert bench.table.writes["Board"] == 2


def test_a_board_tells_when_it_was_heard_of(bench: LiveBench) -> None:
    direct_call(bench, "Answered")
    bench.clock.advance(3)
    (service,) = bench.board.services()
    assert (service.age_seconds, service.stale, service.events_arrive) == (3.0, False, True)


def test_every_change_of_a_line_has_a_higher_version(bench: LiveBench) -> None:
    versions = []
    for number, code in enumerate(("Setup", "Proceeding", "Answered", "Hold", "Disconnected")):
        bench.touch(telephony(number, NOW - 9 + number, party(code)))
        versions.append(bench.line().version)
    assert versions == sorted(set(versions))
