"""Everyday traffic and bursts: their rate, and the state at the end of a burst."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator import scenarios
from simulator.live.wiring import Live
from simulator.testing import frozen_clock, options_without_limits


@pytest.fixture
def crowd() -> Live:
    """A live account with more than forty users."""
    account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
    scenarios.add_users(account, 40)
    return Live(account)


def pass_time(live: Live, seconds: int) -> None:
    for _ in range(seconds):
        live.account.clock.advance(1)
        live.timeline.play()


def statuses(live: Live) -> Counter[str]:
    return Counter(live.presence.status(each.id) for each in live.planner.users())


def test_traffic_has_about_its_rate_and_all_kinds(crowd: Live) -> None:
    crowd.traffic.set_rate(30)
    pass_time(crowd, 300)
    assert 100 <= crowd.traffic.started <= 200
    kinds = Counter(call.plan.kind for call in crowd.calls.calls.values())
    assert len(kinds) >= 8


def test_traffic_calls_only_free_users(crowd: Live) -> None:
    crowd.traffic.set_rate(600)
    pass_time(crowd, 60)
    for user in crowd.planner.users():
        sessions = {line.session.id for line in crowd.switchboard.lines_of(user.id)}
        assert len(sessions) <= 2


def test_traffic_stops_at_rate_zero(crowd: Live) -> None:
    crowd.traffic.set_rate(60)
    pass_time(crowd, 30)
    crowd.traffic.set_rate(0)
    started = crowd.traffic.started
    pass_time(crowd, 300)
    assert crowd.traffic.started == started
    assert crowd.switchboard.sessions == {}
    assert statuses(crowd) == {"Available": len(crowd.planner.users())}


@pytest.mark.parametrize("rate", [-1, 1e9])
def test_an_impossible_rate_is_refused(crowd: Live, rate: float) -> None:
    with pytest.raises(ValueError, match="between"):
        crowd.traffic.set_rate(rate)


def test_a_burst_has_its_rate_and_counts_its_events(crowd: Live) -> None:
    burst = crowd.bursts.start(50, 10)
    pass_time(crowd, 11)
    assert burst.ended_at is not None
    assert 500 <= burst.events <= 501
    assert crowd.notifier.published.total() == burst.events
    assert len(statuses(crowd)) >= 3


def test_a_burst_without_events_is_refused(crowd: Live) -> None:
    with pytest.raises(ValueError, match="events per second"):
        crowd.bursts.start(0, 5)
