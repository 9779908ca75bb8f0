"""`make demo`: a simulated account's recordings are imported before your eyes, then checked.

The demo's clock for rate limits, delays and schedules runs faster than the wall's, and says so.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from local import console
from local.clients import Clients, FunctionFailed, Row
from local.credentials import as_json
from local.demo_live import keep_calling, show_a_call
from local.demo_report import Check, check_everything, print_report, recordings_listed
from local.environment import ROOT
from local.front import Front
from local.sign_in import Person
from local.simulator import Simulator
from local.stack import LocalStack, StackFailed

SPEED = 20
_FOLDER = ROOT / ".local" / "demo"
_PATIENCE_SECONDS = 300.0
_TOLERATED_FAILURES = 3
_OPEN = ("announced", "pending", "importing")
_FORGIVING = ("--blacklist-after", "0")
"""A function's first start on a laptop takes longer than the three seconds that RingCentral waits."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end when everything is accounted for")
    return parser.parse_args(argv)


@dataclass
class FastSchedules:
    """Calls the scheduled functions as often as the faster clock asks for.

    `failure` holds what a function said after it failed several times in a row.
    """

    clients: Clients
    ended: threading.Event
    failure: str = ""

    def start(self) -> list[threading.Thread]:
        plan: list[tuple[str, dict[str, object], float]] = [
            ("PollCallLogFunctionName", {"source": "poll"}, 300 / SPEED),
            ("PollCallLogFunctionName", {"source": "hourly"}, 3600 / SPEED),
            ("SyncExtensionsFunctionName", {}, 300 / SPEED),
            ("ScheduleImportsFunctionName", {}, 60 / SPEED),
        ]
        threads = [threading.Thread(target=self._repeat, args=entry, daemon=True) for entry in plan]
        for thread in threads:
            thread.start()
        return threads

    def _repeat(self, function: str, event: dict[str, object], every: float) -> None:
        failures = 0
        while not self.ended.is_set():
            try:
                self.clients.invoke(function, event)
                failures = 0
            except FunctionFailed as problem:
                failures += 1
                if failures >= _TOLERATED_FAILURES:
                    self.failure = f"{function}: {problem}"
            self.ended.wait(every)


def _progress_line(rows: dict[str, Row], expected: int, began: float) -> str:
    states = Counter(str(row["state"]) for row in rows.values())
    stored = states.pop("stored", 0)
    filled = round(30 * stored / expected) if expected else 0
    others = "  ".join(f"{state} {count}" for state, count in sorted(states.items()))
    bar = "█" * filled + "·" * (30 - filled)
    return f"{time.monotonic() - began:4.0f} s  {bar}  stored {stored} of {expected}  {others}"


def _show(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="", flush=True)
    else:
        print(line, flush=True)


def watch(clients: Clients, schedules: FastSchedules, expected: int) -> None:
    """Shows the progress until every recording's row is closed. Raises StackFailed."""
    began, shown = time.monotonic(), ""
    while time.monotonic() - began < _PATIENCE_SECONDS:
        rows = clients.recordings()
        line = _progress_line(rows, expected, began)
        if line[7:] != shown:
            shown = line[7:]
            _show(line)
        if len(rows) >= expected and not any(row["state"] in _OPEN for row in rows.values()):
            print()
            return
        if schedules.failure:
            raise StackFailed(schedules.failure)
        time.sleep(1)
    raise StackFailed(f"not everything was accounted for in {_PATIENCE_SECONDS:.0f} seconds")


def _run(simulator: Simulator, front: Front, clients: Clients) -> tuple[Check, list[Person]]:
    stack = front.stack
    expected = len(recordings_listed(simulator))
    print(f"adding the simulated account ({expected} recordings) as service `default`", flush=True)
    connection = as_json(simulator.connection)
    print(stack.command_line("service", "add", "default", "--from-json", "-", text=connection))
    ended = threading.Event()
    schedules = FastSchedules(clients, ended)
    threads = schedules.start()
    try:
        watch(clients, schedules, expected)
        check = check_everything(clients, simulator)
        print_report(check)
        someone = console.people(stack, clients)
        console.subscribe(clients)
        show_a_call(simulator, clients, front, someone[0])
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    return check, someone


def demonstrate(wait: Callable[[Front, Simulator, list[Person]], None]) -> bool:
    """Whether everything is accounted for. `wait` is called while all is still up."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
    port, url = console.address()
    parameters = {"ClockSpeed": str(SPEED), **console.parameters_for(url)}
    print(f"The demo's clock for limits, delays and schedules runs {SPEED} times faster.")
    print("building and deploying template.yaml to an AWS emulator on this machine", flush=True)
    with (
        Simulator(_FOLDER, "demo", *_FORGIVING, speed=SPEED) as simulator,
        LocalStack(_FOLDER, port=0, parameters=parameters) as stack,
        Front(stack, port) as front,
    ):
        console.publish(stack)
        check, someone = _run(simulator, front, Clients(stack))
        wait(front, simulator, someone)
    return check.passed


def _stay(front: Front, simulator: Simulator, someone: list[Person]) -> None:
    keep_calling(simulator)
    print(f"\nThe console: {front.url} (the account's people are on the phone). Sign in as")
    for each in someone:
        print(f"  {each.role:14} {each.email:28} {each.password}")
    _tell_the_command_line(front.stack, simulator)
    threading.Event().wait()


def _tell_the_command_line(stack: LocalStack, simulator: Simulator) -> None:
    print(f"\nStill up: AWS at {stack.endpoint_url}, RingCentral at {simulator.url}. Look around:")
    prefix = f"PYTHONPATH={Path('layers/ringkeep/python')} STACK_NAME={stack.stack_name}"
    keys = "AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1"
    print(f"  export {keys} AWS_ENDPOINT_URL={stack.endpoint_url} {prefix}")
    print("  .venv/bin/python -m ringkeep.cli status")
    print("  .venv/bin/python -m ringkeep.cli service test default")
    print("Ctrl-C ends it.", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the emulator too
    try:
        passed = demonstrate((lambda *_: None) if options.once else _stay)
    except KeyboardInterrupt:
        return 1 if options.once else 0
    except StackFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
