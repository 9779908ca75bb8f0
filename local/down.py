"""`make down`: stops the stack that `make up` started, and waits until its state is saved."""

from __future__ import annotations

import os
import signal
import sys
import time

from local.up import PID_FILE

_PATIENCE_SECONDS = 60.0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> int:
    if not PID_FILE.exists():
        print("nothing is up")
        return 0
    pid = int(PID_FILE.read_text())
    if _alive(pid):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    if _alive(pid):
        print(f"process {pid} does not end", file=sys.stderr)
        return 1
    PID_FILE.unlink(missing_ok=True)
    print("down")
    return 0


if __name__ == "__main__":
    sys.exit(main())
