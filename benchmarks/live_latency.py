"""From an event to the page, and from the end of a call to its file in S3, at rest.

    PYTHONPATH=. .venv/bin/python benchmarks/live_latency.py [events] [calls]

The deployed template on the laptop stack at its real clock, a simulated account whose recordings are
ready 30 s after their call. A page is a socket like the browser's. Writes results/live_latency.json.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from local import console
from local.clients import Clients
from local.credentials import as_json
from local.environment import ROOT
from local.front import Front
from local.sign_in import Person, access_token
from local.simulator import Simulator
from local.stack import LocalStack
from tests.live_events import LiveCall

RESULT = Path(__file__).parent / "results" / "live_latency.json"
FOLDER = ROOT / ".local" / "benchmark"
AT_REST = 1.5
"""Seconds between two events: longer than the pusher gathers."""


@contextmanager
def laptop(people: int = 8) -> Iterator[tuple[Front, Clients, Simulator, list[Person]]]:
    """A stack with a connected account and one person for each role."""
    port, url = console.address(0)
    options = ("--blacklist-after", "0", "--people", str(people))
    with (
        Simulator(FOLDER, "empty", *options) as simulator,
        LocalStack(FOLDER, port=0, parameters=console.parameters_for(url)) as stack,
        Front(stack, port) as front,
    ):
        clients = Clients(stack)
        text = as_json(simulator.connection)
        stack.command_line("service", "add", "default", "--from-json", "-", text=text)
        someone = console.people(stack, clients)
        console.subscribe(clients)
        yield front, clients, simulator, someone


def page_address(front: Front, person: Person) -> str:
    """A socket address with a new ticket."""
    bearer = access_token(front.stack, front.url, person)
    headers = {"Authorization": f"Bearer {bearer}"}
    url = f"{front.url}/v1/realtime/tickets"
    answer = httpx.post(url, headers=headers, timeout=30, trust_env=False)
    while answer.status_code == 429:  # one ticket a second
        time.sleep(int(answer.headers["Retry-After"]))
        answer = httpx.post(url, headers=headers, timeout=30, trust_env=False)
    ticket = answer.json()["ticket"]
    return f"{front.url.replace('http', 'ws')}/live?ticket={ticket}"


async def _told(page: ClientConnection, extension_id: str, status: str) -> None:
    while True:
        message = json.loads(await page.recv())
        for user in message.get("users", []):
            if (user["extension_id"], user["status"]) == (extension_id, status):
                return


async def event_to_page(front: Front, clients: Clients, person: Person, events: int) -> list[float]:
    """Seconds from the post of each event until the page received it."""
    user = console.first_extension(clients)
    proof = {"Verification-Token": console.verification_token(front.stack)}
    taken: list[float] = []
    call = LiveCall("810001001", user)
    steps = ((call.hold, "OnHold"), (call.unhold, "OnPhone"))
    async with (
        connect(page_address(front, person), proxy=None) as page,
        httpx.AsyncClient(timeout=30, trust_env=False, headers=proof) as ringcentral,
    ):
        for number in range(events + 2):
            event, status = steps[number % 2]
            text = event()
            began = time.monotonic()
            await ringcentral.post(console.webhook_url(front.stack), content=text)
            await asyncio.wait_for(_told(page, user, status), 60)
            taken.append(time.monotonic() - began)
            await asyncio.sleep(AT_REST)
        await ringcentral.post(console.webhook_url(front.stack), content=call.end())
    return taken[2:]  # the first ones started the functions


def call_end_to_stored(clients: Clients, simulator: Simulator, calls: int) -> list[float]:
    """Seconds from the end of each call until its row is `stored`."""
    user = console.first_extension(clients)
    facts = {"kind": "direct", "extension_id": user, "ring_seconds": 1, "talk_seconds": 5}
    ids: set[str] = set()
    for _ in range(calls):
        call = simulator.post("live/calls", {**facts, "recorded": True})
        while not call["over"]:
            time.sleep(0.5)
            call = simulator.get(f"live/calls/{call['call_id']}")
        ids.update(call["recording_ids"])
        time.sleep(3)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        rows = {key: row for key, row in clients.recordings().items() if key in ids}
        if len(rows) == len(ids) and all(row["state"] == "stored" for row in rows.values()):
            return [float(row["audio"]["stored_at"] - row["end_time"]) for row in rows.values()]
        time.sleep(1)
    raise SystemExit("not every recording was stored")


def summary(seconds: list[float]) -> dict[str, Any]:
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "median_seconds": round(statistics.median(ordered), 3),
        "slowest_seconds": round(ordered[-1], 3),
    }


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    calls = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with laptop() as (front, clients, simulator, someone):
        results = {
            "event_to_page": summary(
                asyncio.run(event_to_page(front, clients, someone[1], events))
            ),
            "call_end_to_stored_with_30_s_of_unreadiness": summary(
                call_end_to_stored(clients, simulator, calls)
            ),
        }
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
