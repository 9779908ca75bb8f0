"""The notifications of a real call, in the order of delivery and in other orders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.domain.live.sessions import SessionKey
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.properties import examples
from tests.unit.usecases.live.live_setup import SERVICE, LiveSetup

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
"""The caller's status after each event of the caller's party. Other events are the called party's."""

pytestmark = pytest.mark.skipif(not STREAM.exists(), reason=f"{STREAM.name} is missing")


def stream() -> list[JsonObject]:
    events: list[JsonObject] = json.loads(STREAM.read_text())
    return events


def sample_setup() -> LiveSetup:
    """Returns a service that is logged in to the account of the call."""
    live = LiveSetup()
    AccountHistory(live.states).remember(SESSION.account)
    return live


def test_the_status_is_right_after_every_event() -> None:
    live = sample_setup()
    seen = []
    for event in stream():
        live.receive(event)
        seen.append(live.row(CALLER, CALLER).status)
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


def test_an_extension_missing_from_the_directory_has_a_row_in_the_snapshot() -> None:
    live = sample_setup()
    live.receive(*stream()[:5])
    (row,) = (one for one in live.board.snapshot().users if one.extension_id == CALLER)
    assert (row.status, row.direction) == (Status.ON_PHONE, "Outbound")
    assert row.other_party is not None
    assert row.other_party.number == "+14083388064"


@settings(max_examples=examples(60))
@given(order=st.permutations([*range(9), 0, 3, 4, 6, 8]))
def test_any_order_and_repetition_leads_to_the_same_session(order: list[int]) -> None:
    plain, mixed = sample_setup(), sample_setup()
    events = stream()
    plain.receive(*events)
    mixed.receive(*(events[number] for number in order))
    expected, actual = plain.table.session(SESSION), mixed.table.session(SESSION)
    assert expected is not None
    assert actual is not None
    assert actual.model_copy(update={"revision": expected.revision}) == expected
    assert mixed.row(CALLER, CALLER).status is Status.AVAILABLE


@settings(max_examples=examples(60))
@given(order=st.permutations(range(9)))
def test_in_any_order_the_status_is_that_of_the_highest_sequence_so_far(order: list[int]) -> None:
    live, events, received = sample_setup(), stream(), []
    for number in order:
        live.receive(events[number])
        received.append(number)
        own = [one for one in received if one in IN_ORDER]
        if own:
            assert live.row(CALLER, CALLER).status is IN_ORDER[max(own)]
