"""How reliably and how fast `make demo ONCE=1` ends, alone on the machine and beside a busy core.

    PYTHONPATH=. .venv/bin/python benchmarks/demo_runs.py [runs] [runs beside a busy core]

Seconds are those of the whole process once set-up is done, and from the deployed stack to the first
stored recording.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from local.processes import Owned, run_logged, run_owned

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks/results/demo_runs.json"
FIRST_STORED = re.compile(r"^ *(\d+) s  .*stored [1-9]", re.MULTILINE)
DEFAULT_RUNS = (10, 5)
TRACE = "Traceback (most recent call last)"


class Run(TypedDict):
    passed: bool
    seconds: float
    first_stored: float | None
    stack_trace: bool


def run_demo() -> Run:
    began = time.monotonic()
    done = run_owned(["make", "--silent", "demo", "ONCE=1"], stderr=subprocess.STDOUT)
    first = FIRST_STORED.search(done.stdout)
    if done.status != 0:
        print(done.stdout)
    return Run(
        passed=done.status == 0,
        seconds=round(time.monotonic() - began, 1),
        first_stored=float(first[1]) if first else None,
        stack_trace=TRACE in done.stdout,
    )


@contextmanager
def busy_core() -> Iterator[None]:
    owned = Owned([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        owned.end()


def summary(runs: list[Run]) -> dict[str, object]:
    seconds = [run["seconds"] for run in runs]
    first = [run["first_stored"] for run in runs if run["first_stored"] is not None]
    median = statistics.median(seconds)
    return {
        "runs": len(runs),
        "passed": sum(run["passed"] for run in runs),
        "stack_traces": sum(run["stack_trace"] for run in runs),
        "seconds_median": median,
        "seconds_longest": max(seconds),
        "longest_to_median": round(max(seconds) / median, 2),
        "first_stored_seconds_longest": max(first, default=None),
    }


def repeated(count: int, label: str) -> list[Run]:
    runs = []
    for number in range(count):
        runs.append(run_demo())
        print(f"{label} {number + 1} of {count}: {runs[-1]}", flush=True)
    return runs


def main() -> int:
    given = [int(argument) for argument in sys.argv[1:]]
    alone, busy = [*given, *DEFAULT_RUNS[len(given) :]]
    run_logged(["make", "--silent", "setup"], os.environ)
    result: dict[str, object] = {"cores": os.cpu_count()}
    runs = repeated(alone, "alone")
    result["alone"] = summary(runs)
    if busy:
        with busy_core():
            beside = repeated(busy, "beside a busy core")
        result["beside_a_busy_core"] = summary(beside)
        runs += beside
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    return 0 if all(run["passed"] and not run["stack_trace"] for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
