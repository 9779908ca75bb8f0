"""One line for each step of the set-up: what is being done, and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Prints `what` with its duration when it is done; on a terminal also while it runs."""
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"{what} ...", end="", flush=True)
    yield
    start = "\r\033[K" if sys.stdout.isatty() else ""
    print(f"{start}{what}: {time.monotonic() - began:.0f} s", flush=True)
