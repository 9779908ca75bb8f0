"""What the tests on the deployed template share; the stack itself is in tests/conftest.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

SPEED = 20
"""The stack's clock for limits and ladders runs faster, so that a test takes seconds."""

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], seconds: float = 90.0) -> Found:
    """Returns the first true value of `look`. Raises AssertionError with the last one if there is none."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert seen, f"still {seen!r} after {seconds} s"
    return seen
