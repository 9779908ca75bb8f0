"""`make up` as a person uses it: started, used, interrupted, started again, and killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.clients import Clients
from local.environment import ROOT
from local.stack import LocalStack
from local.warden import descendants
from simulator.http.server import SimulatorServer
from tests.integration.accounts import small_account
from tests.integration.conftest import PATIENCE, eventually
from tests.live_events import LiveCall
from tests.signals import alive

_START_SECONDS = 900.0
"""Longer than the first build, for which other tests may wait too."""
_END_SECONDS = 180.0

FACTS = {
    "aws_endpoint_url",
    "region",
    "stack_name",
    "outputs",
    "webhook_url",
    "webhook_verification_token",
    "api_url",
    "console_url",
    "tokens",
}


@contextmanager
def up(folder: Path, server_url: str, *, exit_code: int = 0) -> Iterator[dict[str, Any]]:
    """The ready file's content, while the stack is up; an interrupt ends it."""
    ready = folder / "ready.json"
    command = [
        sys.executable,
        "-m",
        "local.up",
        "--port",
        "0",
        "--console-port",
        "0",
        "--folder",
        str(folder / "state"),
    ]
    command += ["--server-url", server_url, "--ready-file", str(ready)]
    command += ["--parameters", "CallLogPollIntervalMinutes=1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (folder / "up.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        eventually(lambda: ready.exists() or process.poll() is not None, _START_SECONDS)
        yield json.loads(ready.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(_END_SECONDS) == exit_code, (folder / "up.log").read_text()
    assert not ready.exists()


@contextmanager
def made_and_killed(folder: Path, server_url: str) -> Iterator[dict[str, Any]]:
    """The same by `make up`, which is killed in the end. No process of the stack may be left."""
    ready = folder / "ready.json"
    settings = [f"RINGCENTRAL_SERVER_URL={server_url}", f"READY_FILE={ready}", "PORT=0"]
    command = ["make", "up", *settings, "CONSOLE_PORT=0", f"FOLDER={folder / 'state'}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (folder / "make.log").open("ab") as log:
        make = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    pids: list[int] = []
    try:
        eventually(lambda: ready.exists() or make.poll() is not None, _START_SECONDS)
        yield json.loads(ready.read_text())
        pids = descendants(make.pid)
        assert len(pids) > 3, (folder / "make.log").read_text()
    finally:
        make.kill()
        make.wait(_END_SECONDS)
    until = time.monotonic() + _END_SECONDS
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.2)
    assert [pid for pid in pids if alive(pid)] == []


def clients_of(facts: Mapping[str, Any], folder: Path) -> Clients:
    stack = LocalStack(folder / "unused", port=0)
    stack.endpoint_url = str(facts["aws_endpoint_url"])
    stack.outputs = dict(facts["outputs"])
    return Clients(stack)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_an_interrupted_stack_finds_its_recordings_again_and_nothing_is_left_of_a_killed_one(
    tmp_path: Path,
) -> None:
    """The first run imports through its schedules; the test calls no function. Stand-ins show the same
    for the other signals, in `tests/unit/local/test_processes.py`."""
    with SimulatorServer(small_account(2)) as server:
        with up(tmp_path, server.url) as facts:
            assert set(facts) == FACTS
            assert set(facts["tokens"]) == {"Administrator", "Manager", "Agent"}
            clients = clients_of(facts, tmp_path)
            eventually(lambda: stored(clients) == 2, 240)
        with made_and_killed(tmp_path, server.url) as facts:
            clients = clients_of(facts, tmp_path)
            assert stored(clients) == 2
            assert shown_after_an_event(facts) == "Ringing"
            files = [key for key in clients.object_keys("recordings/") if key.endswith(".mp3")]
            assert all(clients.object_bytes(key) for key in files)
            assert len(clients.rows("service", "DirectoryTableName")) <= 1
        assert set(server.statistics.content_requests.values()) == {1}


def shown_after_an_event(facts: Mapping[str, Any]) -> str:
    """The facts of the ready file work: the webhook accepts an event, and the page shows it."""
    headers = {"Authorization": f"Bearer {facts['tokens']['Manager']}"}

    def lines() -> dict[str, str]:
        url = f"{facts['api_url']}/v1/realtime"
        answer = httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE)
        return {user["extension_id"]: user["status"] for user in answer.json()["users"]}

    user = eventually(lambda: next(iter(lines()), ""))
    proof = {"Verification-Token": str(facts["webhook_verification_token"])}
    text = LiveCall("810001001", user).ring()
    url = str(facts["webhook_url"])
    httpx.post(url, content=text, headers=proof, trust_env=False, timeout=PATIENCE)
    eventually(lambda: lines()[user] == "Ringing")
    return lines()[user]


def stored(clients: Clients) -> int:
    return sum(row["state"] == "stored" for row in clients.rows("recording"))


def test_a_remote_server_without_credentials_is_refused_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.up", "--server-url", "https://platform.example.com"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert ".env" in done.stderr
