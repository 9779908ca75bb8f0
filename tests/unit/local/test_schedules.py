"""The demo's schedules survive throttling, and none of their threads ends without a word."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from local.clients import FunctionFailed
from local.schedules import FastSchedules, Schedule, schedules_at

SECONDS = 20.0
THROTTLED = ClientError(
    {"Error": {"Code": "TooManyRequestsException", "Message": "Rate Exceeded"}}, "Invoke"
)


class Functions:
    """Answers with the next of `answers`; after the last one it answers well."""

    def __init__(self, *answers: Exception) -> None:
        self._answers = list(answers)
        self.calls = 0
        self.recovered = threading.Event()

    def invoke(self, output: str, event: Mapping[str, object]) -> object:
        self.calls += 1
        if self._answers:
            raise self._answers.pop(0)
        self.recovered.set()
        return None


def running(functions: Functions) -> FastSchedules:
    schedules = FastSchedules(functions, [Schedule("PollFunction", {}, 0.001)])
    schedules.start()
    return schedules


def wait_until(condition: Callable[[], bool]) -> None:
    ticker = threading.Event()
    for _ in range(int(SECONDS / 0.01)):
        if condition():
            return
        ticker.wait(0.01)
    pytest.fail("it never happened")


@pytest.mark.parametrize(
    "problem",
    [THROTTLED, FunctionFailed("a bug"), ReadTimeoutError(endpoint_url="http://127.0.0.1")],
)
def test_a_problem_that_passes_is_no_failure(problem: Exception) -> None:
    functions = Functions(problem, problem)
    schedules = running(functions)
    assert functions.recovered.wait(SECONDS)
    schedules.stop()
    assert schedules.failure == ""


def test_throttling_never_ends_a_schedule() -> None:
    functions = Functions(*[THROTTLED] * 50)
    schedules = running(functions)
    assert functions.recovered.wait(SECONDS)
    schedules.stop()
    assert schedules.failure == ""
    assert functions.calls > 50


def test_a_function_that_keeps_failing_is_named_with_its_last_words() -> None:
    schedules = running(Functions(*[FunctionFailed("no such table")] * 3))
    wait_until(lambda: bool(schedules.failure))
    schedules.stop()
    assert schedules.failure == "PollFunction failed 3 times in a row: no such table"


def test_an_error_that_was_not_expected_becomes_a_sentence() -> None:
    schedules = running(Functions(ZeroDivisionError("of a helper thread")))
    wait_until(lambda: bool(schedules.failure))
    schedules.stop()
    assert schedules.failure == "PollFunction: ZeroDivisionError: of a helper thread"


def test_every_schedule_of_the_template_runs_faster() -> None:
    plan = {(each.function, each.event.get("source")): each.every for each in schedules_at(20)}
    assert plan == {
        ("PollCallLogFunctionName", "poll"): 15,
        ("PollCallLogFunctionName", "hourly"): 180,
        ("SyncExtensionsFunctionName", None): 15,
        ("ScheduleImportsFunctionName", None): 3,
        ("KeepUsersFunctionName", None): 3,
    }
