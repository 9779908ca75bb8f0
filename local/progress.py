"""Shows how far the imports are, and tells a slow run from one that is stuck."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Protocol

from local.clients import Row
from local.processes import StackFailed

PATIENCE_SECONDS = 120.0
_OPEN = ("announced", "pending", "importing")
_BAR_WIDTH = 30
_SHOWN_STUCK = 5

Rows = Mapping[str, Row]


class Recordings(Protocol):
    def recordings(self) -> dict[str, Row]:
        """Rows of recordings by their ids."""


def progress_line(rows: Rows, expected: int) -> str:
    states = Counter(str(row["state"]) for row in rows.values())
    stored = states.pop("stored", 0)
    filled = round(_BAR_WIDTH * stored / expected) if expected else 0
    others = "  ".join(f"{state} {count}" for state, count in sorted(states.items()))
    bar = "█" * filled + "·" * (_BAR_WIDTH - filled)
    return f"{bar}  stored {stored} of {expected}  {others}".rstrip()


def is_complete(rows: Rows, expected: int) -> bool:
    """Whether every recording has a row, and every row its final state."""
    return len(rows) >= expected and not any(row["state"] in _OPEN for row in rows.values())


def what_is_stuck(rows: Rows, expected: int) -> str:
    """One sentence for the recordings that are missing, one for each kind of open row."""
    sentences = []
    if len(rows) < expected:
        sentences.append(f"{expected - len(rows)} of {expected} recordings were never found")
    groups: dict[str, list[str]] = {}
    for key, row in sorted(rows.items()):
        if row["state"] in _OPEN:
            reason = row.get("reason") or "no reason yet"
            groups.setdefault(f"{row['state']} ({reason})", []).append(key)
    for group, keys in groups.items():
        more = " ..." if len(keys) > _SHOWN_STUCK else ""
        sentences.append(f"{len(keys)} {group}: {', '.join(keys[:_SHOWN_STUCK])}{more}")
    return "; ".join(sentences)


def _show(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="", flush=True)
    else:
        print(line, flush=True)


def _progress_of(rows: Rows) -> object:
    """What changes when the run comes closer to its end: new rows, final states, spent attempts.

    An open row's state does not count: a worker that keeps dying would change it forever.
    """
    final = {key for key, row in rows.items() if row["state"] not in _OPEN}
    attempts = {key: row.get("attempts") for key, row in rows.items()}
    return final, attempts


def watch(
    recordings: Recordings,
    failure: Callable[[], str],
    expected: int,
    *,
    patience: float = PATIENCE_SECONDS,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Shows the progress until every recording has its final state.

    A sentence from `failure` ends the run. Raises StackFailed with it, or with what is
    stuck once nothing has moved for `patience` seconds.
    """
    began = moved_at = now()
    shown, before = "", _progress_of({})
    while True:
        rows = recordings.recordings()
        line, progress = progress_line(rows, expected), _progress_of(rows)
        if line != shown:
            _show(f"{now() - began:4.0f} s  {line}")
        if progress != before:
            moved_at = now()
        shown, before = line, progress
        if is_complete(rows, expected):
            print()
            return
        if problem := failure():
            raise StackFailed(problem)
        if now() - moved_at > patience:
            raise StackFailed(
                f"nothing has moved for {patience:.0f} seconds: {what_is_stuck(rows, expected)}"
            )
        pause(1)
