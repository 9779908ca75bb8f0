"""The control API and the options of the command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.simulator import Simulator
from simulator.http.server import SimulatorServer
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.testing import NOON, SimulatorClient
from tests.contract.simulator.events.subscriptions import subscribe
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint

ROOT = Path(__file__).resolve().parents[3]


def test_statistics_count_by_operation_and_group(client: SimulatorClient) -> None:
    client.get("")
    client.get("/call-log")
    numbers = client.control("statistics")
    assert numbers["operations"]["call-log"] == 1
    assert numbers["groups"] == {"auth": 1, "light": 1, "heavy": 1}


def test_the_control_api_lists_recordings_with_their_bytes(client: SimulatorClient) -> None:
    user = next(iter(client.account.extensions.values()))
    call = CallFactory(client.account).make(CallPlan(NOON, user, samples=("goodbye.mp3",)))
    client.account.add_call(call)
    (row,) = client.control("recordings")
    content = client.http.get(f"/_simulator/recordings/{row['id']}/content").content
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert row["size"] == len(content)


def test_the_control_api_sets_options_and_faults(client: SimulatorClient) -> None:
    client.control("options", {"extract_sync": "not_found"})
    assert client.get("/call-log-extract-sync").status_code == 404
    client.control("faults", {"operation": "account", "kind": "unavailable", "retry_after": 2})
    assert client.get("").headers["retry-after"] == "2"
    for kind in ("flood", "truncated"):  # the first is unknown, the second needs a recording
        body = {"operation": "call-log", "kind": kind}
        assert client.http.post("/_simulator/faults", json=body).status_code == 400


def test_all_live_calls_can_be_ended(client: SimulatorClient) -> None:
    for kind in ("direct", "queue", "attended_transfer"):
        client.control("live/calls", {"kind": kind})
    assert client.control("live/end-all", {}) == {"ended": 3}
    assert client.control("live/state")["sessions"] == 0


def test_traffic_is_switched_on_and_off(server: SimulatorServer, client: SimulatorClient) -> None:
    client.control("live/traffic", {"calls_per_minute": 60})
    server.account.clock.advance(60)
    assert server.live.traffic.started > 2
    assert client.control("live/traffic", {"calls_per_minute": 0})["calls_per_minute"] == 0


def test_a_burst_reports_its_progress(server: SimulatorServer, client: SimulatorClient) -> None:
    burst = client.control("live/bursts", {"events_per_second": 40, "seconds": 5})
    server.account.clock.advance(2)
    path = f"live/bursts/{burst['burst_id']}"
    running = client.control(path)
    assert running["running"]
    assert 78 <= running["events"] <= 82
    server.account.clock.advance(4)
    ended = client.control(path)
    assert (ended["running"], ended["elapsed_seconds"]) == (False, 5)
    assert ended["events"] == ended["telephony_events"] + ended["presence_events"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("live/calls", {"kind": "dance"}, 400),
        ("live/calls", {"kind": "queue", "by_hand": True}, 400),
        ("live/calls", {"extension_ids": [1]}, 404),
        ("live/calls", {"talk_seconds": "long"}, 400),
        ("live/calls/none/step", {"action": "end"}, 404),
        ("live/bursts", {"events_per_second": 10}, 404),
        ("live/traffic", {"calls_per_minute": -1}, 400),
        ("delivery-options", {"colour": "blue"}, 404),
        ("options", {"colour": "blue"}, 404),
        ("subscriptions/none/blacklist", {}, 404),
        ("subscriptions/all/tease", {}, 404),
    ],
)
def test_the_control_api_refuses_wrong_requests(
    client: SimulatorClient,
    endpoint: WebhookEndpoint,
    path: str,
    body: dict[str, Any],
    status: int,
) -> None:
    subscribe(client, endpoint)
    answer = client.http.post(f"/_simulator/{path}", json=body)
    assert (answer.status_code, "error" in answer.json()) == (status, True)


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:9", 200), ("localhost", 200), ("[::1]:9", 200), ("evil.example", 403), ("", 403)],
)
def test_the_control_api_is_for_this_machine(
    client: SimulatorClient, host: str, status: int
) -> None:
    answer = client.http.get("/_simulator/statistics", headers={"Host": host})
    assert answer.status_code == status


def test_the_command_line_sets_traffic_and_deliveries(tmp_path: Path) -> None:
    options = ("--live-calls", "6000", "--people", "12", "--loss", "0.1", "--blacklist-after", "0")
    with Simulator(tmp_path, "empty", *options) as simulator:
        assert len(simulator.get("live/state")["extensions"]) == 5 + 12
        deliveries = simulator.post("delivery-options", {})
        assert (deliveries["loss"], deliveries["blacklist_after"]) == (0.1, 0)
        deadline = time.monotonic() + 60
        while not simulator.get("live/state")["sessions"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_command_writes_its_connection_to_a_file(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "simulator", "--scenario", "many", "--count", "3"]
    process = subprocess.Popen([*command, "--ready-file", str(ready)], cwd=ROOT)
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        connection = json.loads(ready.read_text(encoding="utf-8"))
        url = f"{connection['url']}/_simulator/recordings"
        rows = httpx.get(url, trust_env=False, timeout=60).json()
        assert (len(rows), len(connection["jwts"])) == (3, 2)
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0
