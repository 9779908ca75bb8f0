"""Executions of the state machines, in moto."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.workflows import StepFunctionsWorkflows

DEFINITION = '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}'
ROLE = "arn:aws:iam::123456789012:role/machine"


@pytest.fixture
def workflows() -> Iterator[StepFunctionsWorkflows]:
    with mock_aws():
        client = boto3.client("stepfunctions", region_name="us-east-1")
        arns = [
            client.create_state_machine(name=name, definition=DEFINITION, roleArn=ROLE)
            for name in ("import", "backfill")
        ]
        yield StepFunctionsWorkflows(client, *(each["stateMachineArn"] for each in arns))


def test_backfill_that_was_started_before_is_found(workflows: StepFunctionsWorkflows) -> None:
    started = workflows.start_backfill("main", "2026-11-01", "first")
    assert started.endswith(":execution:backfill:main-first")
    assert workflows.start_backfill("main", "2026-11-01", "first") == started
    assert workflows.backfill_status(started)
