"""The work after changes of people: its steps do not disturb each other, and never run twice at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.errors import Busy, StorageFailed
from ringkeep.handlers.access import KeepUsers, WorkRequest
from ringkeep.usecases.access.steps import Step
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.unit.handlers.metrics import metric_values

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


def does(result: JsonObject) -> Callable[[float], JsonObject]:
    return lambda deadline: result


def fails(error: Exception) -> Callable[[float], JsonObject]:
    def run(deadline: float) -> JsonObject:
        raise error

    return run


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def keep(clock: FakeClock, *steps: Step, leases: MemoryLeases | None = None) -> JsonObject:
    work = KeepUsers(steps, leases or MemoryLeases(clock), clock)
    return work(WorkRequest(), clock.now() + 30)


def test_each_step_says_what_it_did(clock: FakeClock) -> None:
    done = keep(clock, Step("invitations", does({"sent": 2})), Step("imports", does({})))
    assert done == {"steps": {"invitations": {"sent": 2}, "imports": {}}}


@pytest.mark.parametrize("error", [StorageFailed("no table"), ValueError("Zelda Quimby")])
def test_a_failing_step_does_not_stop_the_others(
    clock: FakeClock,
    error: Exception,
    capsys: pytest.CaptureFixture[str],
    logged: list[str],
) -> None:
    done = keep(clock, Step("first", fails(error)), Step("second", does({"done": 1})))
    assert done == {"steps": {"first": {"status": "failed"}, "second": {"done": 1}}}
    assert [line for line in logged if "first" in line and type(error).__name__ in line]
    assert "Zelda" not in "".join(logged)
    assert metric_values(capsys)["UserStepsFailed"] == [1]


def test_a_step_that_fails_in_part_is_counted_as_failed(
    clock: FakeClock, capsys: pytest.CaptureFixture[str], logged: list[str]
) -> None:
    result: JsonObject = {"done": 3, "problems": ["u-1 Throttled: ben@example.com must wait"]}
    done = keep(clock, Step("pool_work", does(result)))
    problems = ["u-1 Throttled: [address] must wait"]
    assert done == {"steps": {"pool_work": {"done": 3, "problems": problems}}}
    assert [line for line in logged if "a step failed in part" in line and "u-1" in line]
    assert "ben@" not in "".join(logged)
    assert metric_values(capsys)["UserStepsFailed"] == [1]


def test_a_busy_step_is_no_failure(clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    done = keep(clock, Step("imports", fails(Busy("another worker has it"))))
    assert done == {"steps": {"imports": {"status": "busy"}}}
    assert metric_values(capsys) == {}


def test_two_runs_never_work_at_the_same_time(clock: FakeClock) -> None:
    leases = MemoryLeases(clock)
    inner: list[JsonObject] = []

    def run(deadline: float) -> JsonObject:
        inner.append(keep(clock, Step("inner", does({"done": 1})), leases=leases))
        return {}

    keep(clock, Step("outer", run), leases=leases)
    assert inner == [{"busy": True}]
    assert keep(clock, Step("later", does({"done": 1})), leases=leases)["steps"]


def test_no_step_begins_after_the_deadline(clock: FakeClock) -> None:
    def slow(deadline: float) -> JsonObject:
        clock.advance(31)
        return {}

    done = keep(clock, Step("imports", slow), Step("last", does({"done": 1})))
    assert done == {"steps": {"imports": {}, "last": {"status": "postponed"}}}


def test_long_steps_take_turns_and_come_after_the_short_ones(clock: FakeClock) -> None:
    """Each of them uses up the whole time of its run."""

    def slow(deadline: float) -> JsonObject:
        clock.advance(31)
        return {"worked": 1}

    steps = [
        Step("imports", slow, is_long=True),
        Step("offers", slow, is_long=True),
        Step("invitations", does({"sent": 1})),
    ]
    worked = []
    for _ in range(2):
        done = keep(clock, *steps)["steps"]
        assert isinstance(done, dict)
        assert next(iter(done)) == "invitations"
        worked += [name for name, each in done.items() if each == {"worked": 1}]
        clock.advance(29)
    assert sorted(worked) == ["imports", "offers"]


def test_a_run_without_work_leaves_no_line_in_the_log(clock: FakeClock, logged: list[str]) -> None:
    keep(clock, Step("imports", does({})))
    assert logged == []
