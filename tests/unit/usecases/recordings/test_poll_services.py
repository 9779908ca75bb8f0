"""All polls run before any sweep. A failed service or sweep does not stop the others."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.errors import BadRequest, Unavailable
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.recordings.poll_services import PollServices
from tests.fakes.accounts.each_service import SequentialServices
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import (
    CONNECTION,
    ScriptedPoller,
    open_call_log,
    service,
)

DOWN = Unavailable("down")


def polled(
    poller: ScriptedPoller,
    *names: str,
    source: DiscoverySource = "poll",
    deadline: float = 0.0,
) -> list[tuple[str, str]]:
    """Runs the polls and returns the service and status of each result."""
    polls = PollServices(open_call_log(), poller, SequentialServices(CONNECTION))
    results = polls.run([service(name) for name in names], source, deadline)
    return [(result.service, result.status) for result in results]


def test_every_service_is_polled_before_any_sweep_continues() -> None:
    poller = ScriptedPoller()
    polled(poller, "a", "b", "c")
    assert poller.events[:4] == ["a poll", "b poll", "c poll", "a hourly"]


def test_a_failed_sweep_does_not_stop_the_poll_or_the_other_sweeps() -> None:
    poller = ScriptedPoller({"nightly": DOWN})
    assert polled(poller, "a") == [("a", "ok"), ("a", "ok"), ("a", "failed"), ("a", "ok")]
    assert poller.events == ["a poll", "a hourly", "a nightly", "a weekly"]


def test_the_sweeps_of_a_service_whose_poll_failed_are_not_continued() -> None:
    poller = ScriptedPoller({"a": DOWN})
    assert polled(poller, "a", "b") == [("a", "failed"), *[("b", "ok")] * 4]
    assert [event for event in poller.events if event.startswith("a")] == ["a poll"]


def test_the_sweeps_are_continued_if_only_the_poll_s_own_request_is_refused() -> None:
    poller = ScriptedPoller({"poll": BadRequest("no such page", status=400)})
    assert polled(poller, "a") == [("a", "failed"), *[("a", "ok")] * 3]


def test_each_run_starts_with_another_service() -> None:
    first = []
    for minute in range(4):
        poller = ScriptedPoller(idle=frozenset({"hourly", "nightly", "weekly"}))
        polled(poller, "a", "b", "c", deadline=float(minute))
        first.append(poller.events[0])
    assert first == ["a poll", "b poll", "c poll", "a poll"]


def test_sweeps_with_nothing_to_continue_have_no_result() -> None:
    idle = frozenset({"hourly", "nightly", "weekly"})
    assert polled(ScriptedPoller(idle=idle), "a") == [("a", "ok")]


@pytest.mark.parametrize("source", ["hourly", "nightly", "weekly"])
def test_a_sweep_that_the_schedule_starts_is_not_also_continued(
    source: DiscoverySource,
) -> None:
    poller = ScriptedPoller()
    polled(poller, "a", source=source)
    assert poller.events[0] == f"a {source}"
    assert poller.events.count(f"a {source}") == 1


def test_a_login_is_remembered_with_its_account_and_delay() -> None:
    states = MemoryStateStore()
    policy = {"first_attempt_delay_seconds": 40.0}
    fixed = service("a").model_copy(
        update={"policy": service("a").policy.model_copy(update=policy)}
    )
    target = open_call_log(states, speed=20.0).run(fixed, CONNECTION, 0.0)
    assert (target.account_id, target.first_delay) == ("account-of-a", 2.0)
    assert AccountHistory(states).latest("a") == "account-of-a"
