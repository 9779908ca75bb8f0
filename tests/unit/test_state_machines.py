"""The retry times of the state machines, computed from their definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FIFTEEN_MINUTES = 900.0
THROTTLED = "Lambda.TooManyRequestsException"


def tasks() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted((ROOT / "statemachines").glob("*.asl.yaml")):
        definition = yaml.safe_load(path.read_text())
        found += [
            (f"{path.name}:{name}", state)
            for name, state in definition["States"].items()
            if state["Type"] == "Task"
        ]
    return found


def expected_seconds(retrier: dict[str, float]) -> float:
    """Returns the mean time until the last attempt: full jitter waits half of each delay."""
    first, rate, longest = (
        float(retrier[name]) for name in ("IntervalSeconds", "BackoffRate", "MaxDelaySeconds")
    )
    attempts = range(int(retrier["MaxAttempts"]))
    return sum(min(first * rate**attempt, longest) for attempt in attempts) / 2


TRANSIENT = {
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    THROTTLED,
}
"""The errors of Lambda itself that AWS recommends to retry: the function did not run."""


@pytest.mark.parametrize(("name", "task"), tasks(), ids=[name for name, _ in tasks()])
def test_every_error_of_lambda_itself_is_retried(name: str, task: dict[str, Any]) -> None:
    retried = {error for each in task["Retry"] for error in each["ErrorEquals"]}
    assert retried >= TRANSIENT or "States.ALL" in retried


@pytest.mark.parametrize(("name", "task"), tasks(), ids=[name for name, _ in tasks()])
def test_retries_last_longer_than_a_quarter_of_an_hour_of_a_busy_account(
    name: str, task: dict[str, Any]
) -> None:
    retrier = next(
        each for each in task["Retry"] if {THROTTLED, "States.ALL"} & set(each["ErrorEquals"])
    )
    assert retrier["JitterStrategy"] == "FULL"
    assert expected_seconds(retrier) >= FIFTEEN_MINUTES
