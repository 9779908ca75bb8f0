"""Hours of calls of every kind, with events delivered late, twice, in any order or never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.usecases.live.track_calls import ReceivedEvent
from tests.properties import examples
from tests.unit.domain.live.notifications import (
    MENU,
    NOW,
    QUEUE,
    USER_A,
    USER_B,
    USER_C,
    idle,
    party,
    telephony,
    text,
)
from tests.unit.usecases.live.live_setup import ACCOUNT_REF, SERVICE, LiveSetup

AGENTS = (USER_A, USER_B, USER_C)
Steps = list[tuple[str | None, str, Mapping[str, object]]]
"""The steps of a call: extension, code and further fields of the party."""


def direct(extension: str, recording: str) -> Steps:
    running: Mapping[str, object] = {"recordings": [{"id": recording, "active": True}]}
    return [
        (None, "Setup", {}),
        (extension, "Proceeding", {}),
        (extension, "Answered", running),
        (extension, "Hold", {}),
        (extension, "Answered", running),
        (extension, "Disconnected", {}),
        (None, "Disconnected", {}),
    ]


def through_queue(extension: str, recording: str) -> Steps:
    of_queue: Mapping[str, object] = {
        "queueCall": True,
        "to": {"extensionId": QUEUE, "name": "Sales"},
    }
    return [
        (QUEUE, "Answered", {}),
        *((agent, "Proceeding", of_queue) for agent in AGENTS),
        (extension, "Answered", {**of_queue, "recordings": [{"id": recording, "active": True}]}),
        *((agent, "Disconnected", of_queue) for agent in AGENTS if agent != extension),
        (QUEUE, "Disconnected", {}),
        (extension, "Disconnected", of_queue),
    ]


def through_menu(extension: str, recording: str) -> Steps:
    return [(MENU, "Answered", {}), (MENU, "Disconnected", {}), *direct(extension, recording)]


def transferred(extension: str, recording: str) -> Steps:
    transfer: Mapping[str, object] = {
        "status": {"code": "Gone", "peerId": {"telephonySessionId": f"t-{recording}"}}
    }
    return [
        *direct(extension, recording)[:4],
        (extension, "Gone", transfer),
        (None, "Disconnected", {}),
    ]


KINDS = (direct, through_queue, through_menu, transferred)


@st.composite
def hours(draw: st.DrawFn) -> list[list[JsonObject]]:
    """Returns several calls, each as a list of events in their original order."""
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(AGENTS)), min_size=1, max_size=4)
    )
    clock = count(int(NOW) - 200)
    return [
        [
            telephony(number, next(clock), party(code, extension, **fields), session=f"s-{call}")
            for number, (extension, code, fields) in enumerate(kind(agent, f"r{call}"))
        ]
        for call, (kind, agent) in enumerate(chosen)
    ]


def deliver(live: LiveSetup, events: Sequence[JsonObject], size: int) -> None:
    received = [ReceivedEvent(SERVICE, text(event), NOW) for event in events]
    for start in range(0, len(received), size):
        results = live.tracker.track_all(received[start : start + size])
        assert not any(result.error or result.problem for result in results)


def rows(live: LiveSetup) -> list[RealtimeUser]:
    return [row.model_copy(update={"version": 0}) for row in live.board.snapshot().users]


def announced(live: LiveSetup) -> set[tuple[str, str, float]]:
    return {
        (id_, ended.extension_id, ended.started_at)
        for ended in live.hints.ended
        for id_ in ended.recording_ids
    }


@settings(max_examples=examples(60))
@given(calls=hours(), cut=st.integers(0, 200), size=st.integers(1, 12), data=st.data())
def test_the_order_of_delivery_does_not_matter_at_any_time(
    calls: list[list[JsonObject]], cut: int, size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call][: cut + 1]
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    shuffled = data.draw(st.permutations([*events, *again]))
    plain, mixed = LiveSetup(), LiveSetup()
    deliver(plain, events, 1)
    deliver(mixed, shuffled, size)
    assert rows(mixed) == rows(plain)


@settings(max_examples=examples(60))
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_every_recording_is_announced_whatever_the_order(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    live = LiveSetup()
    deliver(live, data.draw(st.permutations(events)), size)
    assert {id_ for id_, _, _ in announced(live)} == {f"r{number}" for number in range(len(calls))}
    assert live.row().calls == 0
    left = {call.telephony_session_id for call in live.table.open_calls(ACCOUNT_REF)}
    assert not left & {f"s-{number}" for number in range(len(calls))}


@settings(max_examples=examples(60))
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_after_lost_events_presence_frees_every_phone(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    kept = [event for event in events if data.draw(st.booleans())]
    live = LiveSetup()
    free = [idle(1, NOW + 10, agent) for agent in AGENTS]
    deliver(live, data.draw(st.permutations([*kept, *free])), size)
    assert live.statuses() == {"User A": "Available", "User B": "Available", "User C": "Available"}


@settings(max_examples=examples(60))
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_after_lost_events_the_check_ends_every_call_and_announces_its_recordings(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    kept = data.draw(st.lists(st.sampled_from(events), min_size=1, unique_by=id))
    live = LiveSetup()
    deliver(live, data.draw(st.permutations(kept)), size)
    live.clock.advance(130)
    live.check()
    assert not any(row.calls for row in live.board.snapshot().users)
    assert live.table.open_calls(ACCOUNT_REF) == []
    seen = {
        f"r{number}" for number in range(len(calls)) if f'"r{number}"' in "".join(map(text, kept))
    }
    assert seen <= {id_ for id_, _, _ in announced(live)}
