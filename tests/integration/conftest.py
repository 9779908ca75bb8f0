"""What the tests on the deployed template share; the stack itself is in tests/conftest.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from local.clients import Clients

SPEED = 20
"""The stack's clock for limits and ladders runs faster, so that a test takes seconds."""

PATIENCE = 120.0
"""How many seconds an answer may take on a machine that does other work too. It costs nothing when all is
well."""

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Returns the first true value of `look`. Raises AssertionError with the last one if there is none."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert seen, f"still {seen!r} after {seconds} s"
    return seen


@contextmanager
def paused(clients: Clients, function: str) -> Iterator[None]:
    """The function is not called by its schedules, which would do a test's work before the test."""
    schedules = [
        schedule
        for summary in clients.scheduler.list_schedules()["Schedules"]
        if f"-{function}Function-" in summary["Target"]["Arn"]
        for schedule in [clients.scheduler.get_schedule(Name=summary["Name"])]
    ]
    assert schedules, function
    _set_state(clients, schedules, "DISABLED")
    try:
        yield
    finally:
        _set_state(clients, schedules, "ENABLED")


def _set_state(clients: Clients, schedules: list[Any], state: str) -> None:
    for schedule in schedules:
        clients.scheduler.update_schedule(
            Name=schedule["Name"],
            ScheduleExpression=schedule["ScheduleExpression"],
            FlexibleTimeWindow=schedule["FlexibleTimeWindow"],
            Target=schedule["Target"],
            State=state,
        )
