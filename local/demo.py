"""`make demo`: imports the recordings of a simulated account, shows the progress and checks the result.

Rate limits, delays and schedules run on a faster clock; the demo prints how much faster.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from local import console
from local.clients import Clients
from local.credentials import as_json
from local.demo_evaluations import Evaluating, LoadedEvaluations
from local.demo_live import keep_calling, show_a_call
from local.demo_older_calls import OlderCalls, Only, load_older_calls
from local.demo_people import add_staff
from local.demo_report import Check, check_everything, print_report, recordings_listed
from local.demo_search import check_search, what_to_try
from local.demo_troubles import ACCOUNT_TROUBLES, RememberedPolls, seen_by
from local.environment import ROOT
from local.front import Front
from local.processes import StackFailed
from local.progress import watch
from local.schedules import FastSchedules, schedules_at
from local.sign_in import Person
from local.signals import end_on_signals
from local.simulator import Simulator
from local.stack import LocalStack
from local.steps import step
from simulator.staff import PEOPLE

SPEED = 20
_FOLDER = ROOT / ".local" / "demo"
_LISTING_TRIES = 30
_FORGIVING = ("--blacklist-after", "0")
"""A function's first start on a laptop takes longer than the three seconds that RingCentral waits."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end when everything is accounted for")
    return parser.parse_args(argv)


class Shown(NamedTuple):
    """What the run was about: its result, who can sign in, and the calls that can be searched."""

    check: Check
    someone: list[Person]
    older: OlderCalls


def _run(simulator: Simulator, front: Front, clients: Clients) -> Shown:
    stack = front.stack
    listed = frozenset(str(each["id"]) for each in recordings_listed(simulator))
    print(
        f"adding the simulated account ({len(listed)} recordings) as service `default`", flush=True
    )
    for trouble in ACCOUNT_TROUBLES:
        trouble.make(simulator)
    connection = as_json(simulator.connection_as(2))
    print(stack.command_line("service", "add", "default", "--from-json", "-", text=connection))
    invoker = RememberedPolls(clients)
    with FastSchedules(invoker, schedules_at(SPEED)) as schedules, ThreadPoolExecutor(1) as aside:
        # The search index takes the longest to follow, so what it reads comes first.
        loading = aside.submit(load_older_calls, simulator, stack, console.SERVICE)
        people = aside.submit(_people, stack, clients)
        evaluating = aside.submit(_evaluations, front, people, loading)
        watch(Only(clients, listed), lambda: schedules.failure, len(listed))
        someone, older = people.result(), loading.result()
        console.subscribe(clients)  # beside the imports, the handshake's three seconds may pass
        check = check_everything(clients, simulator, seen_by(stack, clients, invoker))
        show_a_call(simulator, clients, front, someone[0])
        check_search(check, front, someone[0], older)
        Evaluating(front, *someone[:2]).check(check, evaluating.result())
        print_report(check)
    return Shown(check, someone, older)


def _people(stack: LocalStack, clients: Clients) -> list[Person]:
    """Adds the forty people once all the service's extensions are listed. Returns who can sign in."""
    # The function that lists them may be throttled, or run for its schedule already.
    for _ in range(_LISTING_TRIES):
        if console.first_extension(clients) and _people_listed(clients) >= PEOPLE:
            break
        time.sleep(1.0)
    else:
        raise StackFailed(f"only {_people_listed(clients)} of {PEOPLE} people are listed")
    someone, said = add_staff(stack, clients, console.SERVICE, _FOLDER / "users.csv")
    print(
        "the people: " + next(line for line in said.splitlines() if " to add" in line), flush=True
    )
    return someone


def _people_listed(clients: Clients) -> int:
    return sum(each.get("type") == "User" for each in clients.extensions(console.SERVICE))


def _evaluations(
    front: Front, people: Future[list[Person]], loading: Future[OlderCalls]
) -> LoadedEvaluations:
    """Both were submitted before and have ended. The administrator comes first, then the evaluator."""
    someone, older = people.result(), loading.result()
    return Evaluating(front, *someone[:2]).load(older, console.SERVICE)


def demonstrate(wait: Callable[[Front, Simulator, Shown], None]) -> bool:
    """Returns whether every recording is accounted for. Calls `wait` before it stops the stack."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
    port, url = console.address()
    parameters = {"ClockSpeed": str(SPEED), **console.parameters_for(url)}
    print(f"The demo's clock for limits, delays and schedules runs {SPEED} times faster.")
    with (
        Simulator(_FOLDER, "demo", *_FORGIVING, speed=SPEED) as simulator,
        LocalStack(_FOLDER, port=0, parameters=parameters) as stack,
        Front(stack, port) as front,
    ):
        with step("publishing the console"):
            console.publish(stack)
        shown = _run(simulator, front, Clients(stack))
        wait(front, simulator, shown)
    return shown.check.passed


def _stay(front: Front, simulator: Simulator, shown: Shown) -> None:
    keep_calling(simulator)
    print(f"\nThe console: {front.url} (the account's people are on the phone). Sign in as")
    for each in shown.someone:
        print(f"  {each.role:14} {each.email:30} {each.password}")
    for line in what_to_try(front.url, shown.older):
        print(line)
    _show_the_command_line(front.stack, simulator)
    threading.Event().wait()


def _show_the_command_line(stack: LocalStack, simulator: Simulator) -> None:
    print(f"\nStill up: AWS at {stack.endpoint_url}, RingCentral at {simulator.url}. Look around:")
    keys = "AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1"
    print(f"  export {keys} AWS_ENDPOINT_URL={stack.endpoint_url} STACK_NAME={stack.stack_name}")
    print("  .venv/bin/ringkeep status")
    print("  .venv/bin/ringkeep service test default")
    print("Ctrl-C ends it.", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    end_on_signals()
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
