"""Properties of the joins: the order, repetition and loss of events do not change the result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import ended_calls, live_call
from ringkeep.domain.live.codes import Phase
from ringkeep.domain.live.events import PresenceEvent, TelephonyEvent, parse_event
from ringkeep.domain.live.payloads import PartyPayload
from ringkeep.domain.live.presence import Presence, joined_presence, presence_of
from ringkeep.domain.live.sessions import (
    Session,
    SessionKey,
    joined,
    session_of,
    session_of_check,
)
from ringkeep.domain.live.users import UserState, with_call, with_presence
from tests.properties import examples
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    QUEUE,
    SESSION,
    USER_A,
    USER_B,
    USER_C,
    idle,
    party,
    presence,
    telephony,
    text,
)

SERVICE = "default"
ACCOUNT_REF = AccountRef(SERVICE, ACCOUNT)
KEY = SessionKey(service=SERVICE, account_id=ACCOUNT, telephony_session_id=SESSION)
CODES = ("Setup", "Proceeding", "Answered", "Hold", "Parked", "VoiceMail", "Whispering")
ENDS = ("Disconnected", "Gone")
RECORDINGS = st.none() | st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["r1", "r2"]), "active": st.booleans()}),
    max_size=2,
)


def fold(events: Sequence[JsonObject]) -> Session:
    sessions = []
    for event in events:
        parsed = parse_event(text(event), NOW)
        assert isinstance(parsed, TelephonyEvent)
        sessions.append(session_of(parsed, ACCOUNT_REF))
    return reduce(joined, sessions)


@st.composite
def party_events(draw: st.DrawFn) -> JsonObject:
    """Returns one party with a random selection of fields."""
    extension = draw(st.sampled_from([USER_A, USER_B, QUEUE, None]))
    fields: dict[str, object] = {}
    recordings = draw(RECORDINGS)
    if recordings is not None:
        fields["recordings"] = recordings
    if draw(st.booleans()):
        fields["queueCall"] = True
        fields["to"] = {"extensionId": QUEUE}
    if draw(st.booleans()):
        fields["from"] = {"name": draw(st.sampled_from(["Caller", "Other"]))}
    return party(draw(st.sampled_from(CODES + ENDS)), extension, **fields)


@st.composite
def any_events(draw: st.DrawFn) -> list[JsonObject]:
    """Returns random events of one session."""
    count = draw(st.integers(1, 8))
    sequences = st.none() | st.integers(0, 6)
    times = st.integers(-600, 0)
    return [
        telephony(draw(sequences), NOW + draw(times), draw(party_events())) for _ in range(count)
    ]


@st.composite
def calls(draw: st.DrawFn) -> list[JsonObject]:
    """Returns a complete call in order: every party passes several codes and ends."""
    codes_by_party = {
        extension: [*draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4)), end]
        for extension in draw(st.sets(st.sampled_from([USER_A, USER_B, USER_C, None]), min_size=1))
        for end in [draw(st.sampled_from(ENDS))]
    }
    order = draw(st.permutations([id_ for id_, codes in codes_by_party.items() for _ in codes]))
    steps = {id_: iter(codes) for id_, codes in codes_by_party.items()}
    return [
        telephony(number, NOW - 300 + 2 * number, party(next(steps[id_]), id_))
        for number, id_ in enumerate(order)
    ]


@settings(max_examples=examples(150))
@given(events=any_events(), data=st.data())
def test_any_order_and_repetition_folds_to_the_same_session(
    events: list[JsonObject], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))
    shuffled = data.draw(st.permutations([*events, *again]))
    assert fold(shuffled) == fold(events)


@settings(max_examples=examples(100))
@given(events=any_events(), cut=st.integers(0, 8), at=st.integers(-300, 300))
def test_a_check_at_any_position_gives_the_same_session(
    events: list[JsonObject], cut: int, at: int
) -> None:
    shown = (PartyPayload.model_validate(party("Hold", USER_B)),)
    check = session_of_check(KEY, "100", shown, NOW + at)
    expected_reports = [session_of_check(KEY, "", (), NOW - 400), check, fold(events)]
    expected = reduce(joined, expected_reports)
    front, back = events[:cut], events[cut:]
    reports = [*([fold(front)] if front else []), check, *([fold(back)] if back else [])]
    assert reduce(joined, [*reports, *reversed(expected_reports)]) == expected


@settings(max_examples=examples(100))
@given(events=calls(), data=st.data())
def test_a_call_ends_for_all_parties_in_any_order(
    events: list[JsonObject], data: st.DataObject
) -> None:
    session = fold(data.draw(st.permutations(events)))
    assert session.ended
    parts = [live_call(session, extension) for extension in (USER_A, USER_B, USER_C)]
    assert not any(part.phase.live for part in parts if part is not None)


@settings(max_examples=examples(100))
@given(events=calls(), data=st.data())
def test_lost_events_do_not_matter_after_the_last_event_of_each_party(
    events: list[JsonObject], data: st.DataObject
) -> None:
    finals = {_party_id(event): event for event in events}
    others = [event for event in events if event not in finals.values()]
    kept = [event for event in others if data.draw(st.booleans())]
    session = fold(data.draw(st.permutations([*kept, *finals.values()])))
    expected = fold(events)
    assert session.ended
    assert {id_: one.latest for id_, one in session.parties.items()} == {
        id_: one.latest for id_, one in expected.parties.items()
    }


def _party_id(event: JsonObject) -> str:
    return str(event["body"]["parties"][0]["id"])  # type: ignore[index,call-overload]


@settings(max_examples=examples(100))
@given(events=calls(), data=st.data())
def test_lost_events_do_not_matter_after_a_check(
    events: list[JsonObject], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(events), min_size=1))
    not_found = session_of_check(KEY, "", (), NOW + 60)
    session = joined(fold(kept), not_found)
    assert session.ended
    assert joined(not_found, fold(kept)) == session


@settings(max_examples=examples(100))
@given(events=calls(), data=st.data())
def test_lost_events_do_not_matter_after_a_presence_without_calls(
    events: list[JsonObject], data: st.DataObject
) -> None:
    session = fold(data.draw(st.lists(st.sampled_from(events), min_size=1)))
    user = UserState(service=SERVICE, account_id=ACCOUNT, extension_id=USER_A)
    call = live_call(session, USER_A)
    free = parsed_presence(idle(9, NOW + 60))
    before = with_presence(user, free, NOW)
    after = with_call(user, call, NOW) if call else user
    for state in (
        with_call(before, call, NOW) if call else before,
        with_presence(after, free, NOW),
    ):
        assert state.live_calls == ()


@settings(max_examples=examples(100))
@given(events=any_events())
def test_all_recordings_seen_are_announced_when_the_call_has_ended(
    events: list[JsonObject],
) -> None:
    session = joined(fold(events), session_of_check(KEY, "", (), NOW + 60))
    seen = {id_ for event in events for id_ in ("r1", "r2") if f'"{id_}"' in text(event)}
    ended = ended_calls(session)
    assert sorted(id_ for call in ended for id_ in call.recording_ids) == sorted(seen)
    assert all(call.started_at <= call.ended_at for call in ended)


def parsed_presence(event: JsonObject) -> Presence:
    parsed = parse_event(text(event), NOW)
    assert isinstance(parsed, PresenceEvent)
    return presence_of(parsed)


@st.composite
def presences(draw: st.DrawFn) -> list[JsonObject]:
    """Returns presence events of one extension in order, each with a random selection of fields."""
    words: dict[str, st.SearchStrategy[object]] = {
        "telephonyStatus": st.sampled_from(["NoCall", "Ringing", "CallConnected", "OnHold"]),
        "presenceStatus": st.sampled_from(["Available", "Busy", "Offline"]),
        "userStatus": st.sampled_from(["Available", "Busy", "Offline"]),
        "dndStatus": st.sampled_from(["TakeAllCalls", "DoNotAcceptAnyCalls"]),
        "activeCalls": st.lists(
            st.fixed_dictionaries(
                {
                    "telephonySessionId": st.sampled_from(["s-1", "s-2"]),
                    "telephonyStatus": st.sampled_from(["Ringing", "CallConnected", "NoCall"]),
                }
            ),
            max_size=2,
        ),
    }
    bodies = draw(st.lists(st.fixed_dictionaries({}, optional=words), min_size=1, max_size=10))
    start = draw(st.integers(-2000, -1200))
    return [
        presence(number, NOW + start + 100 * number, **body) for number, body in enumerate(bodies)
    ]


@settings(max_examples=examples(150))
@given(events=presences(), data=st.data())
def test_any_order_and_repetition_folds_to_the_same_presence(
    events: list[JsonObject], data: st.DataObject
) -> None:
    snapshot = parsed_presence(idle(None, NOW - data.draw(st.integers(0, 2000)) - 0.5))
    reports = [*map(parsed_presence, events), snapshot]
    again = data.draw(st.lists(st.sampled_from(reports), max_size=4))
    shuffled = data.draw(st.permutations([*reports, *again]))
    assert reduce(joined_presence, shuffled) == reduce(joined_presence, reports)


@settings(max_examples=examples(100))
@given(events=presences(), session_events=calls(), data=st.data())
def test_the_order_of_presence_and_sessions_does_not_matter(
    events: list[JsonObject], session_events: list[JsonObject], data: st.DataObject
) -> None:
    user = UserState(service=SERVICE, account_id=ACCOUNT, extension_id=USER_A)
    session = fold(data.draw(st.lists(st.sampled_from(session_events), min_size=1)))
    call = live_call(session, USER_A)
    reported = reduce(joined_presence, map(parsed_presence, events))
    one = with_presence(with_call(user, call, NOW) if call else user, reported, NOW)
    other = with_presence(user, reported, NOW)
    other = with_call(other, call, NOW) if call else other
    assert one == other
    assert one.live_calls == other.live_calls
    assert all(call.phase is not Phase.ENDED for call in one.live_calls)
