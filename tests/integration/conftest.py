"""What the tests on the deployed template share; the stack itself is in tests/conftest.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from local.clients import Clients

SPEED = 20
"""The stack's clock for limits and ladders runs faster, so that a test takes seconds."""

PATIENCE = 120.0
"""How many seconds an answer may take on a machine that does other work too. It costs nothing when all is
well."""

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Returns the first true value of `look`. Raises AssertionError with the last one if there is none. What
    takes long to look at is looked at less often: the stack needs the processor too."""
    began = time.monotonic()
    deadline = began + seconds
    while not (seen := look()) and (ended := time.monotonic()) < deadline:
        time.sleep(max(0.3, ended - began))
        began = time.monotonic()
    assert seen, f"still {seen!r} after {seconds} s"
    return seen


def stop_schedules(clients: Clients) -> None:
    """The tests call the functions themselves. One that a schedule calls at that moment, such as the hourly
    sweep, does a test's work before the test. Only imports are scheduled as on AWS."""
    for summary in clients.scheduler.list_schedules()["Schedules"]:
        schedule = clients.scheduler.get_schedule(Name=summary["Name"])
        if "-ScheduleImportsFunction-" not in schedule["Target"]["Arn"]:
            clients.scheduler.update_schedule(
                Name=schedule["Name"],
                ScheduleExpression=schedule["ScheduleExpression"],
                FlexibleTimeWindow=schedule["FlexibleTimeWindow"],
                Target=schedule["Target"],
                State="DISABLED",
            )
