"""Lambda on few cores: how many invocations run at once, and how a worker starts.

AWS starts each execution environment on a machine of its own. Here all of them share this
machine's cores: thirty workers that start together need minutes, and each unpacks the layers again.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.aws.preloaded_layer import LAYERS_VARIABLE

LONGEST_WAIT_SECONDS = 120.0
"""How long an invocation waits for its turn before it is throttled, as AWS would do at once."""

Slot = tuple[str | None, str | None]


def concurrency_of(cores: int | None) -> int:
    """How many invocations run at once on a machine with so many cores."""
    return max(4, 2 * (cores or 1))


class Turns:
    """Makes an invocation wait for a free slot instead of throttling it.

    Each invocation has a thread of its own in MiniStack, so waiting blocks no other request. A function
    that waits for another one could deadlock when all slots are taken; ours never wait for one another.
    """

    def __init__(
        self,
        acquire: Callable[..., Slot],
        release: Callable[[str], None],
        longest_wait: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._acquire = acquire
        self._release = release
        self._longest_wait = longest_wait
        self._freed = threading.Condition()

    def acquire(self, *arguments: object) -> Slot:
        deadline = time.monotonic() + self._longest_wait
        with self._freed:
            slot = self._acquire(*arguments)
            while slot[0] is None and (left := deadline - time.monotonic()) > 0:
                self._freed.wait(left)
                slot = self._acquire(*arguments)
        return slot

    def release(self, key: str) -> None:
        with self._freed:
            self._release(key)
            self._freed.notify_all()


def wait_for_a_slot() -> None:
    """A burst of invocations waits for its turn. MiniStack answers it with TooManyRequestsException,
    and a laptop's few slots would throttle on every burst."""
    from ministack.services import lambda_svc

    turns = Turns(lambda_svc._acquire_execution_slot, lambda_svc._release_execution_slot)
    lambda_svc._acquire_execution_slot = turns.acquire
    lambda_svc._release_execution_slot = turns.release


class UnpackedLayers:
    """Each layer is unpacked once, for all workers of all functions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def unpack(self, content: bytes) -> Path:
        """Returns the folder with the layer's files, named by the hash of the archive."""
        target = self._folder / hashlib.sha256(content).hexdigest()[:24]
        with self._lock:
            if not target.exists():
                partial = target.with_suffix(".partial")
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(partial)
                partial.rename(target)
        return target


def unpack_layers_once() -> None:
    """MiniStack unpacks every layer for every worker. With this, a worker's start costs only its imports."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    layers = UnpackedLayers(Path(os.environ.get("TMPDIR", "/tmp")) / "layers")  # noqa: S108 # only where no folder was given
    start: Callable[[Any], None] = lambda_runtime.Worker._spawn

    def spawn(worker: Any) -> None:
        contents = [lambda_svc._resolve_layer_zip(each) for each in worker.config.get("Layers", [])]
        folders = [str(layers.unpack(each)) for each in contents if each]
        config = worker.config
        worker.config = _with_layer_folders(config, folders)
        try:
            start(worker)
        finally:
            worker.config = config

    lambda_runtime.Worker._spawn = spawn


def _with_layer_folders(config: dict[str, Any], folders: list[str]) -> dict[str, Any]:
    environment = config.get("Environment", {})
    variables = {
        **environment.get("Variables", {}),
        LAYERS_VARIABLE: os.pathsep.join(folders),
    }
    return {**config, "Layers": [], "Environment": {**environment, "Variables": variables}}
