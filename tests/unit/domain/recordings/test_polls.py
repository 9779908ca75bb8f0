"""How many polls the reading of a call log is behind."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.polls import polls_missed

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("minutes_ago", "interval", "missed"),
    [(0, 5, 0.0), (10, 5, 2.0), (10, 1, 2.0), (60, 30, 2.0), (-1, 5, 0.0)],
)
def test_polls_are_counted_by_an_interval_of_five_minutes_at_least(
    minutes_ago: float, interval: int, missed: float
) -> None:
    assert polls_missed(NOW - minutes_ago * 60, NOW, interval) == missed


def test_before_the_first_poll_has_ended_none_is_missed() -> None:
    assert polls_missed(None, NOW, 5) == 0.0
