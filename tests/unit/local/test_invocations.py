"""On few cores an invocation waits for its turn, and a layer is unpacked once."""

from __future__ import annotations

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.aws.invocations import Slot, Turns, UnpackedLayers, concurrency_of


class Cap:
    """A cap as MiniStack has it: it refuses at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._running = 0
        self.peak = 0

    def acquire(self, name: str) -> Slot:
        with self._lock:
            if self._running >= self._most:
                return None, "account"
            self._running += 1
            self.peak = max(self.peak, self._running)
            return name, None

    def release(self, key: str) -> None:
        with self._lock:
            self._running -= 1


def test_a_burst_waits_and_nothing_is_throttled() -> None:
    cap = Cap(3)
    turns = Turns(cap.acquire, cap.release)

    def invoke(number: int) -> Slot:
        slot = turns.acquire(f"function-{number}")
        if slot[0] is not None:
            turns.release(slot[0])
        return slot

    with ThreadPoolExecutor(40) as pool:
        slots = list(pool.map(invoke, range(200)))
    assert [reason for _, reason in slots if reason] == []
    assert cap.peak <= 3


def test_who_waited_too_long_is_throttled_as_on_aws() -> None:
    cap = Cap(1)
    turns = Turns(cap.acquire, cap.release, longest_wait=0.05)
    turns.acquire("the one that stays")
    assert turns.acquire("the next") == (None, "account")


@pytest.mark.parametrize(("cores", "most"), [(None, 4), (1, 4), (2, 4), (8, 16)])
def test_the_concurrency_follows_the_cores(cores: int | None, most: int) -> None:
    assert concurrency_of(cores) == most


def test_a_layer_is_unpacked_once_for_all_workers(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("python/package.py", "x = 1")
    layers = UnpackedLayers(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(layers.unpack, [content.getvalue()] * 8))
    (folder,) = folders
    assert (folder / "python" / "package.py").read_text() == "x = 1"
    assert [each.name for each in tmp_path.iterdir()] == [folder.name]
