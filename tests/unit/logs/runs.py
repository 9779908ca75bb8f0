"""Runs the program of handlers in a new process, with the environment that Lambda gives a function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]


class Run(NamedTuple):
    stdout: str
    stderr: str
    outcomes: list[tuple[str, str, str]]
    """Scenario, function and answer."""

    @property
    def written(self) -> str:
        return self.stdout + self.stderr


def run_handlers(
    folder: Path, *scenarios: str, log_level: str, application_level: str = "DEBUG"
) -> Run:
    """`log_level` is the stack's setting, `application_level` the level of Lambda's own filter."""
    report = folder / f"outcomes-{log_level}.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.logs.program", str(report), *scenarios],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(Path.home()),
            "PYTHONPATH": f"{ROOT / 'layers/ringkeep/python'}{os.pathsep}{ROOT}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "ringkeep",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": application_level,
            "POWERTOOLS_LOG_LEVEL": log_level,
            "POWERTOOLS_SERVICE_NAME": "ringkeep",
            "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    outcomes = [(each[0], each[1], each[2]) for each in json.loads(report.read_text())]
    return Run(done.stdout, done.stderr, outcomes)
