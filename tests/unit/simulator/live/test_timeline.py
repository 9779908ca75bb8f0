"""The timeline plays actions when they are due, each at its own time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from simulator.clock import Clock
from simulator.live.timeline import Timeline
from simulator.testing import NOON, frozen_clock


@pytest.fixture
def clock() -> Clock:
    return frozen_clock()


@pytest.fixture
def timeline(clock: Clock) -> Iterator[Timeline]:
    timeline = Timeline(clock)
    timeline.start()
    yield timeline
    timeline.stop()


def test_advancing_the_clock_plays_due_actions_in_order(clock: Clock, timeline: Timeline) -> None:
    seen: list[tuple[str, datetime]] = []
    for name, seconds in (("late", 9), ("early", 3), ("never", 30)):
        timeline.after(seconds, lambda name=name: seen.append((name, timeline.now)))  # type: ignore[misc]
    clock.advance(10)
    times = [(name, (time - NOON).total_seconds()) for name, time in seen]
    assert times == [("early", 3), ("late", 9)]


def test_an_action_plans_from_its_own_time(clock: Clock, timeline: Timeline) -> None:
    seen: list[datetime] = []

    def plan_more() -> None:
        timeline.after(3, lambda: seen.append(timeline.now))

    timeline.after(2, plan_more)
    clock.advance(60)
    assert seen == [NOON + timedelta(seconds=5)]


def test_a_cancelled_action_is_not_played(clock: Clock, timeline: Timeline) -> None:
    seen: list[int] = []
    timeline.after(1, lambda: seen.append(1)).cancel()
    clock.advance(2)
    assert seen == []


def test_actions_are_played_when_real_time_passes() -> None:
    timeline, done = Timeline(Clock()), threading.Event()
    timeline.start()
    timeline.after(0.05, done.set)
    assert done.wait(60)
    timeline.stop()
