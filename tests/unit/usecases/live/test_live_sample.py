"""A real call's notifications, as they were delivered and in other orders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.sessions import SessionKey
from tests.unit.usecases.live.live_bench import SERVICE, LiveBench

SAMPLES = Path(__file__).parents[5] / "shared" / "ringcentral" / "samples"
STREAM = SAMPLES / "telephony_stream_rc_to_pstn_hold.json"
CALLER = "809646016"
SESSION = SessionKey(
    service=SERVICE,
    account_id=CALLER,
    telephony_session_id="s-c23b203d62db4f6aaee00717bafa99be",
)
IN_ORDER = {
    0: Status.RINGING,
    2: Status.RINGING,
    4: Status.ON_PHONE,
    5: Status.ON_HOLD,
    6: Status.ON_PHONE,
    7: Status.AVAILABLE,
}
"""What each event of the caller's own party says; the others are of the called party."""

pytestmark = pytest.mark.skipif(not STREAM.exists(), reason=f"there is no {STREAM.name} here")


def stream() -> list[JsonObject]:
    events: list[JsonObject] = json.loads(STREAM.read_text())
    return events


def test_the_status_is_right_after_every_event() -> None:
    bench = LiveBench()
    seen = []
    for event in stream():
        bench.touch(event)
        seen.append(bench.line(CALLER, CALLER).status)
    assert seen == [
        Status.RINGING,
        Status.RINGING,
        Status.RINGING,
        Status.RINGING,
        Status.ON_PHONE,
        Status.ON_HOLD,
        Status.ON_PHONE,
        Status.AVAILABLE,
        Status.AVAILABLE,
    ]


def test_an_extension_that_the_directory_does_not_know_has_a_line_in_the_snapshot() -> None:
    bench = LiveBench()
    bench.touch(*stream()[:5])
    (line,) = (one for one in bench.board.snapshot().users if one.extension_id == CALLER)
    assert (line.status, line.direction) == (Status.ON_PHONE, "Outbound")
    assert line.other_party is not None
    assert line.other_party.number == "+14083388064"


@settings(max_examples=60)
@given(order=st.permutations([*range(9), 0, 3, 4, 6, 8]))
def test_any_order_and_repetition_comes_to_the_same_end(order: list[int]) -> None:
    plain, mixed = LiveBench(), LiveBench()
    events = stream()
    plain.touch(*events)
    mixed.touch(*(events[number] for number in order))
    known, again = plain.table.session(SESSION), mixed.table.session(SESSION)
    assert known is not None
    assert again is not None
    assert again.model_copy(update={"revision": known.revision}) == known
    assert mixed.line(CALLER, CALLER).status is Status.AVAILABLE


@settings(max_examples=60)
@given(order=st.permutations(range(9)))
def test_in_any_order_the_status_is_that_of_the_highest_sequence_so_far(order: list[int]) -> None:
    bench, events, heard = LiveBench(), stream(), []
    for number in order:
        bench.touch(events[number])
        heard.append(number)
        own = [one for one in heard if one in IN_ORDER]
        if own:
            assert bench.line(CALLER, CALLER).status is IN_ORDER[max(own)]
