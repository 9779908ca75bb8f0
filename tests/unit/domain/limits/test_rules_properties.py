"""Properties that hold for every order of reserving, sending late, closing and learning."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.penalties import close
from ringkeep.domain.limits.plan import shares
from ringkeep.domain.limits.rules import (
    TOLERANCE,
    Admitted,
    admit,
    cancel,
    reserve,
    reserve_many,
)
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateReport, RateState
from tests.properties import examples
from tests.unit.domain.limits.fleet_simulation import T0, busiest

lanes = st.sampled_from(list(Lane))
pauses = st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 130))
demands = st.dictionaries(lanes, st.integers(0, 15), min_size=1)

actions = st.one_of(
    st.tuples(st.just("reserve"), demands, st.floats(0, 180)),
    st.tuples(st.just("send"), st.integers(0, 40)),
    st.tuples(st.just("send due"), st.integers(1, 30)),
    st.tuples(st.just("send unknown"), lanes),
    st.tuples(st.just("cancel"), st.integers(0, 40)),
    st.tuples(st.just("close"), st.floats(0, 90)),
    st.tuples(st.just("wait"), pauses),
)


@dataclass
class Workers:
    """Workers that hold tickets. `tickets` maps each ticket to its start time and lane."""

    state: RateState
    now: float = T0
    tickets: dict[str, tuple[float, Lane]] = field(default_factory=dict)
    sent: list[float] = field(default_factory=list)
    unknown: int = 0

    def act(self, action: tuple[object, ...]) -> None:
        match action:
            case ("reserve", dict() as demand, float() as horizon):
                self.state, starts = reserve_many(self.state, demand, self.now, horizon)
                for start in starts:
                    assert self.now <= start.at <= self.now + horizon + TOLERANCE
                    self.tickets[start.ticket] = (start.at, start.lane)
            case ("send", int() as index) if self.tickets:
                self.send(sorted(self.tickets)[index % len(self.tickets)])
            case ("send due", int() as count):
                due = [ticket for ticket, (at, _) in self.tickets.items() if at <= self.now]
                for ticket in due[:count]:
                    self.send(ticket)
            case ("send unknown", Lane() as lane):
                self.unknown += 1
                self.tickets[f"u{self.unknown}"] = (self.now, lane)
                self.send(f"u{self.unknown}")
            case ("cancel", int() as index) if self.tickets:
                ticket = sorted(self.tickets)[index % len(self.tickets)]
                self.state = cancel(self.state, ticket)
                del self.tickets[ticket]
            case ("close", float() as seconds):
                self.state = close(self.state, self.now + seconds, self.now)
            case ("wait", float() as seconds):
                self.now += seconds

    def send(self, ticket: str) -> None:
        _, lane = self.tickets[ticket]
        planned = {start.ticket: start.at for start in self.state.planned}
        self.state, verdict = admit(self.state, ticket, lane, self.now)
        if not isinstance(verdict, Admitted):
            assert verdict.time > self.now
            self.tickets[ticket] = (verdict.time, lane)
            return
        del self.tickets[ticket]
        assert self.now + TOLERANCE >= self.state.closed_until, "sent into a closed group"
        start_at = planned.get(ticket, self.now)
        assert self.now + TOLERANCE >= start_at or start_at < self.now - 60.5, "sent too early"
        self.sent.append(self.now)


@settings(max_examples=examples(300))
@given(st.lists(actions, max_size=80), st.sampled_from([1, 3, 5, 10, 40]))
def test_no_window_ever_holds_more_than_the_limit(
    script: list[tuple[object, ...]], limit: int
) -> None:
    workers = Workers(RateState(limit=limit))
    for action in script:
        workers.act(action)
    assert busiest(workers.sent, 60) <= limit
    assert busiest(workers.sent, 60.4) <= limit


@settings(max_examples=examples(200))
@given(
    st.lists(st.tuples(lanes, st.integers(1, 40), pauses), max_size=30),
    lanes,
    st.floats(0, 60),
    st.booleans(),
)
def test_unused_lane_gets_a_start_within_two_windows(
    reservations: list[tuple[Lane, int, float]], lane: Lane, pause: float, sending: bool
) -> None:
    workers = Workers(RateState())
    for other, count, wait in reservations:
        if other is not lane:
            workers.act(("reserve", {other: count}, 120.0))
        if sending:
            workers.act(("send due", 30))
        workers.act(("wait", wait))
    workers.act(("wait", pause))
    _, starts = reserve(workers.state, lane, 1, workers.now, 120)
    assert len(starts) == 1


@settings(max_examples=examples(100))
@given(st.lists(st.tuples(lanes, pauses), max_size=20), lanes)
def test_lane_gets_its_full_share_if_all_requests_are_sent_on_time(
    reservations: list[tuple[Lane, float]], lane: Lane
) -> None:
    state, now = RateState(), T0
    for other, wait in reservations:
        if other is not lane:
            state, _ = reserve(state, other, 100, now, 120)
        now += wait
    _, starts = reserve(state, lane, shares(10)[lane], now, 120)
    assert len(starts) == shares(10)[lane]


@given(st.dictionaries(lanes, st.integers(1, 60), min_size=1))
def test_no_capacity_is_reserved_for_lanes_without_demand(demand: dict[Lane, int]) -> None:
    _, starts = reserve_many(RateState(), demand, T0, 50)
    assert len(starts) == min(10, sum(demand.values()))


@given(st.lists(st.tuples(lanes, st.integers(1, 30), st.floats(0, 40)), max_size=20))
def test_planned_starts_keep_the_limit(reservations: list[tuple[Lane, int, float]]) -> None:
    state, now = RateState(), T0
    for lane, count, wait in reservations:
        state, _ = reserve(state, lane, count, now, 120)
        now += wait
    assert busiest([start.at for start in state.planned], 60.49) <= 10


@given(
    st.builds(
        RateReport,
        status=st.sampled_from([200, 404, 429]),
        limit=st.none() | st.integers(-5, 5000),
        remaining=st.none() | st.integers(-5, 5000),
        window=st.none() | st.floats(-1, 5000),
        sent_at=st.none() | st.floats(T0 - 100, T0 + 100),
    ),
    st.lists(st.floats(T0 - 100, T0), max_size=12),
)
def test_any_report_leaves_a_state_that_can_plan(report: RateReport, sent: list[float]) -> None:
    state = learn(RateState(sent=tuple(sorted(sent))), report, T0)
    assert 1 <= state.limit <= 1000
    assert len(state.foreign) <= state.limit
    _, starts = reserve(state, Lane.FRESH, 1, T0, 3 * state.window + 10)
    assert starts
