"""The AWS adapters work with the oldest boto3 that docs/decisions/boto3-from-the-runtime.md promises.

The adapters' own tests run again, in a process that has that version. It refuses every parameter and
operation that it does not know.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from ringkeep.settings import FUNCTIONS
from tests.unit.oldest_boto3.recorder import REPORT
from tests.unit.template.calls import calls_of
from tools.oldest_boto3 import installed, promised_version

ROOT: Final = Path(__file__).parents[3]
ADAPTER_TESTS: Final = (
    "access/test_people.py",
    "access/test_pool_profiles.py",
    "access/test_sign_ins.py",
    "access/test_user_pool.py",
    "access/test_work_trigger.py",
    "accounts/test_secrets.py",
    "directory",
    "events",
    "live/test_set_aside.py",
    "live/test_sockets.py",
    "recordings/test_archive.py",
    "recordings/test_archive_s3.py",
    "recordings/test_media.py",
    "recordings/test_workflows.py",
    "search",
    "test_errors.py",
    "test_leases.py",
    "test_state.py",
    "test_table.py",
)
"""Below tests/contract. Together they call every operation; the other adapters add no call of their own,
since they use the same table."""
LONG: Final = "hundred or every_page or all_pages or concurrent or workers"
"""Tests of races and long lists, which repeat the same calls many times."""


class Run(NamedTuple):
    passed: bool
    output: str
    botocore: str
    called: frozenset[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    report = tmp_path_factory.mktemp("boto3") / "calls.json"
    path = (str(installed()), str(ROOT / "layers/ringkeep/python"), str(ROOT))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"),
            *("-p", "tests.unit.oldest_boto3.recorder"),
            *("-W", "ignore:datetime.datetime.utcnow:DeprecationWarning"),  # botocore's own calls
            *("-k", f"not ({LONG})"),
            *(f"tests/contract/{name}" for name in ADAPTER_TESTS),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path), REPORT: str(report)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    found = json.loads(report.read_text())
    called = frozenset(found["called"])
    return Run(done.returncode == 0, done.stdout + done.stderr, found["botocore"], called)


def test_the_adapters_work_with_the_oldest_boto3(run: Run) -> None:
    assert run.botocore == promised_version()
    assert run.passed, run.output[-5000:]


def test_every_operation_that_a_function_calls_was_tried(run: Run) -> None:
    reached = {
        operation
        for function in FUNCTIONS
        for operations in calls_of(function).values()
        for operation in operations
    }
    assert reached
    assert reached - run.called == set()


def test_the_package_asks_for_the_promised_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"boto3>={promised_version()}" in project["dependencies"]


def test_the_decision_names_the_promised_version() -> None:
    decision = (ROOT / "docs/decisions/boto3-from-the-runtime.md").read_text()
    assert f"botocore {promised_version()}" in decision
