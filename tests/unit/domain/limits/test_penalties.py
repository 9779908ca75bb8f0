"""What follows a 429, whatever the server asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.penalties import refused
from ringkeep.domain.limits.rules import Admitted, WaitUntil, admit, reserve
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateReport, RateState
from tests.unit.domain.limits.fleet_simulation import T0


def closed_for(state: RateState, now: float) -> float:
    return state.closed_until - now


@pytest.mark.parametrize("asked", [0.0, -1.0, -190_000_000.0, 12.0])
def test_a_wait_is_never_shorter_than_the_window(asked: float) -> None:
    assert closed_for(refused(RateState(), T0 + asked, T0), T0) == 66.5


def test_a_longer_wait_is_kept_and_bounded() -> None:
    assert closed_for(refused(RateState(), T0 + 300, T0), T0) == 306.5
    assert closed_for(refused(RateState(), T0 + 1e9, T0), T0) == 3606.5


def test_the_wait_is_over_for_a_fast_clock_only_when_it_is_for_a_slow_one() -> None:
    """A worker three seconds behind was refused, and one three seconds ahead sends next."""
    slow, fast = T0 - 3, T0 + 3
    opened_at = refused(RateState(), slow, slow).closed_until
    assert opened_at - fast >= 60


def test_the_wait_doubles_with_each_429_in_a_row_up_to_half_an_hour() -> None:
    state, now, waits = RateState(), T0, []
    for _ in range(8):
        state = refused(state, now, now, sent_at=now)
        waits.append(closed_for(state, now) - state.margin - 6)
        now = state.closed_until
    assert waits == [60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_requests_that_were_under_way_together_count_once() -> None:
    state = refused(RateState(), T0, T0, sent_at=T0 - 0.4)
    state = refused(state, T0 + 1, T0 + 1, sent_at=T0 - 0.3)
    assert (state.refusals, state.closed_until) == (1, T0 + 67.5)


def test_a_success_after_the_penalty_resets_the_wait() -> None:
    state = refused(refused(RateState(), T0, T0), T0 + 61, T0 + 61)
    opened = state.closed_until
    assert learn(state, RateReport(status=200, sent_at=opened), opened + 1).refusals == 0
    assert refused(RateState(), opened, opened).refusals == 1


@pytest.mark.parametrize("status", [0, 401, 429, 500, 503])
def test_what_does_not_show_that_the_limit_is_open_resets_nothing(status: int) -> None:
    state = refused(RateState(), T0, T0)
    report = RateReport(status=status, sent_at=state.closed_until)
    assert learn(state, report, state.closed_until + 1).refusals == 1


def test_a_success_of_a_request_sent_before_the_429_resets_nothing() -> None:
    state = refused(RateState(), T0, T0)
    assert learn(state, RateReport(status=200, sent_at=T0 - 1), T0 + 1).refusals == 1


def test_after_a_penalty_one_request_goes_first_and_the_others_ask_again() -> None:
    state, starts = reserve(RateState(), Lane.FRESH, 3, T0, 10)
    state = refused(state, T0, T0)
    now = state.closed_until
    state, first = admit(state, starts[0].ticket, Lane.FRESH, now)
    state, second = admit(state, starts[1].ticket, Lane.FRESH, now + 1)
    assert (first, second) == (Admitted(now), WaitUntil(now + 6))
    state = learn(state, RateReport(status=200, sent_at=now), now + 2)
    assert admit(state, starts[1].ticket, Lane.FRESH, now + 6)[1] == Admitted(now + 6)


def test_a_first_request_whose_worker_died_is_followed_by_another_after_a_window() -> None:
    state = refused(RateState(), T0, T0)
    opened = state.closed_until
    state, _ = admit(state, "a", Lane.FRESH, opened)
    state, waiting = admit(state, "b", Lane.FRESH, opened + 59)
    assert waiting == WaitUntil(opened + 60)
    assert isinstance(admit(state, "b", Lane.FRESH, opened + 60)[1], Admitted)


def test_an_unplanned_request_waits_for_the_first_one_too() -> None:
    state = refused(RateState(), T0, T0)
    state, _ = admit(state, "a", Lane.FRESH, state.closed_until)
    _, waiting = admit(state, "b", Lane.FRESH, state.closed_until + 1)
    assert waiting == WaitUntil(state.closed_until + 6)


@given(st.lists(st.floats(-1e12, 1e12) | st.just(float("inf")), min_size=1, max_size=30))
def test_any_wait_that_a_server_asks_for_is_between_a_window_and_an_hour(
    asked: list[float],
) -> None:
    state, now = RateState(), T0
    for each in asked:
        state = refused(state, now + each, now, sent_at=now)
        assert 66 <= closed_for(state, now) <= 3607
        now = state.closed_until


@given(st.floats(0, 5000))
def test_a_server_that_restarts_its_penalty_with_each_request_is_asked_ever_less(
    penalty: float,
) -> None:
    """Its penalty lasts longer than a window, and each request meanwhile starts it again."""
    state, now, until, refusals = RateState(), T0, T0 + penalty, 0
    while True:
        state, verdict = admit(state, "t", Lane.FRESH, now)
        if isinstance(verdict, WaitUntil):
            now = verdict.time
            continue
        if now >= until:
            break
        refusals, until = refusals + 1, now + min(penalty, 1700)
        state = refused(state, now, now, sent_at=now)
    assert refusals <= 8


def test_a_state_of_the_first_release_is_readable() -> None:
    old = (
        '{"limit":10,"window":60.0,"margin":1.0,"closed_until":0.0,"tickets":3,'
        '"planned":[{"ticket":"3","at":1795000000.0,"place":1795000000.0,"lane":"fresh"}],'
        '"sent":[1794999990.5],"foreign":[]}'
    )
    state = RateState.model_validate_json(old)
    assert (state.refusals, state.further, state.reported_at) == (0, (), 0.0)
