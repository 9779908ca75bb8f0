"""What every function must have."""

from __future__ import annotations

import pytest

from tests.unit.template.loader import ALWAYS, FUNCTIONS, RESOURCES, ROOT, SOURCE, of_type

DEAD_LETTERS = {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
COGNITOS = "LinkFederatedFunction"
ANSWERED = [
    str(properties["IntegrationUri"])
    for properties in of_type("AWS::ApiGatewayV2::Integration").values()
]


def answers_a_caller(name: str) -> bool:
    """Whether API Gateway or Cognito invokes the function and returns its result or failure to the caller."""
    return name == COGNITOS or any(
        f"'{name}', 'Arn'" in uri or f"{name}.Arn" in uri for uri in ANSWERED
    )


def test_the_deployed_functions_are_those_on_disk() -> None:
    on_disk = {f"functions/{app.parent.name}" for app in ROOT.glob("functions/*/app.py")}
    assert {function["CodeUri"] for function in FUNCTIONS.values()} == on_disk


def test_these_functions_answer_a_caller() -> None:
    answering = {name for name in FUNCTIONS if answers_a_caller(name)}
    assert answering == {
        COGNITOS,
        "AdministerFunction",
        "ApiFunction",
        "LiveSocketFunction",
        "MediaFunction",
        "ReceiveWebhookFunction",
        "WorkFunction",
    }


@pytest.mark.parametrize("name", [name for name in sorted(FUNCTIONS) if not answers_a_caller(name)])
def test_failures_of_other_functions_are_sent_to_the_dead_letter_queue(
    name: str,
) -> None:
    function = FUNCTIONS[name]
    sources = {event["Type"]: event["Properties"] for event in function.get("Events", {}).values()}
    if "SQS" in sources:
        queue = RESOURCES[sources["SQS"]["Queue"]["Fn::GetAtt"][0]]["Properties"]
        assert queue["RedrivePolicy"]["deadLetterTargetArn"] == DEAD_LETTERS
    elif "DynamoDB" in sources:
        on_failure = sources["DynamoDB"]["DestinationConfig"]["OnFailure"]
        assert on_failure["Destination"] == DEAD_LETTERS
    else:
        on_failure = function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        assert on_failure["Destination"] == DEAD_LETTERS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_a_log_group_a_timeout_and_memory(name: str) -> None:
    function = FUNCTIONS[name]
    group = RESOURCES[function["LoggingConfig"]["LogGroup"]["Ref"]]
    folder = function["CodeUri"].removeprefix("functions/")
    assert group["Properties"] == {
        "LogGroupName": {"Fn::Sub": f"/ringkeep/${{AWS::StackName}}/{folder}"},
        "RetentionInDays": {"Ref": "LogRetentionDays"},
        "KmsKeyId": {"Fn::If": ["HasKmsKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]},
    }
    assert function["Timeout"] <= 900
    assert function["MemorySize"] >= 256


def test_the_mapping_has_exactly_the_functions() -> None:
    assert {f"{name}Function" for name in SOURCE["Mappings"]["Functions"]} == set(ALWAYS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_schedule_has_a_dead_letter_queue(name: str) -> None:
    schedules = FUNCTIONS[name].get("Events", {}).values()
    for event in (each for each in schedules if each["Type"] == "ScheduleV2"):
        assert event["Properties"]["DeadLetterConfig"] == {"Arn": DEAD_LETTERS}


def test_the_scheduler_may_call_only_the_scheduled_functions() -> None:
    scheduled = {
        name
        for name, function in FUNCTIONS.items()
        if any(event["Type"] == "ScheduleV2" for event in function.get("Events", {}).values())
    }
    policy = RESOURCES["SchedulerRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    called = policy["Statement"][0]["Resource"]
    assert {arn["Fn::GetAtt"][0] for arn in called} == scheduled


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_uses_the_same_names_for_logs_and_metrics(name: str) -> None:
    """The alarms and the dashboard look for metrics under these names."""
    variables = FUNCTIONS[name]["Environment"]["Variables"]
    assert variables["STACK_NAME"] == {"Ref": "AWS::StackName"}
    assert variables["POWERTOOLS_SERVICE_NAME"] == "ringkeep"
    assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "Ringkeep"
