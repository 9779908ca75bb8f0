"""However a process of the laptop stack is ended, nothing that it started is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from local.environment import ROOT
from local.processes import LocalProcess, StackFailed, run_logged, run_owned
from local.signals import blocks
from tests.signals import alive, hears_signals

PATIENCE = 60.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)

STAND_IN = """
import os, subprocess, sys, time
folder = sys.argv[1]
sleeper = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
command = [sys.executable, "-c", sleeper]
subprocess.Popen([*command, f"{folder}/child.pid"])
subprocess.Popen([*command, f"{folder}/daemon.pid"], start_new_session=True)
open(f"{folder}/leader.pid", "w").write(str(os.getpid()))
time.sleep(600)
"""
"""Starts a child and a process with a session of its own, as the emulator does."""

OWNER = """
import sys, threading
from pathlib import Path
from local.processes import LocalProcess
from local.signals import end_on_signals
folder = Path(sys.argv[1])
end_on_signals()
command = [sys.executable, str(folder / "stand_in.py"), str(folder)]
process = LocalProcess("the stand-in", command, folder / "log")
try:
    process.start(lambda: len(list(folder.glob("*.pid"))) == 3)
    (folder / "ready").touch()
    threading.Event().wait()
except KeyboardInterrupt:
    pass
finally:
    process.stop()
"""

RUNNER = """
import sys
from local.processes import run_owned
run_owned([sys.executable, sys.argv[1] + "/stand_in.py", sys.argv[1]])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    (tmp_path / "owner.py").write_text(OWNER)
    (tmp_path / "runner.py").write_text(RUNNER)
    yield tmp_path
    for pid in pids(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def started(folder: Path, command: list[str], **options: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("MAKELEVEL", None)
    process = subprocess.Popen(  # type: ignore[call-overload]
        command,
        cwd=ROOT,
        env=environment,
        preexec_fn=hears_signals,  # noqa: PLW1509 # it only resets two signals
        **options,
    )
    eventually(lambda: len(pids(folder)) == 3 and all(map(alive, pids(folder))))
    return process  # type: ignore[no-any-return]


def pids(folder: Path) -> list[int]:
    texts = [path.read_text() for path in folder.glob("*.pid")]
    return [int(text) for text in texts if text]


def eventually(look: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.05)


def nothing_left(folder: Path) -> bool:
    return not any(map(alive, pids(folder)))


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("script", ["owner.py", "runner.py"])
def test_nothing_is_left_of_a_tree_whose_owner_is_ended(
    folder: Path, script: str, number: signal.Signals
) -> None:
    owner = started(folder, [sys.executable, str(folder / script), str(folder)])
    if script == "owner.py":
        eventually((folder / "ready").exists)
    owner.send_signal(number)
    owner.wait(PATIENCE)
    eventually(lambda: nothing_left(folder))


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_nothing_is_left_when_only_make_is_ended(folder: Path, number: signal.Signals) -> None:
    script, python = folder / "owner.py", sys.executable
    (folder / "Makefile").write_text(f"up:\n\t@exec {python} {script} {folder}\n")
    make = started(folder, ["make", "-f", str(folder / "Makefile"), "up"], start_new_session=True)
    eventually((folder / "ready").exists)
    make.send_signal(number)
    make.wait(PATIENCE)
    eventually(lambda: nothing_left(folder))


def test_nothing_is_left_when_the_warden_is_killed(folder: Path) -> None:
    """The command itself gets the signal; a process with a session of its own is then beyond reach."""
    owner = started(folder, [sys.executable, str(folder / "owner.py"), str(folder)])
    leader = int((folder / "leader.pid").read_text())
    warden = int(Path(f"/proc/{leader}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(warden, signal.SIGKILL)
    eventually(lambda: not alive(leader))
    owner.send_signal(signal.SIGTERM)
    owner.wait(PATIENCE)


def test_stopping_ends_also_what_the_process_has_left_behind(folder: Path) -> None:
    command = [sys.executable, str(folder / "stand_in.py"), str(folder)]
    process = LocalProcess("the stand-in", command, folder / "log")
    process.start(lambda: len(pids(folder)) == 3)
    process.stop()
    assert nothing_left(folder)
    process.stop()


def test_a_process_that_does_not_start_is_reported_with_its_output(folder: Path) -> None:
    command = [sys.executable, "-c", "print('no room'); raise SystemExit(3)"]
    process = LocalProcess("the stand-in", command, folder / "log")
    with pytest.raises(StackFailed, match=r"the stand-in did not start:\nno room"):
        process.start(lambda: False)


def test_a_command_gets_its_input_and_returns_its_output() -> None:
    command = [sys.executable, "-c", "import sys; print(sys.stdin.read().upper()); sys.exit(4)"]
    done = run_owned(command, text="hello")
    assert (done.status, done.stdout.strip()) == (4, "HELLO")
    with pytest.raises(StackFailed, match="HELLO"):
        run_logged(command, dict(os.environ), "hello")


def test_a_command_that_a_signal_ends_has_a_status_of_its_own() -> None:
    command = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]
    assert run_owned(command).status == 128 + signal.SIGTERM


def test_a_process_that_handles_no_signal_blocks_none() -> None:
    assert not blocks(os.getpid(), [signal.SIGINT])
    assert not blocks(2**22 + 1, [signal.SIGINT])
