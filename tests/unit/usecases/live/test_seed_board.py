"""A snapshot of presence begins the board, and undoes nothing that events told later."""

from __future__ import annotations

import pytest

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.live.page import Status
from ringkeep.errors import NoSlot
from tests.unit.domain.live.events_made import (
    ANN,
    BOB,
    NOW,
    SESSION,
    idle,
    party,
    telephony,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, LiveBench


@pytest.fixture
def bench() -> LiveBench:
    return LiveBench()


def record(extension: str = ANN, **fields: JsonValue) -> JsonObject:
    told: dict[str, JsonValue] = {
        "extension": {"id": int(extension)},
        "telephonyStatus": "NoCall",
        "presenceStatus": "Available",
        "userStatus": "Available",
        "dndStatus": "TakeAllCalls",
    }
    return {**told, **fields}


def on_call(extension: str = ANN, **fields: JsonValue) -> JsonObject:
    call = {
        "telephonySessionId": SESSION,
        "telephonyStatus": "CallConnected",
        "direction": "Outbound",
        "to": "+16505550199",
    }
    busy = {"telephonyStatus": "CallConnected", "presenceStatus": "Busy", "activeCalls": [call]}
    return record(extension, **{**busy, **fields})  # type: ignore[arg-type]


def test_every_page_of_the_snapshot_is_read(bench: LiveBench) -> None:
    seeded = bench.seed(record(ANN), record(BOB, presenceStatus="Offline"), on_call("103"))
    assert (seeded.pages, seeded.users, seeded.written) == (2, 3, 3)
    assert bench.statuses() == {"Ann": "Available", "Bob": "Offline", "Cay": "OnPhone"}


def test_a_record_without_an_extension_is_counted_and_stops_no_other(bench: LiveBench) -> None:
    seeded = bench.seed({"presenceStatus": "Busy"}, record(BOB))
    assert (seeded.users, seeded.unreadable) == (1, 1)


def test_the_board_knows_when_it_was_seeded(bench: LiveBench) -> None:
    bench.seed(record())
    board = bench.table.board(ACCOUNT_REF)
    assert board is not None
    assert (board.seeded_at, board.last_update_at, board.event_at) == (NOW, NOW, None)


def test_a_snapshot_that_broke_off_leaves_the_board_as_old_as_it_was(bench: LiveBench) -> None:
    bench.presence.failure = NoSlot("no room")
    with pytest.raises(NoSlot):
        bench.seed(record())
    board = bench.table.board(ACCOUNT_REF)
    assert board is not None
    assert (board.last_update_at, board.presence_asked_at) == (None, NOW)


def test_a_call_of_the_snapshot_is_shown_and_asked_about_later(bench: LiveBench) -> None:
    bench.seed(on_call())
    line = bench.line()
    assert line.other_party is not None
    assert (line.status, line.other_party.number) == (Status.ON_PHONE, "+16505550199")
    (call,) = bench.table.open_calls(ACCOUNT_REF)
    assert (call.telephony_session_id, call.extension_id) == (SESSION, ANN)


def test_what_an_event_told_later_stays(bench: LiveBench) -> None:
    bench.touch(idle(5, NOW + 10, presenceStatus="Busy"))
    bench.seed(record())
    assert bench.line().status is Status.BUSY


def test_what_an_event_told_earlier_is_replaced(bench: LiveBench) -> None:
    bench.touch(idle(5, NOW - 10, presenceStatus="Busy"))
    bench.seed(record())
    assert bench.line().status is Status.AVAILABLE


def test_an_event_after_the_snapshot_counts_whatever_its_sequence(bench: LiveBench) -> None:
    bench.touch(idle(2698, NOW - 10))
    bench.seed(record())
    bench.touch(idle(1, NOW + 10, presenceStatus="Busy"))
    assert bench.line().status is Status.BUSY


def test_a_call_that_began_after_the_snapshot_was_asked_for_goes_on(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW + 1, party("Answered")))
    bench.seed(record())
    assert bench.line().status is Status.ON_PHONE


def test_a_snapshot_ends_a_call_whose_end_was_lost(bench: LiveBench) -> None:
    bench.touch(telephony(1, NOW - 600, party("Answered")))
    bench.seed(record())
    assert bench.line().status is Status.AVAILABLE


def test_a_second_snapshot_writes_only_what_has_moved(bench: LiveBench) -> None:
    bench.seed(record(ANN), record(BOB))
    bench.clock.advance(600)
    bench.touch(idle(1, NOW + 590, BOB))
    seeded = bench.seed(record(ANN), record(BOB))
    assert seeded.written == 1


def test_what_the_keeper_notes_is_shown(bench: LiveBench) -> None:
    bench.writer.set_subscribed(ACCOUNT_REF, subscribed=True)
    bench.writer.set_caller_names(ACCOUNT_REF, delivered=False)
    (service,) = bench.board.services()
    assert (service.events_arrive, service.caller_names) == (True, False)


def test_a_note_that_is_on_file_is_not_written_again(bench: LiveBench) -> None:
    for _ in range(2):
        bench.writer.set_subscribed(ACCOUNT_REF, subscribed=True)
    assert bench.table.writes["Board"] == 1
