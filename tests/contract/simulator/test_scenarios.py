"""The ready-made accounts, the control interface and the command."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator import scenarios
from simulator.clock import Clock
from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient, frozen_clock, generous

ROOT = Path(__file__).resolve().parents[3]
DAYS_BACK = "2026-03-05T12:00:00Z"


@pytest.fixture
def client() -> Iterator[SimulatorClient]:
    account = scenarios.demo(clock=frozen_clock(), options=generous())
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        yield client


def recording_ids(records: list[dict[str, Any]]) -> set[str]:
    legs = [leg for record in records for leg in record["legs"]]
    return {each["recording"]["id"] for each in [*records, *legs] if "recording" in each}


def all_shown(client: SimulatorClient) -> set[str]:
    return recording_ids(client.records(view="Detailed", dateFrom=DAYS_BACK))


def fetched(client: SimulatorClient, recording_id: str, size: int) -> bytes | None:
    """Fetches as an archive would: again, until the bytes are all there, or it is gone."""
    for _ in range(4):
        try:
            answer = client.content(recording_id)
        except httpx.RemoteProtocolError:
            continue
        if answer.status_code == 200 and len(answer.content) == size:
            return answer.content
    return None


def test_the_demo_has_sixty_recordings_of_eight_extensions(client: SimulatorClient) -> None:
    rows = client.control("recordings")
    assert Counter(row["fate"] for row in rows) == {"stored": 59, "deleted": 1, "short": 1}
    assert Counter(row["content_type"] for row in rows)["audio/wav"] == 1
    assert len(client.account.extensions) == 8


def test_every_recording_of_the_demo_can_be_had_but_the_deleted_one(
    client: SimulatorClient,
) -> None:
    rows = {row["id"]: row for row in client.control("recordings") if row["id"]}
    first = all_shown(client)
    client.account.clock.advance(60)
    shown = first | all_shown(client)
    assert shown == rows.keys()
    for recording_id, row in rows.items():
        body = fetched(client, recording_id, row["size"])
        digest = hashlib.sha256(body).hexdigest() if body else None
        assert digest == (row["sha256"] if row["fate"] == "stored" else None)
    statuses = client.account.statistics.statuses
    assert (statuses[503], statuses[429]) == (1, 1)


def test_the_demo_loses_a_recording_after_it_was_listed(client: SimulatorClient) -> None:
    deleted = next(row for row in client.control("recordings") if row["fate"] == "deleted")
    assert deleted["id"] in all_shown(client)
    assert deleted["id"] not in all_shown(client)


def test_some_recordings_of_the_demo_are_not_ready(client: SimulatorClient) -> None:
    now = client.account.clock.now()
    shown = all_shown(client)
    late = [each for each in client.account.recordings.values() if each.ready_at > now]
    listed = [each for each in late if each.id in shown]
    assert len(listed) == 3
    assert {client.content(each.id).status_code for each in listed} == {404}
    client.account.clock.advance(60)
    assert {client.content(each.id).status_code for each in listed} == {200}


def test_the_same_seed_makes_the_same_account() -> None:
    one, two, other = (scenarios.demo(seed, clock=frozen_clock()) for seed in (1, 1, 2))
    assert one.calls == two.calls
    assert one.calls.keys() != other.calls.keys()


def test_many_recordings_are_made_quickly() -> None:
    started = time.perf_counter()
    account = scenarios.many(5000, days=90, clock=frozen_clock())
    assert len(account.recordings) == 5000
    assert len(account.started(None, None)) == 5000
    assert time.perf_counter() - started < 5


def test_an_empty_account_has_no_call() -> None:
    assert scenarios.empty(clock=frozen_clock()).calls == {}


def test_a_call_can_be_added_and_broken(client: SimulatorClient) -> None:
    body = {"recordings": 2, "faults": [{"kind": "server_error"}], "content_type": "audio/wav"}
    made = client.control("calls", body)
    one, two = made["recordings"]
    assert client.content(one["id"]).status_code == 500
    assert hashlib.sha256(client.content(two["id"]).content).hexdigest() != two["sha256"]
    assert hashlib.sha256(client.content(two["id"]).content).hexdigest() == two["sha256"]
    record = client.get(f"/call-log/{made['call_id']}", view="Detailed").json()
    assert recording_ids([record]) == {one["id"], two["id"]}
    true_bytes = client.http.get(f"/_simulator/recordings/{one['id']}/content")
    assert hashlib.sha256(true_bytes.content).hexdigest() == one["sha256"]


def test_a_call_can_be_going_on(client: SimulatorClient) -> None:
    made = client.control("calls", {"started_seconds_ago": 5, "seconds": 30})
    path = f"/call-log/{made['call_id']}"
    assert client.get(path).json()["result"] == "In Progress"
    client.control("advance", {"seconds": 30})
    assert client.get(path).json()["result"] == "Accepted"


def test_the_control_interface_sets_options_and_faults(client: SimulatorClient) -> None:
    client.control("options", {"extract_sync": "not_found"})
    assert client.get("/call-log-extract-sync").status_code == 404
    client.control("faults", {"operation": "account", "kind": "unavailable", "retry_after": 2})
    assert client.get("").headers["retry-after"] == "2"
    client.control("tokens/revoke", {})
    assert client.get("").status_code == 401
    for kind in ("flood", "truncated"):  # the one is unknown, the other needs a recording
        body = {"operation": "call-log", "kind": kind}
        assert client.http.post("/_simulator/faults", json=body).status_code == 400


def test_statistics_count_by_operation_and_group(client: SimulatorClient) -> None:
    client.get("")
    client.get("/call-log")
    numbers = client.control("statistics")
    assert numbers["operations"]["call-log"] == 1
    assert numbers["groups"] == {"auth": 1, "light": 1, "heavy": 1}
    assert numbers["logins"] == 1
    user = str(client.account.users[0].extension_id)
    times = {(row["user"], row["group"]): row["times"] for row in numbers["request_times"]}
    assert len(times[user, "heavy"]) == 1


def test_the_clock_of_a_fast_account_keeps_calendar_time() -> None:
    slow, fast = Clock(), Clock(speed=60)
    assert abs((slow.now() - fast.now()).total_seconds()) < 1
    assert fast.scaled(60).total_seconds() == 1


def test_the_command_announces_itself_in_a_file(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "simulator", "--scenario", "many", "--count", "3"]
    process = subprocess.Popen([*command, "--ready-file", str(ready)], cwd=ROOT)
    try:
        deadline = time.monotonic() + 15
        while not ready.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        said = json.loads(ready.read_text(encoding="utf-8"))
        rows = httpx.get(f"{said['url']}/_simulator/recordings", trust_env=False).json()
        assert (len(rows), len(said["jwts"])) == (3, 2)
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0
