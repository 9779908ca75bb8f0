"""Fifty events a second for a minute with twenty open pages: is any lost, is any end state wrong?

    PYTHONPATH=. .venv/bin/python benchmarks/live_load.py [events a second] [seconds] [viewers]

The simulated account plays a burst over all its people and then knows who is on the phone; the API and
every page have to agree with it. Writes results/live_load.json.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks.live_latency import laptop, page_address
from local.clients import Clients
from local.front import Front
from local.sign_in import Person, access_token, add_person
from local.simulator import Simulator

RESULT = Path(__file__).parent / "results" / "live_load.json"
Stack = tuple[Front, Clients, Simulator, list[Person]]
PEOPLE = 60
PAGES_OF_A_PERSON = 5
"""More sockets of one person replace the oldest."""
_SETTLED_SECONDS = 8.0
_PATIENCE_SECONDS = 300.0


@dataclass
class Page:
    """What one open page shows, merged as the console does it."""

    lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    messages: int = 0
    resyncs: int = 0
    last_update_at: float = 0.0

    def touch(self, text: str) -> None:
        message = json.loads(text)
        self.messages += 1
        self.last_update_at = time.monotonic()
        self.resyncs += message["type"] == "resync"
        for user in message.get("users", []):
            known = self.lines.get(user["extension_id"], (-1, ""))
            if user["version"] >= known[0]:
                self.lines[user["extension_id"]] = (user["version"], user["status"])

    def statuses(self) -> dict[str, str]:
        return {extension: status for extension, (_, status) in self.lines.items()}


async def _look(address: str, page: Page) -> None:
    try:
        async with connect(address, proxy=None) as socket:
            async for text in socket:
                page.touch(str(text))
    except ConnectionClosed:
        return


def shown(front: Front, person: Person) -> dict[str, str]:
    bearer = access_token(front.stack, front.url, person)
    answer = httpx.get(
        f"{front.url}/v1/realtime",
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=60,
        trust_env=False,
    )
    return {user["extension_id"]: user["status"] for user in answer.json()["users"]}


def true_statuses(simulator: Simulator) -> dict[str, str]:
    state = simulator.get("live/state")
    return {str(each["extension_id"]): str(each["status"]) for each in state["extensions"]}


def wrong(found: Mapping[str, str], truth: Mapping[str, str]) -> int:
    return sum(status != truth.get(extension) for extension, status in found.items())


def _failed(simulator: Simulator) -> int:
    counts: dict[str, int] = simulator.get("subscriptions")["subscriptions"][0]["counts"]
    return counts["failed"]


async def _burst(simulator: Simulator, rate: int, seconds: int) -> dict[str, Any]:
    asked = {"events_per_second": rate, "seconds": seconds}
    burst: dict[str, Any] = await asyncio.to_thread(simulator.post, "live/bursts", asked)
    while burst["running"]:
        await asyncio.sleep(1)
        path = f"live/bursts/{burst['burst_id']}"
        burst = await asyncio.to_thread(simulator.get, path)
    return burst


async def _until_quiet(pages: list[Page], clients: Clients) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        await asyncio.sleep(1)
        last = max(page.last_update_at for page in pages)
        waiting = await asyncio.to_thread(clients.live_events_waiting)
        if not waiting and time.monotonic() - last > _SETTLED_SECONDS:
            return


def _managers(front: Front, count: int) -> list[Person]:
    people = [
        Person("Manager", f"viewer{number}@example.com", f"Aa1-{secrets.token_urlsafe(24)}")
        for number in range(count)
    ]
    for person in people:
        add_person(front.stack, person)
    return people


async def measure(stack: Stack, rate: int, seconds: int, viewers: int) -> dict[str, Any]:
    managers = await asyncio.to_thread(_managers, stack[0], -(-viewers // PAGES_OF_A_PERSON))
    people = [managers[number // PAGES_OF_A_PERSON] for number in range(viewers)]
    result, _ = await watched(stack, people, rate, seconds)
    return result


async def watched(
    stack: Stack, people: Sequence[Person], rate: int, seconds: int
) -> tuple[dict[str, Any], list[Page]]:
    """Opens a page for each of the people, who may be the same ones, and plays the burst."""
    front, clients, simulator, someone = stack
    viewers = len(people)
    pages = [Page() for _ in people]
    looking = []
    for person, page in zip(people, pages, strict=True):
        address = await asyncio.to_thread(page_address, front, person)
        looking.append(asyncio.create_task(_look(address, page)))
    await _burst(simulator, 10, 5)  # starts the functions
    await _until_quiet(pages, clients)
    before, failed = sum(page.messages for page in pages), _failed(simulator)
    print(f"{viewers} pages are open: the burst begins", flush=True)
    burst = await _burst(simulator, rate, seconds)
    await _until_quiet(pages, clients)
    truth, api = true_statuses(simulator), await asyncio.to_thread(shown, front, someone[1])
    for task in looking:
        task.cancel()
    result = {
        "events": burst["events"],
        "events_a_second": round(burst["events"] / burst["elapsed_seconds"], 1),
        "seconds": round(burst["elapsed_seconds"], 1),
        "viewers": viewers,
        "deliveries_failed_or_slower_than_3_s": _failed(simulator) - failed,
        "dead_letters": clients.dead_letters(),
        "users": len(api),
        "wrong_end_states_of_the_api": wrong(api, truth),
        "wrong_end_states_of_pages": sum(
            wrong(page.statuses(), truth) for page in pages if not page.resyncs
        ),
        "pages_told_to_read_again": sum(bool(page.resyncs) for page in pages),
        "messages_a_viewer": round((sum(page.messages for page in pages) - before) / viewers),
    }
    return result, pages


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    rate, seconds, viewers = (*given, *(50, 60, 20)[len(given) :])
    with laptop(PEOPLE) as stack:
        results = asyncio.run(measure(stack, rate, seconds, viewers))
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
