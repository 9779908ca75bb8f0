"""Notifications are applied one by one or in batches, and failures affect only their own events."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.errors import StorageFailed
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.track_calls import ReceivedEvent, TrackOutcome
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    USER_A,
    USER_B,
    idle,
    party,
    telephony,
    text,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, SERVICE, LiveSetup

CUSTOMER = {"phoneNumber": "+16505550100", "name": "Caller"}


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def direct_call(live: LiveSetup, *codes: str, **fields: object) -> None:
    for number, code in enumerate(codes):
        live.receive(telephony(number + 1, NOW - 60 + number, party(code, **fields)))


def test_presence_without_an_account_id_belongs_to_the_services_account(live: LiveSetup) -> None:
    event = {**idle(1, NOW - 5), "event": f"/restapi/v1.0/account/~/extension/{USER_A}/presence"}
    (result,) = live.receive(event)
    assert result.account_id == ACCOUNT
    assert live.row().status is Status.AVAILABLE


def test_presence_without_an_account_id_is_skipped_before_the_first_login(
    live: LiveSetup,
) -> None:
    event = {**idle(1, NOW - 5), "event": f"/restapi/v1.0/account/~/extension/{USER_A}/presence"}
    (result,) = live.tracker.track_all([ReceivedEvent("unknown-service", text(event), NOW)])
    assert result.problem
    assert result.error is None


OTHER_ACCOUNT = "/restapi/v1.0/account/9/extension/101"
FOREIGN = [
    {**telephony(1, NOW - 5, party("Answered")), "event": f"{OTHER_ACCOUNT}/telephony/sessions"},
    {**idle(1, NOW - 5), "event": f"{OTHER_ACCOUNT}/presence?detailedTelephonyState=true"},
    {"event": "/restapi/v1.0/account/9/extension", "body": {"extensions": [{}]}},
    {**idle(1, NOW - 5), "event": f"/restapi/v1.0/account/{'8001' * 20}/extension/101/presence"},
    telephony(1, NOW - 5, party("Answered", accountId="9")),
    {
        **telephony(1, NOW - 5, party("Answered", accountId="9"), party("Hold", accountId="7")),
        "event": "/restapi/v1.0/account/~/telephony/sessions",
    },
]


@pytest.mark.parametrize("event", FOREIGN)
def test_an_event_of_another_account_is_refused(live: LiveSetup, event: JsonObject) -> None:
    (result,) = live.receive(event)
    assert (result.outcome, result.error) == (TrackOutcome.REFUSED, None)
    assert result.problem
    assert (live.table.writes, live.changes.accounts) == ({}, [])


def test_events_of_a_services_new_account_are_accepted_at_once(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered")))
    AccountHistory(live.states).remember(AccountRef(SERVICE, "9"))
    path = {"event": f"{OTHER_ACCOUNT}/telephony/sessions"}
    (result,) = live.receive({**telephony(1, NOW - 5, party("Answered", accountId="9")), **path})
    assert (result.outcome, result.account_id) == (TrackOutcome.TELEPHONY, "9")
    (result,) = live.receive(telephony(2, NOW - 4, party("Hold")))
    assert result.outcome is TrackOutcome.REFUSED


def test_a_party_of_another_account_leaves_no_recording_to_import(live: LiveSetup) -> None:
    foreign = party("Answered", USER_B, accountId="9", recordings=[{"id": "r9", "active": True}])
    live.receive(telephony(1, NOW - 5, party("Answered"), foreign))
    live.receive(telephony(2, NOW - 4, party("Disconnected"), {**foreign, "status": "Gone"}))
    assert live.hints.ended == []


def test_a_party_of_another_account_is_not_a_user_of_ours(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 5, party("Answered"), party("Answered", USER_B, accountId="9")))
    assert live.table.user(ACCOUNT_REF, USER_B) is None


def test_a_change_of_the_extension_list_is_passed_on(live: LiveSetup) -> None:
    event: JsonObject = {"event": f"/restapi/v1.0/account/{ACCOUNT}/extension", "body": {}}
    (result,) = live.receive(event)
    assert result.outcome is TrackOutcome.EXTENSIONS
    assert live.changes.accounts == [(SERVICE, ACCOUNT)]


def test_an_invalid_event_is_reported_and_does_not_block_others(live: LiveSetup) -> None:
    events = [
        "{not json",
        text(telephony(1, NOW - 5, party("Answered"))),
        text({"event": "/restapi/v1.0/subscription/~?threshold=60", "body": {}}),
        text(telephony(1, NOW - 5, session="s-2")),
    ]
    results = live.tracker.track_all([ReceivedEvent(SERVICE, event, NOW) for event in events])
    assert [result.outcome for result in results] == [
        TrackOutcome.UNREADABLE,
        TrackOutcome.TELEPHONY,
        TrackOutcome.IGNORED,
        TrackOutcome.TELEPHONY,
    ]
    assert [bool(result.problem) for result in results] == [True, False, False, True]
    assert all(result.error is None for result in results)
    assert live.row().status is Status.ON_PHONE


def test_a_failed_write_affects_only_the_events_of_its_row(live: LiveSetup) -> None:
    live.table.broken_sessions.add("s-2")
    events = [
        telephony(1, NOW - 5, party("Answered"), session="s-1"),
        telephony(1, NOW - 5, party("Answered", USER_B), session="s-2"),
    ]
    results = live.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert [type(result.error) for result in results] == [type(None), StorageFailed]
    assert live.row().status is Status.ON_PHONE


def test_the_events_of_a_session_in_a_batch_are_written_once(live: LiveSetup) -> None:
    events = [
        telephony(number, NOW - 9 + number, party(code))
        for number, code in enumerate(("Setup", "Proceeding", "Answered", "Hold"))
    ]
    live.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert live.row().status is Status.ON_HOLD
    assert live.table.writes["Session"] == 1


def test_an_ended_call_is_reported_once_in_a_batch(live: LiveSetup) -> None:
    recorded = [{"id": "r1", "active": True}]
    events = [
        telephony(1, NOW - 9, party("Answered", recordings=recorded)),
        telephony(2, NOW - 8, party("Disconnected")),
    ]
    results = live.tracker.track_all([ReceivedEvent(SERVICE, text(one), NOW) for one in events])
    assert [len(result.ended) for result in results] == [0, 1]


def test_conflicting_writes_lose_nothing(live: LiveSetup) -> None:
    live.table.conflicts = 5
    direct_call(live, "Setup", "Answered")
    assert live.row().status is Status.ON_PHONE


def test_a_late_writer_does_not_restore_an_older_state(live: LiveSetup) -> None:
    end = telephony(2, NOW - 4, party("Disconnected"))
    live.table.before_user = lambda: live.receive(end)
    live.receive(telephony(1, NOW - 5, party("Answered")))
    assert live.row().status is Status.AVAILABLE


def test_a_late_writer_does_not_restore_a_state_that_looks_unchanged(live: LiveSetup) -> None:
    def customer_event(sequence: int, active: bool) -> JsonObject:
        recordings = [{"id": "r1", "active": active}]
        return telephony(sequence, NOW - 5, party("Answered", None, recordings=recordings))

    live.receive(telephony(1, NOW - 6, party("Answered")))
    live.table.before_user = lambda: live.receive(customer_event(3, active=False))
    live.receive(customer_event(2, active=True))
    assert not live.row().recording


def test_a_write_that_failed_between_session_and_user_is_completed_by_a_redelivery(
    live: LiveSetup,
) -> None:
    event = telephony(1, NOW - 5, party("Answered"))
    live.table.broken_users.add(USER_A)
    (failed,) = live.receive(event)
    assert isinstance(failed.error, StorageFailed)
    live.table.broken_users.clear()
    live.receive(event)
    assert live.row().status is Status.ON_PHONE


def test_a_busy_board_is_not_written_for_every_event(live: LiveSetup) -> None:
    for number in range(20):
        live.receive(telephony(number, NOW - 60 + number, party("Answered")))
        live.clock.advance(0.5)
    assert live.table.writes["Board"] == 2


def test_a_board_shows_when_it_was_updated(live: LiveSetup) -> None:
    direct_call(live, "Answered")
    live.clock.advance(3)
    (service,) = live.board.services()
    assert (service.age_seconds, service.stale, service.events_arrive) == (3.0, False, True)


def test_every_change_of_a_row_has_a_higher_version(live: LiveSetup) -> None:
    versions = []
    for number, code in enumerate(("Setup", "Proceeding", "Answered", "Hold", "Disconnected")):
        live.receive(telephony(number, NOW - 9 + number, party(code)))
        versions.append(live.row().version)
    assert versions == sorted(set(versions))
