"""Every alarm watches an existing resource or metric, notifies someone, and says what to do."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from ringkeep.cli.resources import Resources
from tests.unit.template.loader import (
    ALARMS,
    ALWAYS,
    FUNCTIONS,
    RESOURCES,
    SOURCE,
    TEMPLATE,
    Template,
    of_type,
)
from tests.unit.template.metrics import emitted_by, emitted_metrics

WATCHED = {
    ("AWS/ApiGateway", "ApiId"): ("AWS::ApiGatewayV2::Api", None),
    ("AWS/DynamoDB", "TableName"): ("AWS::DynamoDB::Table", None),
    ("AWS/Lambda", "FunctionName"): ("AWS::Serverless::Function", None),
    ("AWS/SNS", "TopicName"): ("AWS::SNS::Topic", "TopicName"),
    ("AWS/SQS", "QueueName"): ("AWS::SQS::Queue", "QueueName"),
    ("AWS/States", "StateMachineArn"): ("AWS::Serverless::StateMachine", None),
}
"""The type of resource for each dimension, and the attribute used if it is not the Ref."""

OWN_DIMENSIONS = [
    {"Name": "service", "Value": "ringkeep"},
    {"Name": "stack", "Value": {"Ref": "AWS::StackName"}},
]
LONGEST_TEXT = 1024


@cache
def counted() -> frozenset[str]:
    """The metrics that the code emits or that are counted in a log."""
    return emitted_metrics() | {
        each["MetricName"]
        for filter_ in of_type("AWS::Logs::MetricFilter").values()
        for each in filter_["MetricTransformations"]
    }


def resolves(namespace: str, dimension: Template) -> bool:
    kind, attribute = WATCHED[namespace, dimension["Name"]]
    value = dimension["Value"]
    name = value.get("Ref") if attribute is None else value.get("Fn::GetAtt", [None])[0]
    expected = {"Ref": name} if attribute is None else {"Fn::GetAtt": [name, attribute]}
    return value == expected and name in RESOURCES and RESOURCES[name]["Type"] == kind


def text_of(alarm: Template) -> str:
    text = alarm["AlarmDescription"]
    return str(text["Fn::Sub"] if isinstance(text, dict) else text)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_every_alarm_refers_to_an_existing_resource_or_metric(name: str) -> None:
    alarm = ALARMS[name]
    if alarm["Namespace"] == "Ringkeep":
        assert alarm["Dimensions"] == OWN_DIMENSIONS
        assert alarm["MetricName"] in counted()
    else:
        assert alarm["Dimensions"]
        assert all(resolves(alarm["Namespace"], each) for each in alarm["Dimensions"])


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "NoSuchFunction"},
        {"Ref": "${Name}Function"},
        {"Ref": "CallsTable"},
        {"Fn::Sub": "x"},
    ],
)
def test_a_dimension_that_names_no_function_does_not_resolve(value: Any) -> None:
    assert not resolves("AWS/Lambda", {"Name": "FunctionName", "Value": value})


SOURCE_WITH_METRICS = """
T = {"a": "A"}
count(T[x])
count("B" if y else "C", 2)
measure_seconds("D", 1)
"E".count("F")
"""


def test_all_calls_that_emit_metrics_are_found() -> None:
    assert set(emitted_by(SOURCE_WITH_METRICS)) == {"A", "B", "C", "D"}


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_every_function_has_one_alarm_for_its_errors(name: str) -> None:
    watched = [
        alarm["Dimensions"][0]["Value"]
        for alarm in ALARMS.values()
        if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    ]
    assert watched.count({"Ref": name}) == 1


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_every_alarm_sends_a_notification_when_it_starts_and_ends(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert ALARMS[name]["OKActions"] == [{"Ref": "AlarmTopic"}]


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_every_alarm_says_what_happened_what_it_means_and_where_to_look(name: str) -> None:
    text = text_of(ALARMS[name])
    assert "ook first" in text
    assert text.count(". ") >= 2
    assert text.endswith(".")
    assert len(text) <= LONGEST_TEXT


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_a_log_group_that_an_alarm_names_exists(name: str) -> None:
    groups = {
        str(it["Properties"]["LogGroupName"]["Fn::Sub"])
        for it in RESOURCES.values()
        if it["Type"] == "AWS::Logs::LogGroup"
    }
    words = (word.rstrip(".,") for word in text_of(ALARMS[name]).split())
    assert {word for word in words if word.startswith("/")} <= groups


def dashboard() -> list[Template]:
    body: Template = json.loads(RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    widgets: list[Template] = body["widgets"]
    return widgets


def test_every_function_is_on_the_dashboard() -> None:
    text = json.dumps(dashboard())
    assert all(f"${{{name}}}" in text for name in ALWAYS)


def test_a_refused_sign_in_raises_no_alarm() -> None:
    """The function refuses by failing, so its alarm counts what it does not expect."""
    (optional,) = set(FUNCTIONS) - set(ALWAYS)
    assert not [it for it in ALARMS.values() if {"Ref": optional} in map(_value, it["Dimensions"])]
    alarm = ALARMS["FederatedSignInFailedAlarm"]
    assert alarm["MetricName"] == "FederatedSignInFailed"
    assert RESOURCES["FederatedSignInFailedAlarm"]["Condition"] == RESOURCES[optional]["Condition"]


def _value(dimension: Template) -> Any:
    return dimension["Value"]


def test_the_dashboard_shows_metrics_that_exist() -> None:
    shown = [metric for it in dashboard() for metric in it["properties"]["metrics"]]
    own = [metric for metric in shown if metric[0] == "Ringkeep"]
    assert own
    for metric in own:
        assert metric[1] in counted()
        assert metric[2:6] == ["service", "ringkeep", "stack", "${AWS::StackName}"]


def test_no_two_widgets_of_the_dashboard_overlap() -> None:
    places = [(it["x"], it["y"]) for it in dashboard()]
    assert len(places) == len(set(places))


def test_the_loops_repeat_for_every_function() -> None:
    loops = [
        value
        for key, value in SOURCE["Resources"].items()
        if key.startswith("Fn::ForEach::") and not key.endswith("Routes")
    ]
    assert loops
    for _, names, _ in loops:
        assert {f"{name}Function" for name in names} == set(ALWAYS)


def test_the_command_line_finds_the_topic_and_the_alarm_for_tests() -> None:
    outputs = TEMPLATE["Outputs"]
    assert outputs["AlarmTopicArn"]["Value"] == {"Ref": "AlarmTopic"}
    assert outputs["TestAlarmName"]["Value"]["Ref"] in ALARMS
    assert {field.alias for field in Resources.model_fields.values()} <= set(outputs)
