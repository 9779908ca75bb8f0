"""Which recordings are imported first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.domain.recordings.urgency import (
    EXPIRING_WITHIN,
    by_lane,
    cap_cutoff,
    expiring_before,
    is_waiting,
)
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending

TODAY = date(2026, 11, 20)


def days(*counts: int) -> dict[date, int]:
    return {TODAY - timedelta(days=age): count for age, count in enumerate(counts)}


def test_an_account_below_the_cap_has_no_cutoff() -> None:
    assert cap_cutoff(days(100, 100, 100), 1000) == 0.0


def test_recordings_beyond_the_cap_are_before_the_cutoff() -> None:
    cutoff = cap_cutoff(days(400, 400, 400, 400), 1000)
    assert cutoff == datetime(2026, 11, 19, tzinfo=UTC).timestamp()


@given(st.lists(st.integers(0, 5000), max_size=120), st.integers(1, 200_000))
def test_recordings_after_the_cutoff_fit_under_the_cap(counts: list[int], cap: int) -> None:
    cutoff = cap_cutoff(days(*counts), cap)
    younger = sum(
        count
        for day, count in days(*counts).items()
        if datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() >= cutoff
    )
    assert younger <= cap


def test_a_recording_near_the_end_of_ringcentrals_retention_is_expiring() -> None:
    assert expiring_before(NOW, Policy(), {}) == NOW + EXPIRING_WITHIN


def test_an_account_near_the_cap_makes_younger_recordings_expire() -> None:
    today = datetime.fromtimestamp(NOW, UTC).date()
    near_the_cap = {today - timedelta(days=age): 2000 for age in range(90)}
    before = expiring_before(NOW, Policy(recordings_cap=100_000), near_the_cap)
    assert before > NOW + 30 * DAY


def test_a_row_that_an_execution_holds_is_waiting_again_when_its_claim_expires() -> None:
    row = lifecycle.dispatched(pending(), NOW, NOW, DELAYS)
    assert not is_waiting(row, NOW + 60, ahead=3600)
    assert is_waiting(row, row.claimed_until)


def test_a_stored_row_is_not_waiting() -> None:
    assert not is_waiting(lifecycle.stored(pending(), AUDIO, NOW), NOW + DAY)


def test_a_row_due_later_is_waiting_only_if_looking_ahead() -> None:
    row = pending(due_at=NOW + 50)
    assert not is_waiting(row, NOW)
    assert is_waiting(row, NOW, ahead=60)


def test_a_row_is_only_in_its_most_urgent_lane() -> None:
    row = pending()
    lanes = by_lane({Lane.FRESH: [row], Lane.EXPIRING: [row]})
    assert lanes == {Lane.EXPIRING: [row]}
