"""Everyday traffic and bursts: so many a minute, and an end that is known."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator import scenarios
from simulator.live.presence import PresenceBook
from simulator.live.wiring import Live
from simulator.testing import frozen_clock, generous


@pytest.fixture
def live() -> Live:
    account = scenarios.empty(clock=frozen_clock(), options=generous())
    scenarios.add_people(account, 40)
    return Live(account)


def pass_time(live: Live, seconds: int) -> None:
    for _ in range(seconds):
        live.account.clock.advance(1)
        live.timeline.play()


def statuses(live: Live, book: PresenceBook) -> Counter[str]:
    return Counter(book.status(each.id) for each in live.planner.people())


def test_traffic_comes_at_about_its_rate(live: Live) -> None:
    live.traffic.set_rate(30)
    pass_time(live, 300)
    assert 100 <= live.traffic.started <= 200
    kinds = Counter(call.plan.kind for call in live.calls.calls.values())
    assert len(kinds) >= 8


def test_nobody_is_called_who_is_not_free(live: Live) -> None:
    live.traffic.set_rate(600)
    pass_time(live, 60)
    for person in live.planner.people():
        sessions = {line.session.id for line in live.board.lines_of(person.id)}
        assert len(sessions) <= 2


def test_traffic_stops_when_it_is_told_to(live: Live) -> None:
    live.traffic.set_rate(60)
    pass_time(live, 30)
    live.traffic.set_rate(0)
    started = live.traffic.started
    pass_time(live, 300)
    assert live.traffic.started == started
    assert live.board.sessions == {}
    assert statuses(live, live.presence) == {"Available": len(live.planner.people())}


@pytest.mark.parametrize("rate", [-1, 1e9])
def test_an_impossible_rate_is_refused(live: Live, rate: float) -> None:
    with pytest.raises(ValueError, match="between"):
        live.traffic.set_rate(rate)


def test_a_burst_has_its_rate_and_a_known_end(live: Live) -> None:
    burst = live.bursts.start(50, 10)
    pass_time(live, 11)
    assert burst.ended_at is not None
    assert 500 <= burst.events <= 501
    assert live.notifier.published.total() == burst.events
    assert len(statuses(live, live.presence)) >= 3


def test_a_burst_can_end_with_everybody_idle(live: Live) -> None:
    live.bursts.start(50, 5, "idle")
    pass_time(live, 6)
    assert live.board.sessions == {}
    assert set(statuses(live, live.presence)) == {"Available"}


def test_a_burst_of_nothing_is_refused(live: Live) -> None:
    with pytest.raises(ValueError, match="events a second"):
        live.bursts.start(0, 5)
