"""Runs one step of the set-up: `step.py [--total N --count REGEX] LABEL -- COMMAND ...`.

Prints one line for the step. On a terminal the line shows a bar meanwhile: how many of the N expected
output lines that match REGEX have come, or the time that has passed. A step that fails prints the end of
its output and gives its exit code. Needs nothing but Python's own library: it runs before anything else.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import threading
import time
from collections import deque
from typing import IO

WIDTH = 30
LINES_OF_A_FAILURE = 30


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--total", type=int, default=0, help="expected lines that match --count")
    parser.add_argument("--count", default="^$", help="regular expression")
    parser.add_argument("label")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    options.command = [word for word in options.command if word != "--"]
    return options


def bar(done: int, total: int, seconds: float) -> str:
    if not total:
        return f"{seconds:.0f} s"
    filled = min(WIDTH, WIDTH * done // total)
    return f"{'█' * filled}{'·' * (WIDTH - filled)} {min(done, total)} of {total}"


class Output:
    """Keeps the end of a command's output, and counts the lines that show its progress."""

    def __init__(self, pattern: str) -> None:
        self.last: deque[str] = deque(maxlen=LINES_OF_A_FAILURE)
        self.counted = 0
        self._pattern = re.compile(pattern)

    def read(self, stream: IO[str]) -> None:
        for line in stream:
            self.last.append(line.rstrip())
            self.counted += bool(self._pattern.search(line))


def show(label: str, process: subprocess.Popen[str], output: Output, total: int) -> None:
    began = time.monotonic()
    while process.poll() is None:
        text = bar(output.counted, total, time.monotonic() - began)
        print(f"\r\033[K{label}  {text}", end="", flush=True)
        time.sleep(0.2)
    print("\r\033[K", end="")


def main() -> int:
    options = arguments()
    began = time.monotonic()
    output = Output(options.count)
    with subprocess.Popen(
        options.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        reader = threading.Thread(target=output.read, args=(process.stdout,))
        reader.start()
        if sys.stdout.isatty():
            show(options.label, process, output, options.total)
        reader.join()
    if process.returncode:
        print(f"{options.label}: failed\n" + "\n".join(output.last), file=sys.stderr)
    else:
        print(f"{options.label}: {time.monotonic() - began:.0f} s", flush=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
