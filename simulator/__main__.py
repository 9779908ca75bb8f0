"""python -m simulator: a simulated account on 127.0.0.1 until it is interrupted."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path

from simulator import scenarios
from simulator.clock import Clock
from simulator.events.deliveries import DeliveryOptions
from simulator.http.server import SimulatorServer

_DEFAULTS = DeliveryOptions()
_DELIVERY = {
    "lateness": "seconds that an event is late on the average",
    "jitter": "how many seconds it may be more or less",
    "repetition": "share of events that come twice",
    "disorder": "share of events that are overtaken by later ones",
    "loss": "share of events that never come",
    "blacklist_after": "failures in a row, 0: never",
}


def main() -> None:
    arguments = _arguments()
    account = scenarios.build(
        arguments.scenario,
        clock=Clock(arguments.speed),
        seed=arguments.seed,
        count=arguments.count,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scenarios.add_people(account, arguments.people)
    account.options.ready_delay = arguments.ready_delay
    with SimulatorServer(account, arguments.port) as server:
        _set_live(server, arguments)
        _announce(server, arguments.ready_file)
        stop.wait()


def _set_live(server: SimulatorServer, arguments: argparse.Namespace) -> None:
    options = server.live.deliverer.options
    for name in _DELIVERY:
        setattr(options, name, getattr(arguments, name))
    server.live.traffic.set_rate(arguments.live_calls)


def _announce(server: SimulatorServer, ready_file: Path | None) -> None:
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
    unfinished.replace(ready_file)  # whoever waits for the file never reads half of it


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--ready-file", type=Path, help="else the address is printed")
    parser.add_argument("--scenario", choices=scenarios.NAMES, default="demo")
    parser.add_argument("--count", type=int, default=1000, help="recordings of 'many'")
    parser.add_argument("--speed", type=float, default=1.0, help="shortens limits and delays")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=0, help="so many users more")
    parser.add_argument("--live-calls", type=float, default=0, help="live calls a minute")
    parser.add_argument("--ready-delay", type=float, default=30, help="of live calls' recordings")
    deliveries = parser.add_argument_group("how events are delivered")
    for name, text in _DELIVERY.items():
        default = getattr(_DEFAULTS, name)
        option = f"--{name.replace('_', '-')}"
        deliveries.add_argument(option, type=type(default), default=default, help=text)
    return parser.parse_args()


if __name__ == "__main__":
    main()
