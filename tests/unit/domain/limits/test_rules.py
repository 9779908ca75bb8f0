"""Planning of requests: single cases and simulations."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.penalties import close
from ringkeep.domain.limits.plan import shares
from ringkeep.domain.limits.rules import (
    Admitted,
    WaitUntil,
    admit,
    cancel,
    reserve,
    reserve_across,
    reserve_many,
)
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateReport, RateState, prune
from tests.unit.domain.limits.fleet_simulation import T0, Fleet, busiest

ALL = dict.fromkeys(Lane, 60)


def test_idle_group_allows_a_burst_up_to_its_limit() -> None:
    _, starts = reserve(RateState(), Lane.BACKFILL, 10, T0, 120)
    assert [start.at for start in starts] == [T0] * 10


def test_requests_over_the_limit_start_one_window_and_margin_later() -> None:
    _, starts = reserve(RateState(), Lane.FRESH, 11, T0, 120)
    assert starts[-1].at == T0 + 60.5


def test_nothing_is_planned_beyond_the_horizon() -> None:
    _, starts = reserve(RateState(), Lane.FRESH, 100, T0, 30)
    assert len(starts) == 10


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(10, (3, 4, 1, 1, 1)), (50, (15, 20, 5, 5, 5)), (5, (1, 1, 1, 1, 1)), (2, (1, 1, 1, 1, 1))],
)
def test_shares_follow_the_weights_and_include_every_lane(
    limit: int, expected: tuple[int, ...]
) -> None:
    assert tuple(shares(limit).values()) == expected


def test_back_fill_that_used_the_limit_leaves_later_starts_to_new_calls() -> None:
    state, taken = reserve(RateState(), Lane.BACKFILL, 1000, T0, 120)
    _, fresh = reserve(state, Lane.FRESH, 4, T0 + 1, 120)
    assert len(taken) == 11
    assert [start.at for start in fresh] == [T0 + 60.5] * 4


def test_unused_share_is_released_shortly_before_its_time() -> None:
    state, _ = reserve(RateState(), Lane.BACKFILL, 1000, T0, 120)
    _, more = reserve(state, Lane.BACKFILL, 1000, T0 + 10, 120)
    assert [start.at for start in more] == [T0 + 60.5] * 9 + [T0 + 121]


def test_lanes_that_reserve_together_share_by_weight() -> None:
    _, starts = reserve_many(RateState(), ALL, T0, 10)
    lanes = [start.lane for start in starts]
    assert {lane: lanes.count(lane) for lane in Lane} == shares(10)


def test_share_that_a_lane_does_not_need_goes_to_the_others() -> None:
    _, starts = reserve_many(RateState(), {Lane.FRESH: 1, Lane.BACKFILL: 60}, T0, 10)
    assert [start.lane for start in starts].count(Lane.BACKFILL) == 9


def test_each_user_of_a_service_has_their_own_limit() -> None:
    states, starts = reserve_across(
        {"a": RateState(), "b": RateState()}, {Lane.BACKFILL: 30}, T0, 10
    )
    assert sorted(user for user, _ in starts) == ["a"] * 10 + ["b"] * 10
    assert len(states["a"].planned) == 10


def test_user_with_an_idle_limit_is_used_first() -> None:
    busy, _ = reserve(RateState(), Lane.FRESH, 10, T0, 10)
    _, starts = reserve_across({"a": busy, "b": RateState()}, {Lane.FRESH: 1}, T0, 120)
    assert starts[0][0] == "b"


def test_request_is_not_admitted_before_its_start_time() -> None:
    state, starts = reserve(RateState(), Lane.FRESH, 11, T0, 120)
    _, verdict = admit(state, starts[-1].ticket, Lane.FRESH, T0 + 60)
    assert verdict == WaitUntil(T0 + 60.5)


def test_start_waits_if_earlier_requests_were_sent_late() -> None:
    state, starts = reserve(RateState(), Lane.FRESH, 20, T0, 120)
    assert len(starts) == 14
    for start in starts[:10]:
        state, verdict = admit(state, start.ticket, Lane.FRESH, T0 + 5)
        assert isinstance(verdict, Admitted)
    _, verdict = admit(state, starts[10].ticket, Lane.FRESH, T0 + 60.5)
    assert verdict == WaitUntil(T0 + 65.5)


def test_postponed_starts_keep_their_place_in_the_queue() -> None:
    state, starts = reserve_many(RateState(), ALL, T0, 120)
    for index, start in enumerate(starts[:10]):
        state, _ = admit(state, start.ticket, start.lane, T0 + 0.1 * (index + 1))
    third, first = starts[12], starts[10]
    state, verdict = admit(state, third.ticket, third.lane, T0 + 60.5)
    assert isinstance(verdict, WaitUntil)
    assert verdict.time == pytest.approx(T0 + 60.8, abs=0.002)
    _, verdict = admit(state, first.ticket, first.lane, T0 + 60.5)
    assert isinstance(verdict, WaitUntil)
    assert verdict.time == pytest.approx(T0 + 60.6, abs=0.002)


def test_pruned_ticket_is_planned_again() -> None:
    state, starts = reserve(RateState(), Lane.RETRY, 1, T0, 120)
    state, verdict = admit(prune(state, T0 + 600), starts[0].ticket, Lane.RETRY, T0 + 600)
    assert (verdict, state.sent, state.planned) == (Admitted(T0 + 600), (T0 + 600,), ())


def test_unknown_ticket_in_a_full_window_gets_a_new_start() -> None:
    state, _ = reserve(RateState(), Lane.FRESH, 10, T0, 10)
    state, verdict = admit(state, "unknown", Lane.RETRY, T0 + 1)
    assert verdict == WaitUntil(T0 + 60.5)
    assert state.planned[-1].ticket == "unknown"


def test_ticket_admits_one_request() -> None:
    state, starts = reserve(RateState(limit=1), Lane.FRESH, 1, T0, 10)
    state, _ = admit(state, starts[0].ticket, Lane.FRESH, T0)
    _, verdict = admit(state, starts[0].ticket, Lane.FRESH, T0)
    assert verdict == WaitUntil(T0 + 60.5)


def test_cancelled_start_is_free_for_others() -> None:
    state, starts = reserve(RateState(), Lane.FRESH, 10, T0, 10)
    _, more = reserve(cancel(state, starts[3].ticket), Lane.RETRY, 5, T0, 10)
    assert len(more) == 1


def test_cancelling_an_unknown_ticket_changes_nothing() -> None:
    state, _ = reserve(RateState(), Lane.FRESH, 1, T0, 10)
    assert cancel(state, "unknown") is state


def test_closed_group_admits_nothing_and_moves_its_planned_starts() -> None:
    state, starts = reserve(RateState(), Lane.FRESH, 14, T0, 120)
    state = close(state, T0 + 30, T0)
    assert [start.at for start in state.planned] == [T0 + 30] * 10 + [T0 + 90.5] * 4
    _, verdict = admit(state, starts[0].ticket, Lane.FRESH, T0 + 29)
    assert verdict == WaitUntil(T0 + 30)


def test_closed_group_reserves_later_starts() -> None:
    _, starts = reserve(close(RateState(), T0 + 30, T0), Lane.FRESH, 1, T0, 120)
    assert starts[0].at == T0 + 30


def test_closing_for_a_shorter_time_changes_nothing() -> None:
    state = close(RateState(), T0 + 30, T0)
    assert close(state, T0 + 20, T0) is state


def test_response_that_confirms_the_count_changes_nothing() -> None:
    state, _ = admit(RateState(), "1", Lane.FRESH, T0)
    report = RateReport(limit=10, remaining=9, window=60, sent_at=T0)
    known = learn(state, report, T0 + 1)
    assert (known.reported_at, known.foreign) == (T0 + 1, ())
    assert learn(known, report, T0 + 2) is known


def test_limit_and_window_are_learned() -> None:
    state = learn(RateState(), RateReport(limit=20, window=30), T0)
    assert (state.limit, state.window) == (20, 30)


@pytest.mark.parametrize("limit", [0, -1, 1_000_000])
def test_implausible_limit_is_ignored(limit: int) -> None:
    assert learn(RateState(), RateReport(limit=limit, window=0), T0).limit == 10


def test_lower_limit_postpones_planned_starts() -> None:
    state, _ = reserve(RateState(), Lane.FRESH, 10, T0, 10)
    state = learn(state, RateReport(limit=5), T0)
    assert [start.at for start in state.planned] == [T0] * 5 + [T0 + 60.5] * 5


def test_requests_of_other_programs_count_as_sent() -> None:
    state, _ = admit(RateState(), "1", Lane.FRESH, T0)
    state = learn(state, RateReport(limit=10, remaining=2, sent_at=T0), T0 + 1)
    assert len(state.foreign) == 7
    _, starts = reserve(state, Lane.FRESH, 10, T0 + 1, 30)
    assert len(starts) == 2


def test_requests_of_other_programs_expire_when_the_server_no_longer_counts_them() -> None:
    state = learn(RateState(), RateReport(limit=10, remaining=2), T0)
    assert learn(state, RateReport(limit=10, remaining=10), T0 + 5).foreign == ()


def test_slow_response_does_not_count_own_requests_as_foreign() -> None:
    state = RateState(sent=(T0,) * 10)
    assert learn(state, RateReport(limit=10, remaining=0, sent_at=T0), T0 + 62).foreign == ()


def test_state_round_trips_through_json() -> None:
    state, _ = reserve_many(RateState(sent=(T0 - 0.123456,)), ALL, T0, 120)
    assert RateState.model_validate_json(state.model_dump_json()) == state


@pytest.mark.parametrize("demand", [ALL, {Lane.BACKFILL: 60}, {Lane.FRESH: 60}])
@pytest.mark.parametrize("lateness", [0.0, 0.3])
def test_constant_demand_uses_nearly_the_full_limit(
    demand: dict[Lane, int], lateness: float
) -> None:
    fleet = Fleet(demand, lateness)
    assert fleet.utilisation() >= 0.97
    assert busiest([time for time, _ in fleet.sent], 60) <= 10


@pytest.mark.parametrize("limit", [5, 40, 50])
def test_other_groups_reach_the_same_utilisation(limit: int) -> None:
    fleet = Fleet(dict.fromkeys(Lane, 200), 0.3, state=RateState(limit=limit))
    assert fleet.utilisation(hours=2) >= 0.97
    assert busiest([time for time, _ in fleet.sent], 60) <= limit


def test_each_lane_gets_at_least_its_share_under_constant_demand() -> None:
    fleet = Fleet(ALL, 0.3)
    fleet.run(6 * 3600)
    lanes = [lane for _, lane in fleet.sent]
    for lane, share in shares(10).items():
        assert lanes.count(lane) / len(lanes) >= 0.9 * share / 10
