"""The real `make up`, killed while it runs: no process of the stack is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from local.environment import ROOT
from local.warden import descendants
from simulator.http.server import SimulatorServer
from tests.integration.accounts import small_account
from tests.integration.conftest import eventually

_START_SECONDS = 400
_END_SECONDS = 60


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_nothing_is_left_of_a_stack_whose_make_is_killed(tmp_path: Path) -> None:
    """Stand-ins show the same for the other signals, in `tests/unit/local/test_processes.py`."""
    ready = tmp_path / "ready.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with SimulatorServer(small_account(1)) as server, (tmp_path / "log").open("ab") as log:
        settings = [f"RINGCENTRAL_SERVER_URL={server.url}", f"READY_FILE={ready}", "PORT=0"]
        make = subprocess.Popen(
            ["make", "up", *settings, "CONSOLE_PORT=0", f"FOLDER={tmp_path / 'state'}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            eventually(lambda: ready.exists() or make.poll() is not None, _START_SECONDS)
            pids = descendants(make.pid)
            assert len(pids) > 3, (tmp_path / "log").read_text()
        finally:
            make.kill()
            make.wait(_END_SECONDS)
        until = time.monotonic() + _END_SECONDS
        while any(map(alive, pids)) and time.monotonic() < until:
            time.sleep(0.2)
    assert [pid for pid in pids if alive(pid)] == []
