"""python -m local.ringcentral: a simulated account on 127.0.0.1 until it is interrupted."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path

from local.ringcentral import scenarios
from local.ringcentral.clock import Clock
from local.ringcentral.server import SimulatorServer


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
    with SimulatorServer(account, arguments.port) as server:
        _announce(server, arguments.ready_file)
        stop.wait()


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
    parser = argparse.ArgumentParser(prog="python -m local.ringcentral", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--ready-file", type=Path, help="else the address is printed")
    parser.add_argument("--scenario", choices=scenarios.NAMES, default="demo")
    parser.add_argument("--count", type=int, default=1000, help="recordings of 'many'")
    parser.add_argument("--speed", type=float, default=1.0, help="shortens limits and delays")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
