"""One emulator with the deployed template for all integration tests, and a simulated account each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from local.clients import Clients
from local.stack import LocalStack

SPEED = 20
"""The stack's clock for limits and ladders runs faster, so that a test takes seconds."""

Found = TypeVar("Found")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    folder: Path = tmp_path_factory.mktemp("stack")
    with LocalStack(folder, port=0, parameters={"ClockSpeed": str(SPEED)}) as running:
        yield running


@pytest.fixture(scope="session")
def clients(stack: LocalStack) -> Clients:
    return Clients(stack)


def eventually(look: Callable[[], Found], seconds: float = 90.0) -> Found:
    """What `look` sees once it is true; AssertionError with the last sight when it never is."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert seen, f"still {seen!r} after {seconds} s"
    return seen
