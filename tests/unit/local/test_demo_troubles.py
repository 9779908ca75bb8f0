"""The demo says in one line what became of each trouble."""

from __future__ import annotations

import pytest

from local.clients import Row
from local.demo_troubles import outcome_of, trouble_lines
from simulator import scenarios
from simulator.testing import frozen_clock


def row(state: str, reason: str = "") -> Row:
    return {"state": state, "reason": reason}


@pytest.mark.parametrize(
    ("found", "requests", "outcome"),
    [
        (row("stored"), 1, "stored whole at the first try"),
        (row("stored"), 2, "asked again, whole at the second try"),
        (row("stored"), 7, "asked again, whole at the 7th try"),
        (row("lost", "deleted_at_ringcentral"), 2, "lost, deleted at ringcentral"),
        (row("importing"), 0, "importing"),
        (None, 0, "never found"),
    ],
)
def test_an_outcome_is_a_few_words(found: Row | None, requests: int, outcome: str) -> None:
    assert outcome_of(found, requests) == outcome


def test_recordings_with_the_same_trouble_and_outcome_share_a_line() -> None:
    truth = [
        {"id": "1", "trouble": "a body that ends early"},
        {"id": "2", "trouble": "late"},
        {"id": "3", "trouble": "late"},
        {"id": "4", "trouble": ""},
    ]
    rows = {key: row("stored") for key in "1234"}
    assert trouble_lines(truth, rows, {"1": 2}) == [
        "a body that ends early: asked again, whole at the second try",
        "late: stored whole at the first try (2 recordings)",
    ]


def test_every_trouble_of_the_demo_has_a_recording() -> None:
    account = scenarios.demo(clock=frozen_clock())
    named = {each.trouble for each in account.recordings.values()}
    assert {name for name, _ in scenarios.TROUBLES} | {scenarios.DELETED} < named
