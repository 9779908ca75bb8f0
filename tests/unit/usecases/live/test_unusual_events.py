"""Events that are far from normal: none blocks the others, and no row outgrows the table."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import Status
from ringkeep.usecases.live.track_calls import ReceivedEvent, TrackOutcome, TrackResult
from tests.properties import examples
from tests.unit.domain.live.notifications import (
    NOW,
    USER_A,
    USER_B,
    USER_C,
    party,
    presence,
    telephony,
    text,
)
from tests.unit.usecases.live.live_setup import SERVICE, LiveSetup

ROW_LIMIT = 400_000
EMOJI = "\U0001f642"


def with_body(**fields: object) -> str:
    """Returns an event of another user's call, with other fields in its body."""
    event = telephony(1, NOW - 5, party("Answered", USER_B), session="s-2")
    body = event["body"]
    assert isinstance(body, dict)
    return json.dumps({**event, "body": {**body, **fields}})


def recordings(count: int) -> list[dict[str, object]]:
    return [{"id": f"{10**11 + number}", "active": True} for number in range(count)]


def many_calls(count: int) -> list[dict[str, object]]:
    return [
        {
            "telephonySessionId": f"s-{number}-{EMOJI * 20}",
            "telephonyStatus": "CallConnected",
            "from": EMOJI * 500,
            "fromName": EMOJI * 500,
            "toName": EMOJI * 500,
        }
        for number in range(count)
    ]


def large_party(number: int) -> JsonObject:
    end = {"phoneNumber": EMOJI * 300, "name": EMOJI * 300, "extensionId": str(number)}
    names = {"primary": {"type": "QueueName", "value": EMOJI * 300}}
    return party(
        EMOJI * 300,
        str(number),
        party_id=f"p-{number}",
        to=end,
        uiCallInfo=names,
        recordings=[{"id": f"{number}-{each}-{EMOJI * 20}", "active": True} for each in range(60)],
        **{"from": end},
    )


EVENTS = {
    "a time of 10^400": with_body(eventTime=10**400),
    "a negative time of 10^400": with_body(eventTime=-(10**400)),
    "a sequence of 10^400": with_body(sequence=10**400),
    "a time that is not a number": with_body(eventTime=float("nan"), sequence=float("inf")),
    "a number of 5,000 digits": with_body(sequence=0).replace(
        '"sequence": 0', f'"sequence": {"9" * 5000}'
    ),
    "the year 1 at an offset": with_body(eventTime="0001-01-01T00:00:00+14:00"),
    "11,000 recordings": with_body(
        parties=[party("Answered", USER_B, recordings=recordings(11_000))]
    ),
    "4,000 parties": with_body(
        parties=[party("Answered", str(n), party_id=f"p{n}") for n in range(5000, 9000)]
    ),
    "80,000 empty parties": with_body(parties=[{}] * 80_000),
    "150 large parties": with_body(parties=[large_party(number) for number in range(150)]),
    "a body of 250 KB": with_body(
        parties=[party("Answered", USER_B, **{"from": {"name": "x" * 250_000}})]
    ),
    "ids of 3,000 letters": with_body(
        parties=[
            party("Answered", "e" * 3000, party_id="p" * 3000, recordings=[{"id": "r" * 3000}])
        ]
    ),
    "a session id of 3,000 letters": with_body(telephonySessionId="s" * 3000),
    "an unpaired surrogate": with_body(parties=[party("Answered", "\ud800")]),
    "deep nesting": with_body(extra=0).replace(
        '"extra": 0', '"extra": ' + "[" * 50_000 + "]" * 50_000
    ),
    "presence with 5,000 calls": text(presence(1, NOW - 5, USER_B, activeCalls=many_calls(5000))),
    "presence of an endless id": text(presence(1, NOW - 5, "9" * 3000)),
    "11,000 extensions": text(
        {
            "event": "/restapi/v1.0/account/8001/extension",
            "body": {"extensions": [{"extensionId": str(n)} for n in range(11_000)]},
        }
    ),
    "a path of 250 KB": json.dumps({"event": "/account/8001/telephony/sessions" + "/x" * 125_000}),
}


def track(live: LiveSetup, *events: str) -> tuple[TrackResult, ...]:
    return live.tracker.track_all([ReceivedEvent(SERVICE, event, NOW) for event in events])


@pytest.mark.parametrize("name", EVENTS)
def test_an_unusual_event_blocks_no_other(name: str) -> None:
    live = LiveSetup()
    before = text(telephony(1, NOW - 5, party("Answered")))
    after = text(telephony(1, NOW - 5, party("Hold", USER_C), session="s-3"))
    results = track(live, before, EVENTS[name], after)
    assert [(result.error, result.refusal) for result in results] == [(None, None)] * 3
    assert live.row(USER_A).status is Status.ON_PHONE
    assert live.row(USER_C).status is Status.ON_HOLD
    assert live.table.largest_row < ROW_LIMIT


@pytest.mark.parametrize("field", ["eventTime", "sequence"])
@pytest.mark.parametrize("number", [10**400, -(10**400), float("nan"), float("-inf"), 1e308])
def test_an_absurd_number_costs_no_other_field(field: str, number: float) -> None:
    live = LiveSetup()
    (result,) = track(live, with_body(**{field: number}))
    assert result.outcome is TrackOutcome.TELEPHONY
    assert live.row(USER_B).status is Status.ON_PHONE


def test_an_id_that_is_too_long_is_absent_not_cut() -> None:
    live = LiveSetup()
    long = "7" * 3000
    track(
        live,
        with_body(parties=[party("Answered", USER_B, recordings=[{"id": long}, {"id": "r1"}])]),
    )
    track(live, with_body(sequence=2, parties=[party("Disconnected", USER_B)]))
    assert [call.recording_ids for call in live.hints.ended] == [("r1",)]


def test_the_first_recordings_of_an_endless_list_are_announced_and_the_event_says_so() -> None:
    live = LiveSetup()
    ended = party("Disconnected", USER_B, recordings=recordings(11_000))
    (result,) = track(live, with_body(parties=[ended]))
    assert result.event is not None
    assert getattr(result.event, "shortened", False)
    (call,) = live.hints.ended
    assert len(call.recording_ids) == 40


def test_a_session_that_grows_event_by_event_stays_within_its_row() -> None:
    live = LiveSetup()
    for start in range(0, 300, 15):
        parties = [large_party(number) for number in range(start, start + 15)]
        (result,) = track(live, with_body(sequence=start, parties=parties))
        assert result.error is None
    assert live.table.largest_row < ROW_LIMIT


def test_a_phone_with_endless_calls_stays_within_its_row() -> None:
    live = LiveSetup()
    end = {"phoneNumber": EMOJI * 200, "name": EMOJI * 200}
    for number in range(60):
        call = party("Answered", to=end, **{"from": end})
        track(live, text(telephony(1, NOW - 5, call, session=f"s-{number}")))
    track(live, text(presence(1, NOW - 1, activeCalls=many_calls(50))))
    assert live.table.largest_row < ROW_LIMIT
    assert live.row(USER_A).status is Status.ON_PHONE


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**400)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([EMOJI * 50, "9" * 3000, "Answered", "8001", "101"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "code", "name", "recordings", "active"]), inner)
    ),
    max_leaves=6,
) | st.builds(lambda item: [item] * 3000, SCALARS)
BODY_FIELDS = ("sequence", "sessionId", "telephonySessionId", "eventTime", "parties", "accountId")
PARTY_FIELDS = (
    "id",
    "extensionId",
    "direction",
    "from",
    "to",
    "recordings",
    "status",
    "uiCallInfo",
)


@settings(max_examples=examples(60), deadline=None)
@given(
    body=st.dictionaries(st.sampled_from(BODY_FIELDS), VALUES, max_size=3),
    fields=st.dictionaries(st.sampled_from(PARTY_FIELDS), VALUES, max_size=4),
)
def test_no_content_of_an_event_is_an_outage(
    body: dict[str, object], fields: dict[str, object]
) -> None:
    live = LiveSetup()
    event = (
        with_body(parties=[{**party("Answered", USER_B), **fields}], **body)
        if "parties" not in body
        else with_body(**body)
    )
    (result,) = track(live, event)
    assert (result.error, result.refusal) == (None, None)
    assert live.table.largest_row < ROW_LIMIT
