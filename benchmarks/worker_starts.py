"""What the start of a worker of the laptop stack costs: forked, compared with a Python of its own.

    PYTHONPATH=. .venv/bin/python benchmarks/worker_starts.py [STARTS]

Prints, for some functions, the processor time that a worker has used when its function is imported, forked
and plain, and the ratio. The packages are those of the virtual environment.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from local.aws.forked_workers import ForkedWorker, ForkServer
from local.aws.preloaded_layer import LAYERS_VARIABLE
from local.environment import ROOT

FUNCTIONS: Final = ("api", "administer", "schedule_imports", "receive_webhook")
_SCRIPT: Final = """
import sys, time
sys.path[:0] = ["{root}/functions/{name}", "{root}/layers/ringkeep/python"]
import app
print(time.process_time())
"""
_ENVIRONMENT: Final = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "STACK_NAME": "test",
    LAYERS_VARIABLE: str(ROOT / "layers/ringkeep"),
}


def plain(script: Path) -> float:
    command = [sys.executable, str(script)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=_ENVIRONMENT, cwd=script.parent
    )
    return float(done.stdout)


def forked(server: ForkServer, script: Path) -> float:
    worker = ForkedWorker(server, str(script), str(script.parent), _ENVIRONMENT)
    with worker.stdin, worker.stdout, worker.stderr:
        answer = worker.stdout.read() or worker.stderr.read()
    return float(answer)


def main() -> None:
    starts = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    server = ForkServer()
    with tempfile.TemporaryDirectory() as folder:
        for name in FUNCTIONS:
            script = Path(folder) / "_worker.py"
            script.write_text(_SCRIPT.format(root=ROOT, name=name))
            own = median(plain(script) for _ in range(starts))
            shared = median(forked(server, script) for _ in range(starts))
            print(f"{name}: plain {own:.2f} s, forked {shared:.2f} s, {shared / own:.0%}")
    server.close()


if __name__ == "__main__":
    main()
