"""The signals of processes that tests start."""

from __future__ import annotations

import signal


def hears_signals() -> None:
    """For `preexec_fn`. The tests may run in a background job, or under nohup: their processes would
    inherit that SIGINT and SIGHUP are ignored."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
