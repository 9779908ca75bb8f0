"""Whole hours of a board: calls of every kind, delivered late, twice, in any order and not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.usecases.live.track_calls import ReceivedEvent
from tests.unit.domain.live.events_made import (
    ANN,
    BOB,
    CAY,
    MENU,
    NOW,
    QUEUE,
    idle,
    party,
    telephony,
    text,
)
from tests.unit.usecases.live.live_bench import ACCOUNT_REF, SERVICE, LiveBench

AGENTS = (ANN, BOB, CAY)
Steps = list[tuple[str | None, str, Mapping[str, object]]]
"""Whose party says which code, with what beside it."""


def direct(who: str, recording: str) -> Steps:
    running: Mapping[str, object] = {"recordings": [{"id": recording, "active": True}]}
    return [
        (None, "Setup", {}),
        (who, "Proceeding", {}),
        (who, "Answered", running),
        (who, "Hold", {}),
        (who, "Answered", running),
        (who, "Disconnected", {}),
        (None, "Disconnected", {}),
    ]


def through_queue(who: str, recording: str) -> Steps:
    of_queue: Mapping[str, object] = {
        "queueCall": True,
        "to": {"extensionId": QUEUE, "name": "Sales"},
    }
    return [
        (QUEUE, "Answered", {}),
        *((agent, "Proceeding", of_queue) for agent in AGENTS),
        (who, "Answered", {**of_queue, "recordings": [{"id": recording, "active": True}]}),
        *((agent, "Disconnected", of_queue) for agent in AGENTS if agent != who),
        (QUEUE, "Disconnected", {}),
        (who, "Disconnected", of_queue),
    ]


def through_menu(who: str, recording: str) -> Steps:
    return [(MENU, "Answered", {}), (MENU, "Disconnected", {}), *direct(who, recording)]


def transferred(who: str, recording: str) -> Steps:
    gone: Mapping[str, object] = {
        "status": {"code": "Gone", "peerId": {"telephonySessionId": f"t-{recording}"}}
    }
    return [*direct(who, recording)[:4], (who, "Gone", gone), (None, "Disconnected", {})]


KINDS = (direct, through_queue, through_menu, transferred)


@st.composite
def hours(draw: st.DrawFn) -> list[list[JsonObject]]:
    """Calls one after another, each in the order in which it happened."""
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(AGENTS)), min_size=1, max_size=4)
    )
    clock = count(int(NOW) - 200)
    return [
        [
            telephony(number, next(clock), party(code, whose, **fields), session=f"s-{call}")
            for number, (whose, code, fields) in enumerate(kind(who, f"r{call}"))
        ]
        for call, (kind, who) in enumerate(chosen)
    ]


def deliver(bench: LiveBench, events: Sequence[JsonObject], size: int) -> None:
    told = [ReceivedEvent(SERVICE, text(event), NOW) for event in events]
    for start in range(0, len(told), size):
        results = bench.tracker.track_all(told[start : start + size])
        assert not any(result.error or result.problem for result in results)


def lines(bench: LiveBench) -> list[RealtimeUser]:
    return [line.model_copy(update={"version": 0}) for line in bench.board.snapshot().users]


def announced(bench: LiveBench) -> set[tuple[str, str, float]]:
    return {
        (id_, ended.extension_id, ended.started_at)
        for ended in bench.hints.ended
        for id_ in ended.recording_ids
    }


@settings(max_examples=60)
@given(calls=hours(), cut=st.integers(0, 200), size=st.integers(1, 12), data=st.data())
def test_at_any_moment_the_order_of_delivery_does_not_matter(
    calls: list[list[JsonObject]], cut: int, size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call][: cut + 1]
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    shuffled = data.draw(st.permutations([*events, *again]))
    plain, mixed = LiveBench(), LiveBench()
    deliver(plain, events, 1)
    deliver(mixed, shuffled, size)
    assert lines(mixed) == lines(plain)


@settings(max_examples=60)
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_every_recording_is_announced_whatever_the_order(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    bench = LiveBench()
    deliver(bench, data.draw(st.permutations(events)), size)
    assert {id_ for id_, _, _ in announced(bench)} == {f"r{number}" for number in range(len(calls))}
    assert bench.line().calls == 0
    left = {call.telephony_session_id for call in bench.table.open_calls(ACCOUNT_REF)}
    assert not left & {f"s-{number}" for number in range(len(calls))}


@settings(max_examples=60)
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_after_losses_presence_frees_every_phone(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    kept = [event for event in events if data.draw(st.booleans())]
    bench = LiveBench()
    free = [idle(1, NOW + 10, agent) for agent in AGENTS]
    deliver(bench, data.draw(st.permutations([*kept, *free])), size)
    assert bench.statuses() == {"Ann": "Available", "Bob": "Available", "Cay": "Available"}


@settings(max_examples=60)
@given(calls=hours(), size=st.integers(1, 12), data=st.data())
def test_after_losses_the_check_ends_every_call_and_announces_its_recordings(
    calls: list[list[JsonObject]], size: int, data: st.DataObject
) -> None:
    events = [event for call in calls for event in call]
    kept = data.draw(st.lists(st.sampled_from(events), min_size=1, unique_by=id))
    bench = LiveBench()
    deliver(bench, data.draw(st.permutations(kept)), size)
    bench.clock.advance(130)
    bench.check()
    assert not any(line.calls for line in bench.board.snapshot().users)
    assert bench.table.open_calls(ACCOUNT_REF) == []
    seen = {
        f"r{number}" for number in range(len(calls)) if f'"r{number}"' in "".join(map(text, kept))
    }
    assert seen <= {id_ for id_, _, _ in announced(bench)}
