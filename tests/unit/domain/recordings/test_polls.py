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
    assert polls_missed(NOW - minutes_ago * 60, NOW, interval) == missed


def test_no_poll_is_missed_before_the_first_one_has_ended() -> None:
    assert polls_missed(None, NOW, 5) == 0.0
