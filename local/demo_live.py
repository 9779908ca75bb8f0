"""The live part of the demo: one call on the Realtime page, from its first ring to its recording in S3."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

from local import console
from local.clients import Clients
from local.front import Front
from local.processes import StackFailed
from local.sign_in import Person, access_token
from local.simulator import Simulator

_PATIENCE_SECONDS = 90.0
_CALLS_A_MINUTE = 8


def show_a_call(simulator: Simulator, clients: Clients, front: Front, someone: Person) -> None:
    """Plays a call and prints what the Realtime page shows. Raises StackFailed."""
    user = console.first_extension(clients)
    bearer = access_token(front.stack, front.url, someone)
    playing = {"kind": "hold", "extension_id": user, "ring_seconds": 4, "talk_seconds": 12}
    call = simulator.post("live/calls", {**playing, "hold_seconds": 5, "recorded": True})
    shown: list[str] = []

    def over() -> bool:
        status = _status(front, bearer, user)
        if not shown or shown[-1] != status:
            shown.append(status)
            print(f"  {status}", flush=True)
        state: dict[str, Any] = simulator.get(f"live/calls/{call['call_id']}")
        call.update(state)
        return bool(state["over"]) and status == "Available"

    print("\na live call, as the Realtime page shows it:", flush=True)
    _until(over, "the call did not end on the board")
    ended = time.monotonic()
    wanted = set(call["recording_ids"])
    _until(lambda: wanted <= _stored(clients), "its recording was not stored")
    seconds = time.monotonic() - ended
    print(f"  its recording: stored {seconds:.0f} s after the call (on the demo's faster clock)")


def keep_calling(simulator: Simulator) -> None:
    """Starts calls for the account's users until the simulator stops."""
    simulator.post("live/traffic", {"calls_per_minute": _CALLS_A_MINUTE})


def _status(front: Front, bearer: str, extension_id: str) -> str:
    headers = {"Authorization": f"Bearer {bearer}"}
    answer = httpx.get(f"{front.url}/v1/realtime", headers=headers, timeout=30, trust_env=False)
    answer.raise_for_status()
    lines = {user["extension_id"]: str(user["status"]) for user in answer.json()["users"]}
    return lines.get(extension_id, "not on the board")


def _stored(clients: Clients) -> set[str]:
    return {key for key, row in clients.recordings().items() if row["state"] == "stored"}


def _until(done: Callable[[], bool], failure: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise StackFailed(f"{failure} within {_PATIENCE_SECONDS:.0f} s")
        time.sleep(0.3)
