"""Executions of the state machine of transcriptions, in moto."""

from __future__ import annotations

import json

import boto3
from moto import mock_aws

from ringkeep.aws.transcripts.workflow import TranscriptionMachine
from tests.unit.domain.transcripts.test_jobs import JOB

DEFINITION = '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}'
ROLE = "arn:aws:iam::123456789012:role/machine"


def test_a_second_start_of_the_same_job_has_no_effect() -> None:
    with mock_aws():
        client = boto3.client("stepfunctions", region_name="us-east-1")
        machine = client.create_state_machine(name="m", definition=DEFINITION, roleArn=ROLE)
        arn = machine["stateMachineArn"]
        for _ in range(2):
            TranscriptionMachine(client, arn).start(JOB)
        (execution,) = client.list_executions(stateMachineArn=arn)["executions"]
        assert execution["name"] == "main_a1_r1_1"
        found = client.describe_execution(executionArn=execution["executionArn"])
        assert json.loads(found["input"]) == {
            "service": "main",
            "account_id": "a1",
            "recording_id": "r1",
            "revision": 1,
            "name": JOB.name,
        }
