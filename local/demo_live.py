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
from local.progress import PATIENCE_SECONDS
from local.sign_in import Person, access_token
from local.simulator import Simulator

_PAUSE_SECONDS = 0.3
_CALLS_A_MINUTE = 8


def show_a_call(simulator: Simulator, clients: Clients, front: Front, someone: Person) -> None:
    """Plays a call and prints what the Realtime page shows. Raises StackFailed."""
    user = console.first_extension(clients)
    bearer = access_token(front.stack, front.url, someone)
    playing = {"kind": "hold", "extension_id": user, "ring_seconds": 3, "talk_seconds": 8}
    call = simulator.post("live/calls", {**playing, "hold_seconds": 3, "recorded": True})
    print("\na live call, as the Realtime page shows it:", flush=True)
    recordings = _follow(simulator, call["call_id"], lambda: _status(front, bearer, user))
    ended = time.monotonic()
    for missing in _until_empty(lambda: recordings - _stored(clients)):
        raise StackFailed(f"recording {missing} of the live call was not stored")
    seconds = time.monotonic() - ended
    print(f"  its recording: stored {seconds:.0f} s after the call (on the demo's faster clock)")


def _follow(simulator: Simulator, call_id: str, status: Callable[[], str]) -> set[str]:
    """Prints each new status until the call is over and the phone is free; returns its recordings."""
    shown, changed_at = "", time.monotonic()
    while True:
        if (now := status()) != shown:
            shown, changed_at = now, time.monotonic()
            print(f"  {shown}", flush=True)
        call: dict[str, Any] = simulator.get(f"live/calls/{call_id}")
        if call["over"] and shown == "Available":
            return set(call["recording_ids"])
        if time.monotonic() - changed_at > PATIENCE_SECONDS:
            over = "has ended" if call["over"] else "goes on"
            raise StackFailed(
                f"the Realtime page shows {shown} for {PATIENCE_SECONDS:.0f} s; the call {over}"
            )
        time.sleep(_PAUSE_SECONDS)


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


def _until_empty(look: Callable[[], set[str]]) -> set[str]:
    """Waits until `look` finds nothing; returns what it still finds after the patience is over."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    return found
