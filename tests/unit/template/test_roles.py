"""The roles of the state machines and of the scheduler have the rights that they use and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.unit.template.loader import FUNCTIONS, ROOT, Template, of_type

MACHINES = of_type("AWS::Serverless::StateMachine")
ROLES = of_type("AWS::IAM::Role")
LOG_DELIVERY = {
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
}
"""What Step Functions needs to write its log; these actions accept no narrower resource."""


def listed(value: object) -> list[Template]:
    return value if isinstance(value, list) else [value]  # type: ignore[list-item]


def allowed(statements: list[Template]) -> Iterator[tuple[str, str]]:
    """Yields each action with its resource."""
    for statement in statements:
        assert statement["Effect"] == "Allow"
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield str(action), str(resource)


def rights_of_machine(name: str) -> set[tuple[str, str]]:
    policies = MACHINES[name]["Policies"]
    return set(allowed([each for policy in policies for each in policy["Statement"]]))


def rights_of_role(name: str) -> set[tuple[str, str]]:
    policies = ROLES[name]["Policies"]
    return set(allowed([each for one in policies for each in one["PolicyDocument"]["Statement"]]))


def called_by(name: str) -> set[str]:
    """The resources that the definition of a state machine names."""
    machine = MACHINES[name]
    text = (ROOT / machine["DefinitionUri"]).read_text()
    used = set(re.findall(r"\$\{(\w+)\}", text))
    assert used == set(machine["DefinitionSubstitutions"])
    return {str(machine["DefinitionSubstitutions"][each]) for each in used - {"Partition"}}


JOBS = (
    "arn:${AWS::Partition}:transcribe:${AWS::Region}:${AWS::AccountId}"
    ":transcription-job/${AWS::StackName}*"
)
SERVICE_RIGHTS: dict[str, set[tuple[str, str]]] = {
    "TranscribeRecordingStateMachine": {
        ("transcribe:StartTranscriptionJob", "*"),
        ("transcribe:GetTranscriptionJob", str({"Fn::Sub": JOBS})),
        ("s3:GetObject", str({"Fn::Sub": "${RecordingsBucket.Arn}/recordings/*"})),
        ("s3:PutObject", str({"Fn::Sub": "${RecordingsBucket.Arn}/transcription-results/*"})),
        ("s3:ListBucket", str({"Fn::GetAtt": ["RecordingsBucket", "Arn"]})),
    }
}
"""What a definition calls besides functions, and what the called service does with the machine's rights."""


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_a_state_machine_may_call_the_functions_of_its_definition_and_write_its_log(
    name: str,
) -> None:
    calls = {("lambda:InvokeFunction", resource) for resource in called_by(name)}
    calls |= SERVICE_RIGHTS.get(name, set())
    assert MACHINES[name]["Logging"]["Destinations"]
    assert rights_of_machine(name) == calls | {(action, "*") for action in LOG_DELIVERY}


def test_jobs_may_write_only_to_the_bucket_of_recordings() -> None:
    (policy,) = MACHINES["TranscribeRecordingStateMachine"]["Policies"]
    (start,) = (
        each for each in policy["Statement"] if each["Action"] == "transcribe:StartTranscriptionJob"
    )
    bucket = {"transcribe:OutputBucketName": {"Ref": "RecordingsBucket"}}
    assert start["Condition"] == {"StringEquals": bucket}


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_a_definition_calls_nothing_but_functions_and_transcribe(name: str) -> None:
    text = (ROOT / MACHINES[name]["DefinitionUri"]).read_text()
    resources = {each.partition(":states:::")[2] for each in re.findall(r"Resource: (\S+)", text)}
    sdk = {_integration(action) for action, _ in SERVICE_RIGHTS.get(name, ())}
    assert resources - {"lambda:invoke"} == {each for each in sdk if ":transcribe:" in each}


def _integration(action: str) -> str:
    service, _, operation = action.partition(":")
    return f"aws-sdk:{service}:{operation[0].lower()}{operation[1:]}"


def test_the_scheduler_may_call_the_scheduled_functions_and_send_to_the_dead_letter_queue() -> None:
    scheduled = {
        f"{{'Fn::GetAtt': ['{name}', 'Arn']}}"
        for name, function in FUNCTIONS.items()
        if any(each["Type"] == "ScheduleV2" for each in function.get("Events", {}).values())
    }
    queue = str({"Fn::GetAtt": ["DeadLetterQueue", "Arn"]})
    calls = {("lambda:InvokeFunction", resource) for resource in scheduled}
    assert rights_of_role("SchedulerRole") == calls | {("sqs:SendMessage", queue)}


def test_every_schedule_uses_the_role_and_the_queue_of_the_scheduler() -> None:
    for function in FUNCTIONS.values():
        for event in function.get("Events", {}).values():
            if event["Type"] == "ScheduleV2":
                assert event["Properties"]["RoleArn"] == {"Fn::GetAtt": ["SchedulerRole", "Arn"]}
                assert event["Properties"]["DeadLetterConfig"]


def test_no_other_role_exists() -> None:
    """test_operators.py has the rights of the role that copies recordings."""
    assert set(ROLES) == {"ReplicationRole", "SchedulerRole"}
