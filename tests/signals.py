"""The signals of processes that tests start."""

from __future__ import annotations

import signal
from pathlib import Path


def hears_signals() -> None:
    """For `preexec_fn`. The tests may run in a background job, or under nohup: their processes would
    inherit that SIGINT and SIGHUP are ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def alive(pid: int) -> bool:
    """A process that only waits to be reaped has ended. One may end while its entry is read."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
