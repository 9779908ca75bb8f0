"""Ends this process in order when it is asked to end, by a signal or because `make` has ended."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PAUSE_SECONDS = 0.3


def end_on_signals() -> None:
    """The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt. Later ones do not interrupt what the
    first one ends. A process that `make` runs gets SIGTERM when `make` is asked to end."""
    asked = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise KeyboardInterrupt

    for number in _ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as by nohup
            signal.signal(number, end)
    if "MAKELEVEL" in os.environ:
        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    """`make` passes on no SIGINT and no SIGHUP that it alone gets; it waits for its commands."""
    seen = 0
    while os.getppid() == parent and seen < 2:  # it also blocks them for a moment
        time.sleep(_PAUSE_SECONDS)
        seen = seen + 1 if blocks(parent, _ENDING) else 0
    os.kill(os.getpid(), signal.SIGTERM)


def blocks(pid: int, signals: Iterable[signal.Signals]) -> bool:
    """Whether a process handles one of the signals now: the system blocks it meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    masks = [int(line.split()[1], 16) for line in lines if line.startswith("SigBlk:")]
    return any(mask >> (number - 1) & 1 for mask in masks for number in signals)
