"""The template refuses wrong settings by itself, and holds what every function must have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
INTERVALS = ("RingCentralQueryAccountExtensionsIntervalMinutes", "CallLogPollIntervalMinutes")
SWITCHES = ("RingCentralEnableRawEventLogging", "RingCentralEnableVerboseEventLogging")


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms (!Ref, !Sub, ...) as mappings."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {suffix: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)

TEMPLATE: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), _Loader)  # noqa: S506 # our own subclass of the safe loader
RESOURCES: Mapping[str, Any] = TEMPLATE["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    return {name: it["Properties"] for name, it in RESOURCES.items() if it["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")


def accepts(parameter: str, value: str) -> bool:
    rule = TEMPLATE["Parameters"][parameter]
    if "AllowedValues" in rule:
        return value in rule["AllowedValues"]
    return re.fullmatch(rule["AllowedPattern"], value) is not None


@pytest.mark.parametrize("parameter", INTERVALS)
@pytest.mark.parametrize("value", ["0", "five", "1.5", "-1", "", " 5", "05", "1\n"])
def test_an_interval_that_is_no_whole_minute_is_refused(parameter: str, value: str) -> None:
    assert not accepts(parameter, value)


@pytest.mark.parametrize("parameter", INTERVALS)
@pytest.mark.parametrize("value", ["1", "5", "60", "1440"])
def test_whole_minutes_are_accepted(parameter: str, value: str) -> None:
    assert accepts(parameter, value)


@pytest.mark.parametrize("parameter", INTERVALS)
def test_the_intervals_are_five_minutes_unless_told(parameter: str) -> None:
    assert TEMPLATE["Parameters"][parameter]["Default"] == "5"


@pytest.mark.parametrize("parameter", SWITCHES)
def test_event_logging_is_on_unless_told_and_takes_true_or_false_alone(parameter: str) -> None:
    assert TEMPLATE["Parameters"][parameter]["Default"] == "true"
    assert accepts(parameter, "false")
    assert not accepts(parameter, "no")


@pytest.mark.parametrize("value", ["nobody", "a@b", "a b@c.de"])
def test_a_wrong_e_mail_address_is_refused(value: str) -> None:
    assert not accepts("AlarmEmail", value)
    assert not accepts("AdministratorEmail", value)


@pytest.mark.parametrize(
    "output",
    [
        "RecordingsBucketName",
        "CallsTableName",
        "DirectoryTableName",
        "ImportRecordingStateMachineArn",
        "SyncExtensionsFunctionName",
        "PollCallLogFunctionName",
    ],
)
def test_the_outputs_that_others_rely_on_are_there(output: str) -> None:
    assert output in TEMPLATE["Outputs"]


def test_every_function_on_disk_is_deployed_and_no_other() -> None:
    on_disk = {f"functions/{app.parent.name}" for app in ROOT.glob("functions/*/app.py")}
    assert {function["CodeUri"] for function in FUNCTIONS.values()} == on_disk


DEAD_LETTERS = {"GetAtt": "DeadLetterQueue.Arn"}
ANSWERED = {
    properties["IntegrationUri"].get("GetAtt", "") + properties["IntegrationUri"].get("Sub", "")
    for properties in of_type("AWS::ApiGatewayV2::Integration").values()
}


def answers_a_caller(name: str) -> bool:
    """Whether API Gateway waits for the function: its failure is the caller's answer."""
    return any(f"{name}.Arn" in uri for uri in ANSWERED)


@pytest.mark.parametrize("name", [name for name in sorted(FUNCTIONS) if not answers_a_caller(name)])
def test_every_function_that_nobody_waits_for_ends_its_failures_in_the_dead_letter_queue(
    name: str,
) -> None:
    function = FUNCTIONS[name]
    sources = {event["Type"]: event["Properties"] for event in function.get("Events", {}).values()}
    if "SQS" in sources:
        queue = RESOURCES[sources["SQS"]["Queue"]["GetAtt"].removesuffix(".Arn")]["Properties"]
        assert queue["RedrivePolicy"]["deadLetterTargetArn"] == DEAD_LETTERS
    elif "DynamoDB" in sources:
        on_failure = sources["DynamoDB"]["DestinationConfig"]["OnFailure"]
        assert on_failure["Destination"] == DEAD_LETTERS
    else:
        on_failure = function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
        assert on_failure["Destination"] == DEAD_LETTERS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_that_fails_raises_an_alarm(name: str) -> None:
    watched = [
        alarm["Dimensions"][0]["Value"]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    ]
    assert {"Ref": name} in watched


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_its_log_group_time_out_and_memory(name: str) -> None:
    function = FUNCTIONS[name]
    group = RESOURCES[function["LoggingConfig"]["LogGroup"]["Ref"]]
    assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert function["Timeout"] <= 900
    assert function["MemorySize"] >= 256


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_may_do_more_than_named_actions_on_named_resources(name: str) -> None:
    for policy in FUNCTIONS[name]["Policies"]:
        for statement in policy["Statement"]:
            assert not any(action.endswith("*") for action in statement["Action"])
            assert "*" not in statement["Resource"]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_schedule_has_a_dead_letter_queue(name: str) -> None:
    schedules = FUNCTIONS[name].get("Events", {}).values()
    for event in (each for each in schedules if each["Type"] == "ScheduleV2"):
        assert event["Properties"]["DeadLetterConfig"] == {"Arn": {"GetAtt": "DeadLetterQueue.Arn"}}


@pytest.mark.parametrize("kind", ["AWS::S3::Bucket", "AWS::DynamoDB::Table"])
def test_what_people_rely_on_survives_the_stack(kind: str) -> None:
    forgettable = {"LimiterTable", "TokensTable", "LiveTable", "ViewersTable", "ConsoleBucket"}
    kept = {name for name, it in RESOURCES.items() if it["Type"] == kind} - forgettable
    for name in kept:
        assert (
            RESOURCES[name]["DeletionPolicy"] == RESOURCES[name]["UpdateReplacePolicy"] == "Retain"
        )


@pytest.mark.parametrize("name", sorted(of_type("AWS::DynamoDB::Table")))
def test_every_table_is_on_demand_encrypted_and_recoverable(name: str) -> None:
    table = RESOURCES[name]["Properties"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"]["SSEEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


def test_the_bucket_is_private_versioned_encrypted_and_forgets_abandoned_uploads() -> None:
    bucket = RESOURCES["RecordingsBucket"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def test_no_rule_ever_expires_a_recording() -> None:
    rules = RESOURCES["RecordingsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert not any(key.startswith(("Expiration", "Noncurrent")) for rule in rules for key in rule)


@pytest.mark.parametrize("name", sorted(of_type("AWS::CloudWatch::Alarm")))
def test_every_alarm_says_what_it_means_and_tells_somebody(name: str) -> None:
    alarm = RESOURCES[name]["Properties"]
    assert alarm["AlarmDescription"]
    assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]


def test_every_resource_says_why_it_is_there() -> None:
    lines = (ROOT / "template.yaml").read_text().splitlines()
    for name, resource in RESOURCES.items():
        if resource["Type"] == "AWS::Logs::LogGroup":
            continue  # the function or machine above it says
        above = lines[lines.index(f"  {name}:") - 1]
        assert above.startswith("  # "), name
