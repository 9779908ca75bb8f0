"""Which recordings go first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.lifecycle import DAY
from ringkeep.domain.recordings.urgency import (
    EXPIRING_WITHIN,
    by_lane,
    cap_cut,
    expiring_before,
    is_waiting,
)
from tests.unit.domain.recordings.rows import AUDIO, NOW, PACE, pending

TODAY = date(2026, 11, 20)


def days(*counts: int) -> dict[date, int]:
    return {TODAY - timedelta(days=age): count for age, count in enumerate(counts)}


def test_an_account_below_the_cap_pushes_nothing_out() -> None:
    assert cap_cut(days(100, 100, 100), 1000) == 0.0


def test_days_beyond_the_cap_are_about_to_be_pushed_out() -> None:
    cut = cap_cut(days(400, 400, 400, 400), 1000)
    assert cut == datetime(2026, 11, 19, tzinfo=UTC).timestamp()


@given(st.lists(st.integers(0, 5000), max_size=120), st.integers(1, 200_000))
def test_what_is_younger_than_the_cut_fits_under_the_cap(counts: list[int], cap: int) -> None:
    cut = cap_cut(days(*counts), cap)
    younger = sum(
        count
        for day, count in days(*counts).items()
        if datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() >= cut
    )
    assert younger <= cap


def test_a_recording_near_its_end_at_ringcentral_is_expiring() -> None:
    assert expiring_before(NOW, Policy(), {}) == NOW + EXPIRING_WITHIN


def test_a_crowded_account_makes_younger_recordings_expire_too() -> None:
    today = datetime.fromtimestamp(NOW, UTC).date()
    crowded = {today - timedelta(days=age): 2000 for age in range(90)}
    before = expiring_before(NOW, Policy(recordings_cap=100_000), crowded)
    assert before > NOW + 30 * DAY


def test_a_row_in_the_hands_of_an_execution_waits_until_its_claim_runs_out() -> None:
    row = lifecycle.dispatched(pending(), NOW, NOW, PACE)
    assert not is_waiting(row, NOW + 60, ahead=3600)
    assert is_waiting(row, row.claimed_until)


def test_a_stored_row_never_waits() -> None:
    assert not is_waiting(lifecycle.stored(pending(), AUDIO, NOW), NOW + DAY)


def test_a_row_due_later_waits_only_for_who_looks_ahead() -> None:
    row = pending(due_at=NOW + 50)
    assert not is_waiting(row, NOW)
    assert is_waiting(row, NOW, ahead=60)


def test_a_row_stands_in_its_most_urgent_lane_alone() -> None:
    row = pending()
    lanes = by_lane({Lane.FRESH: [row], Lane.EXPIRING: [row]})
    assert lanes == {Lane.EXPIRING: [row]}
