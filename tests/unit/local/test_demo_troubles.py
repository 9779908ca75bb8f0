"""The demo says in one line what became of each trouble."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from local.clients import Row
from local.demo_troubles import ACCOUNT_TROUBLES, RememberedPolls, Seen, outcome_of, trouble_lines
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
    special = {scenarios.DELETED, scenarios.ALIVE, scenarios.UNWRITABLE}
    assert {name for name, _ in scenarios.TROUBLES} | special < named


class Polls:
    def invoke(self, output: str, event: Mapping[str, object]) -> object:
        results = [{"source": "poll", "endless": 1}, {"source": "hourly", "endless": 0}]
        return {"services": [{"service": "default", "results": results}, {"error": "x"}]}


def test_what_the_polls_say_of_endless_lists_is_added_up() -> None:
    polls = RememberedPolls(Polls())
    for _ in range(3):
        polls.invoke("PollCallLogFunctionName", {"source": "poll"})
    assert polls.endless == 3


def test_a_trouble_that_the_stack_did_not_notice_has_no_outcome() -> None:
    assert [trouble.outcome(Seen()) for trouble in ACCOUNT_TROUBLES] == ["", "", ""]
    said = "! user-1 does not see the whole company: the role reaches only Site-2. ..."
    assert all(trouble.outcome(Seen(1, 2, said)) for trouble in ACCOUNT_TROUBLES)
