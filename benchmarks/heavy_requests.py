"""Heavy requests per imported recording of a back-fill, on the laptop stack with its real functions.

A simulated account of 700 recordings over 30 days, for more than an hour of its time; the poll and the
hourly sweep run beside the back-fill as often as the faster clock asks for. Counted by the simulated
account itself, in three runs, because a loaded machine delays requests differently each time. None may
be refused. The clock is slower than the demo's, so that two cores can use the whole limit: a machine
that cannot only adds polls.

    make bench
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from local.clients import Clients
from local.credentials import as_json
from local.progress import watch
from local.schedules import FastSchedules, schedules_at
from local.simulator import Simulator
from local.stack import LocalStack

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "bench"
RESULT = ROOT / "benchmarks/results/heavy_requests.json"
RECORDINGS = 700
SPEED = 10
RUNS = 3
MOST_REQUESTS = 1.03


def measure() -> dict[str, object]:
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    options = ("--count", str(RECORDINGS))
    with (
        Simulator(FOLDER, "many", *options, speed=SPEED) as account,
        LocalStack(FOLDER, port=0, parameters={"ClockSpeed": str(SPEED)}) as stack,
    ):
        clients = Clients(stack)
        connection = as_json(account.connection)
        stack.command_line("service", "add", "default", "--from-json", "-", text=connection)
        with FastSchedules(clients, schedules_at(SPEED)) as schedules:
            watch(clients, lambda: schedules.failure, RECORDINGS)
            statistics = account.get("statistics")
        stored = sum(row["state"] == "stored" for row in clients.recordings().values())
    heavy = int(statistics["groups"]["heavy"])
    return {
        "recordings": RECORDINGS,
        "stored": stored,
        "heavy_requests": heavy,
        "heavy_requests_per_recording": round(heavy / max(1, stored), 3),
        "refused": int(statistics["rate_limited"]),
        "downloads_asked_twice": sum(n > 1 for n in statistics["content_requests"].values()),
        "seconds": round(time.monotonic() - began),
        "operations": statistics["operations"],
    }


def main() -> int:
    runs = [measure() for _ in range(RUNS)]
    shares = [float(str(run["heavy_requests_per_recording"])) for run in runs]
    result = {
        "heavy_requests_per_recording": {"least": min(shares), "most": max(shares)},
        "refused": sum(int(str(run["refused"])) for run in runs),
        "runs": runs,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    complete = all(run["stored"] == RECORDINGS for run in runs)
    return 0 if complete and result["refused"] == 0 and max(shares) <= MOST_REQUESTS else 1


if __name__ == "__main__":
    sys.exit(main())
