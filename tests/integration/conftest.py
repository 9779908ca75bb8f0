"""What the tests on the deployed template share; the stack itself is in tests/conftest.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from local import console
from local.clients import Clients
from local.front import Front
from local.stack import LocalStack

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


@pytest.fixture(scope="session")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A second stack. It enforces the roles of its functions and verifies signatures. The emulator speaks
    plain http, which the policies of the buckets rightly refuse."""
    port, url = console.address(0)
    parameters = {"ClockSpeed": str(SPEED), **console.parameters_for(url)}
    folder = tmp_path_factory.mktemp("enforcing")
    with (
        LocalStack(folder, port=0, parameters=parameters, enforce_roles=True) as stack,
        Front(stack, port) as front,
    ):
        clients = Clients(stack)
        for bucket in ("RecordingsBucketName", "AuditBucketName", "UserFilesBucketName"):
            clients.s3.delete_bucket_policy(Bucket=stack.outputs[bucket])
        stop_schedules(clients)
        yield front
