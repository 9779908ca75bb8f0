"""The number of missed polls."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.polls import polls_missed

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("minutes_ago", "interval", "missed"),
    [(0, 5, 0.0), (10, 5, 2.0), (10, 1, 2.0), (60, 30, 2.0), (-1, 5, 0.0)],
)
def test_missed_polls_are_counted_in_intervals_of_at_least_five_minutes(
    minutes_ago: float, interval: int, missed: float
) -> None:
    assert polls_missed(NOW - minutes_ago * 60, 0.0, NOW, interval) == missed


def test_before_the_first_poll_has_ended_missed_polls_count_from_the_connection() -> None:
    assert polls_missed(None, NOW - 1500, NOW, 5) == 5.0
    assert polls_missed(None, NOW, NOW, 5) == 0.0


def test_a_service_that_was_connected_again_has_missed_nothing_before() -> None:
    assert polls_missed(NOW - 90_000, NOW - 300, NOW, 5) == 1.0


@pytest.mark.parametrize("interval", [31, 60, 720])
def test_a_long_interval_is_no_missed_poll(interval: int) -> None:
    assert polls_missed(NOW - interval * 60, 0.0, NOW, interval) == 1.0
