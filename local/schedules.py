"""The stack's schedules at the demo's speed: EventBridge would call the functions once a minute."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from local.clients import FunctionFailed
from local.managed import Managed

_TOLERATED_FAILURES = 3
_THROTTLED = frozenset({"TooManyRequestsException", "ThrottlingException"})


class Invoker(Protocol):
    def invoke(self, output: str, event: Mapping[str, object]) -> object:
        """Runs the function that the stack's output names. Raises FunctionFailed."""


class Schedule(NamedTuple):
    """`function` is the name of a stack output; `every` counts seconds of the demo, and `first` those
    until the first call."""

    function: str
    event: Mapping[str, object]
    every: float
    first: float = 0.0


def schedules_at(speed: float) -> list[Schedule]:
    """The hourly sweep comes after half an hour: on average, a new service waits so long for it."""
    return [
        Schedule("PollCallLogFunctionName", {"source": "poll"}, 300 / speed),
        Schedule("PollCallLogFunctionName", {"source": "hourly"}, 3600 / speed, 1800 / speed),
        Schedule("SyncExtensionsFunctionName", {}, 300 / speed),
        Schedule("ScheduleImportsFunctionName", {}, 60 / speed),
        Schedule("KeepUsersFunctionName", {}, 60 / speed),
    ]


class FastSchedules(Managed):
    """Calls the scheduled functions in threads, from `start` to `stop` or within a `with` block.

    `failure` becomes a sentence when a thread cannot continue. No thread ends for another reason.
    """

    def __init__(self, invoker: Invoker, schedules: list[Schedule]) -> None:
        self.failure = ""
        self._invoker = invoker
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(schedule,), daemon=True)
            for schedule in schedules
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 60.0) -> None:
        """Ends the threads. A thread that waits for an answer has `seconds` to finish."""
        self._ended.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)

    def _run(self, schedule: Schedule) -> None:
        try:
            self._repeat(schedule)
        except Exception as error:  # noqa: BLE001 # a thread must not end without a word
            self.failure = f"{schedule.function}: {type(error).__name__}: {error}"

    def _repeat(self, schedule: Schedule) -> None:
        failures = 0
        self._ended.wait(schedule.first)
        while not self._ended.is_set():
            problem = self._call(schedule)
            failures = failures + 1 if problem else 0
            if failures >= _TOLERATED_FAILURES:
                self.failure = f"{schedule.function} failed {failures} times in a row: {problem}"
                return
            self._ended.wait(schedule.every)

    def _call(self, schedule: Schedule) -> str:
        """Returns what went wrong, or an empty text. A throttled call is repeated by the next round."""
        try:
            self._invoker.invoke(schedule.function, schedule.event)
        except ClientError as error:
            return "" if error.response["Error"]["Code"] in _THROTTLED else str(error)
        except (FunctionFailed, BotoCoreError) as error:
            return str(error)
        return ""
