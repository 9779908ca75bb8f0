"""Serves a simulated RingCentral account on 127.0.0.1 until it is interrupted."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from simulator import scenarios
from simulator.clock import Clock
from simulator.dialogues.library import FOLDER, Library
from simulator.events.deliveries import DeliveryOptions
from simulator.http.server import SimulatorServer

_DEFAULTS = DeliveryOptions()
_DELIVERY = {
    "lateness": "average delay of an event in seconds",
    "jitter": "largest difference from that delay in seconds",
    "repetition": "share of events that arrive twice",
    "disorder": "share of events that later events may overtake",
    "loss": "share of events that never arrive",
    "blacklist_after": "failures in a row until a subscription is blacklisted, 0: never",
}


def main() -> None:
    arguments = _arguments()
    account = scenarios.build(
        arguments.scenario,
        clock=Clock(arguments.speed),
        seed=arguments.seed,
        count=arguments.count,
        dialogues=_dialogues(arguments),
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scenarios.add_users(account, arguments.people)
    with SimulatorServer(account, arguments.port) as server:
        _set_live_options(server, arguments)
        _write_connection(server, arguments.ready_file)
        stop.wait()


def _dialogues(arguments: argparse.Namespace) -> Library:
    """Without conversations, the calls have short samples."""
    folder: Path | None = arguments.dialogues
    if folder is None and arguments.scenario != "demo":
        return Library()
    library = Library.read(folder or FOLDER)
    if not library:
        how = "python -m simulator.dialogues makes them"
        print(f"no conversations in {folder or FOLDER}: short samples; {how}", file=sys.stderr)
    return library


def _set_live_options(server: SimulatorServer, arguments: argparse.Namespace) -> None:
    options = server.live.deliverer.options
    for name in _DELIVERY:
        setattr(options, name, getattr(arguments, name))
    server.live.traffic.set_rate(arguments.live_calls)


def _write_connection(server: SimulatorServer, ready_file: Path | None) -> None:
    options = server.account.options
    text = json.dumps(
        {
            "url": server.url,
            "client_id": options.client_id,
            "client_secret": options.client_secret,
            "jwts": [user.jwt for user in server.account.users],
        }
    )
    if ready_file is None:
        print(text, flush=True)
        return
    unfinished = ready_file.with_name(f"{ready_file.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(ready_file)  # a reader never sees half of the file


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument(
        "--ready-file", type=Path, help="where to write the connection; default: print it"
    )
    parser.add_argument("--scenario", choices=scenarios.NAMES, default="demo")
    parser.add_argument(
        "--count", type=int, default=1000, help="number of recordings of the scenario 'many'"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="divides rate limit windows and delays"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the scenario's calls")
    parser.add_argument("--people", type=int, default=0, help="number of additional users")
    parser.add_argument("--live-calls", type=float, default=0, help="live calls per minute")
    parser.add_argument(
        "--dialogues", type=Path, help="folder of conversations; default: those of the demo"
    )
    deliveries = parser.add_argument_group("how events are delivered")
    for name, text in _DELIVERY.items():
        default = getattr(_DEFAULTS, name)
        option = f"--{name.replace('_', '-')}"
        deliveries.add_argument(option, type=type(default), default=default, help=text)
    return parser.parse_args()


if __name__ == "__main__":
    main()
