"""Waits for a place leave the history of the tries as it was."""

from __future__ import annotations

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import HISTORY_LIMIT, Recording
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending


def sent_back(row: Recording, at: float) -> Recording:
    return lifecycle.sent_back(lifecycle.dispatched(row, at, at, DELAYS), at + 60)


def test_hours_without_a_place_drop_no_try_from_the_history() -> None:
    held = lifecycle.dispatched(pending(), NOW, NOW, DELAYS)
    row = lifecycle.bad_body(held, "truncated", "truncated: 3 bytes", NOW, DELAYS)
    for number in range(HISTORY_LIMIT):
        row = sent_back(row, NOW + 120 * number)
    assert lifecycle.bodies_rejected(row, "truncated") == 1
    assert row.dispatch == HISTORY_LIMIT + 1
    last = NOW + 120 * (HISTORY_LIMIT - 1)
    assert [(entry.event, entry.at) for entry in row.history[-2:]] == [
        ("dispatched", last),
        ("no_place", last + 60),
    ]


def test_the_first_wait_after_a_try_is_kept() -> None:
    row = sent_back(lifecycle.postponed(sent_back(pending(), NOW), "outage", 1, NOW + 90), NOW + 99)
    events = [entry.event for entry in row.history]
    assert events == ["found", "dispatched", "no_place", "outage", "dispatched", "no_place"]
