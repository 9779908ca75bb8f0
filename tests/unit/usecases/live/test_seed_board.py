"""A snapshot of presence fills the board, and does not undo later events."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.live.page import Status
from ringkeep.errors import NoSlot
from tests.unit.domain.live.notifications import (
    NOW,
    SESSION,
    USER_A,
    USER_B,
    idle,
    party,
    telephony,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, LiveSetup


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def record(extension: str = USER_A, **fields: JsonValue) -> JsonObject:
    defaults: dict[str, JsonValue] = {
        "extension": {"id": int(extension)},
        "telephonyStatus": "NoCall",
        "presenceStatus": "Available",
        "userStatus": "Available",
        "dndStatus": "TakeAllCalls",
    }
    return {**defaults, **fields}


def on_call(extension: str = USER_A, **fields: JsonValue) -> JsonObject:
    call = {
        "telephonySessionId": SESSION,
        "telephonyStatus": "CallConnected",
        "direction": "Outbound",
        "to": "+16505550199",
    }
    busy = {"telephonyStatus": "CallConnected", "presenceStatus": "Busy", "activeCalls": [call]}
    return record(extension, **{**busy, **fields})  # type: ignore[arg-type]


def test_every_page_of_the_snapshot_is_read(live: LiveSetup) -> None:
    seeded = live.seed(record(USER_A), record(USER_B, presenceStatus="Offline"), on_call("103"))
    assert (seeded.pages, seeded.users, seeded.written) == (2, 3, 3)
    assert live.statuses() == {"User A": "Available", "User B": "Offline", "User C": "OnPhone"}


def test_a_record_without_an_extension_is_counted_and_does_not_stop_others(live: LiveSetup) -> None:
    seeded = live.seed({"presenceStatus": "Busy"}, record(USER_B))
    assert (seeded.users, seeded.unreadable) == (1, 1)


def test_a_user_that_the_table_refuses_does_not_stop_others(live: LiveSetup) -> None:
    live.table.refused_users.add(USER_A)
    seeded = live.seed(record(USER_A), record(USER_B))
    assert (seeded.users, seeded.written, seeded.unreadable) == (1, 1, 1)
    assert live.row(USER_B).status is Status.AVAILABLE


@pytest.mark.parametrize("field", ["startTime", "telephonySessionId", "fromName"])
def test_an_absurd_value_does_not_stop_the_snapshot(live: LiveSetup, field: str) -> None:
    absurd: dict[str, JsonValue] = {"telephonyStatus": "Ringing", field: 10**400}
    seeded = live.seed(record(USER_A, activeCalls=[absurd]), record(USER_B))
    assert (seeded.users, seeded.unreadable) == (2, 0)


def test_the_board_stores_when_it_was_seeded(live: LiveSetup) -> None:
    live.seed(record())
    board = live.table.board(ACCOUNT_REF)
    assert board is not None
    assert (board.seeded_at, board.last_update_at, board.event_at) == (NOW, NOW, None)


def test_an_incomplete_snapshot_does_not_make_the_board_current(live: LiveSetup) -> None:
    live.presence.failure = NoSlot("no room")
    with pytest.raises(NoSlot):
        live.seed(record())
    board = live.table.board(ACCOUNT_REF)
    assert board is not None
    assert (board.last_update_at, board.presence_asked_at) == (None, NOW)


def test_a_call_of_the_snapshot_is_shown_and_checked_later(live: LiveSetup) -> None:
    live.seed(on_call())
    row = live.row()
    assert row.other_party is not None
    assert (row.status, row.other_party.number) == (Status.ON_PHONE, "+16505550199")
    (call,) = live.table.open_calls(ACCOUNT_REF)
    assert (call.telephony_session_id, call.extension_id) == (SESSION, USER_A)


def test_a_later_event_keeps_its_effect(live: LiveSetup) -> None:
    live.receive(idle(5, NOW + 10, presenceStatus="Busy"))
    live.seed(record())
    assert live.row().status is Status.BUSY


def test_an_earlier_event_is_replaced(live: LiveSetup) -> None:
    live.receive(idle(5, NOW - 10, presenceStatus="Busy"))
    live.seed(record())
    assert live.row().status is Status.AVAILABLE


def test_an_event_after_the_snapshot_is_applied_with_any_sequence(live: LiveSetup) -> None:
    live.receive(idle(2698, NOW - 10))
    live.seed(record())
    live.receive(idle(1, NOW + 10, presenceStatus="Busy"))
    assert live.row().status is Status.BUSY


def test_a_call_that_started_after_the_request_for_the_snapshot_continues(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW + 1, party("Answered")))
    live.seed(record())
    assert live.row().status is Status.ON_PHONE


def test_a_snapshot_ends_a_call_whose_end_was_lost(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 600, party("Answered")))
    live.seed(record())
    assert live.row().status is Status.AVAILABLE


def test_a_second_snapshot_writes_only_changed_users(live: LiveSetup) -> None:
    live.seed(record(USER_A), record(USER_B))
    live.clock.advance(600)
    live.receive(idle(1, NOW + 590, USER_B))
    seeded = live.seed(record(USER_A), record(USER_B))
    assert seeded.written == 1


def test_subscription_and_plan_are_shown(live: LiveSetup) -> None:
    live.writer.set_subscribed(ACCOUNT_REF, subscribed=True)
    live.writer.set_caller_names(ACCOUNT_REF, delivered=False)
    (service,) = live.board.services()
    assert (service.events_arrive, service.caller_names) == (True, False)


def test_an_unchanged_value_is_not_written_again(live: LiveSetup) -> None:
    for _ in range(2):
        live.writer.set_subscribed(ACCOUNT_REF, subscribed=True)
    assert live.table.writes["Board"] == 1
