"""Several limits of one group at the same time, and requests that arrive late."""

from __future__ import annotations

from ringkeep.domain.limits.keys import initial_state, normalized_report, parse_state
from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.rules import Admitted, admit, reserve, reserve_many
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import FurtherWindow, RateReport, RateState, prune
from tests.unit.domain.limits.fleet_simulation import T0, Fleet, busiest

MINUTE = RateReport(group="heavy", limit=10, window=60)
HOUR = RateReport(group="heavy", limit=400, window=3600)


def learned(*reports: RateReport, now: float = T0) -> RateState:
    state = RateState()
    for report in reports:
        state = learn(state, report, now)
    return state


def test_two_limits_in_one_group_both_hold() -> None:
    fleet = Fleet({Lane.FRESH: 60, Lane.BACKFILL: 60}, 0.3, state=learned(MINUTE, HOUR))
    times = fleet.run(3 * 3600)
    assert busiest(times, 60) <= 10
    assert 380 <= busiest(times, 3600) <= 400


def test_the_order_of_the_reports_does_not_matter() -> None:
    assert learned(HOUR, MINUTE).spans == learned(MINUTE, HOUR).spans
    assert [span.limit for span in learned(HOUR, MINUTE).spans] == [10, 400]


def test_a_short_window_with_a_longer_one_of_fifteen_minutes() -> None:
    state = learned(
        RateReport(limit=3, window=60), RateReport(limit=9, window=900), RateReport(limit=3)
    )
    _, starts = reserve(state, Lane.FRESH, 100, T0, 890)
    assert len(starts) == 9
    assert busiest([start.at for start in starts], 60) <= 3


def test_the_reported_window_replaces_the_documented_one() -> None:
    state = learned(RateReport(limit=20, window=30))
    assert [span.limit for span in state.spans] == [20]


def test_a_back_fill_leaves_room_in_the_longer_window() -> None:
    state = learned(MINUTE, HOUR).model_copy(
        update={"sent": tuple(T0 - 3000 + 9 * n for n in range(300))}
    )
    assert reserve(state, Lane.BACKFILL, 1, T0, 120)[1] == []
    assert len(reserve(state, Lane.FRESH, 10, T0, 120)[1]) == 10


def test_requests_of_other_programs_count_in_the_longer_window() -> None:
    state = learned(MINUTE, HOUR)
    state = learn(state, HOUR.model_copy(update={"remaining": 2, "sent_at": T0}), T0)
    assert state.foreign == ()
    assert len(reserve(state, Lane.FRESH, 10, T0, 120)[1]) == 2
    assert len(reserve(prune(state, T0 + 3700), Lane.FRESH, 10, T0 + 3700, 10)[1]) == 10


def test_a_window_that_is_no_longer_reported_is_forgotten() -> None:
    state = learned(MINUTE, HOUR)
    for hour in range(1, 27):
        state = learn(state, MINUTE, T0 + 3600 * hour)
    assert [span.limit for span in state.spans] == [10]


def test_a_window_is_not_forgotten_while_the_account_is_idle() -> None:
    state = learn(learned(MINUTE, HOUR), MINUTE, T0 + 3 * 86400)
    assert [span.limit for span in state.spans] == [10, 400]


def test_the_state_stays_small() -> None:
    state = RateState()
    for number in range(300):
        report = RateReport(limit=1000, window=60 + number, remaining=0, sent_at=T0 + number)
        state = learn(state, report, T0 + number)
        state, _ = admit(state, f"t{number}", Lane.FRESH, T0 + number)
    full = state.model_copy(update={"sent": tuple(T0 + n / 10 for n in range(3000))})
    assert len(state.spans) <= 4
    assert len(prune(full, T0 + 300).model_dump_json()) < 60_000


def test_a_report_that_is_repeated_changes_nothing() -> None:
    state = learned(MINUTE, HOUR)
    assert learn(state, HOUR, T0 + 1) is state
    assert learn(state, MINUTE, T0 + 1) is state


def test_windows_round_trip_through_json() -> None:
    state = learned(MINUTE, HOUR)
    assert RateState.model_validate_json(state.model_dump_json()) == state
    assert state.further == (FurtherWindow(limit=400, window=3600, reported_at=T0),)


def test_with_a_faster_clock_the_rounded_window_is_the_configured_one() -> None:
    state = initial_state("heavy", 3.25)
    for window, limit in ((4.0, 10), (200.0, 400)):
        report = RateReport(group="Heavy", limit=limit, window=window)
        state = learn(state, normalized_report(report, 3.25), T0)
    assert [(span.limit, span.seconds) for span in state.spans] == [(10, 3.45), (400, 200.2)]


def test_margin_has_a_floor_of_real_time_however_fast_the_clock_runs() -> None:
    assert [initial_state("heavy", window).margin for window in (60.0, 3.0, 0.5)] == [0.5, 0.2, 0.2]
    stored = RateState(margin=1.0).model_dump_json()
    assert parse_state(stored).margin == 0.5


def test_a_slow_request_counts_as_sent_shortly_before_its_response_came() -> None:
    """Its arrival may be as late as its response. The eleventh request waits for it."""
    state = RateState()
    for number in range(10):
        state, verdict = admit(state, f"t{number}", Lane.FRESH, T0)
        assert isinstance(verdict, Admitted)
    for _ in range(10):
        state = learn(state, RateReport(sent_at=T0, admitted_at=T0), T0 + 2)
    assert state.sent == (T0 + 1.6,) * 10
    _, waiting = admit(state, "eleventh", Lane.FRESH, T0 + 60.5)
    assert waiting == admit(state, "eleventh", Lane.FRESH, T0 + 61)[1]
    assert isinstance(admit(state, "eleventh", Lane.FRESH, T0 + 62.1)[1], Admitted)


def test_a_usual_response_time_changes_nothing() -> None:
    state, _ = admit(RateState(), "t", Lane.FRESH, T0)
    assert learn(state, RateReport(sent_at=T0, admitted_at=T0), T0 + 0.3) is state


def test_lanes_share_the_first_window_while_a_longer_one_holds() -> None:
    _, starts = reserve_many(learned(MINUTE, HOUR), dict.fromkeys(Lane, 60), T0, 10)
    assert {start.lane for start in starts} == set(Lane)
