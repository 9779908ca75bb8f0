"""The alarms of the stack and their receivers, as CloudWatch and SNS report them, and as the fake does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from mypy_boto3_cloudwatch import CloudWatchClient

from ringkeep.aws.alarms.cloudwatch_alarms import CloudWatchAlarms, SubscriptionPage
from ringkeep.domain.alarms.alarms import AlarmState, Receiver
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.alarms.ports import Alarms
from tests.fakes.alarms.alarms import MemoryAlarms

TEST_ALARM = "dev-NotificationsFailedAlarm-1"
TOPIC = "arn:aws:sns:us-east-1:123456789012:dev-AlarmTopic-1"


class Stack(Protocol):
    """A stack that a test gives alarms to."""

    @property
    def alarms(self) -> Alarms: ...

    def has(self, label: str, state: AlarmState) -> None: ...

    @property
    def notified(self) -> Sequence[str]: ...


class Topic:
    """SNS's client with pages of subscriptions."""

    def __init__(self, *pages: Sequence[Mapping[str, str]]) -> None:
        self._pages = pages

    def list_subscriptions_by_topic(self, **request: str) -> SubscriptionPage:
        assert request["TopicArn"] == TOPIC
        number = int(request.get("NextToken", "0"))
        page = SubscriptionPage(Subscriptions=self._pages[number])
        if number + 1 < len(self._pages):
            page["NextToken"] = str(number + 1)
        return page


def put(client: CloudWatchClient, name: str, topic: str = TOPIC) -> None:
    client.put_metric_alarm(
        AlarmName=name,
        AlarmDescription="It means something. Look first at the log.",
        AlarmActions=[topic],
        Namespace="Ringkeep",
        MetricName="X",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
    )


class CloudWatchStack:
    def __init__(self, client: CloudWatchClient) -> None:
        self._client = client
        self.alarms = CloudWatchAlarms(client, Topic([]), TOPIC, TEST_ALARM)
        put(client, TEST_ALARM)

    def has(self, label: str, state: AlarmState) -> None:
        name = f"dev-{label}Alarm-1A2B3C"
        put(self._client, name)
        self._client.set_alarm_state(AlarmName=name, StateValue=state.value, StateReason="x")

    @property
    def notified(self) -> Sequence[str]:
        (alarm,) = self._client.describe_alarms(AlarmNames=[TEST_ALARM])["MetricAlarms"]
        return [alarm["StateReason"]] if alarm["StateValue"] == "ALARM" else []


class MemoryStack:
    def __init__(self) -> None:
        self.alarms = MemoryAlarms()
        self.has = self.alarms.has

    @property
    def notified(self) -> Sequence[str]:
        return self.alarms.notified


@pytest.fixture
def client() -> Iterator[CloudWatchClient]:
    with mock_aws():
        yield boto3.client("cloudwatch", region_name="us-east-1")


@pytest.fixture(params=["CloudWatch", "memory"])
def stack(request: pytest.FixtureRequest, client: CloudWatchClient) -> Stack:
    return CloudWatchStack(client) if request.param == "CloudWatch" else MemoryStack()


def test_alarms_have_their_state_and_description(stack: Stack) -> None:
    stack.has("PollSilent", AlarmState.ALARM)
    stack.has("Quarantine", AlarmState.OK)
    found = {alarm.label: alarm for alarm in stack.alarms.all()}
    assert {label: alarm.state for label, alarm in found.items()} == {
        "PollSilent": AlarmState.ALARM,
        "Quarantine": AlarmState.OK,
    }
    assert "Look first" in found["PollSilent"].description
    assert found["PollSilent"].since > 0


def test_test_alarm_is_raised_with_the_reason(stack: Stack) -> None:
    stack.alarms.raise_test_alarm("a test")
    assert list(stack.notified) == ["a test"]


def test_alarms_of_other_stacks_are_left_out(client: CloudWatchClient) -> None:
    """A stack `dev-2` has the prefix `dev-` too."""
    stack = CloudWatchStack(client)
    put(client, "dev-2-PollSilentAlarm-1", topic=f"{TOPIC}2")
    assert list(stack.alarms.all()) == []


def test_alarms_of_all_pages_are_found(client: CloudWatchClient) -> None:
    alarms = CloudWatchAlarms(client, Topic([]), TOPIC, TEST_ALARM)
    with Stubber(client) as stubber:
        for number, following in ((1, {"NextToken": "next"}), (2, {})):
            alarm = {"AlarmName": f"dev-{number}", "StateValue": "OK", "AlarmActions": [TOPIC]}
            stubber.add_response("describe_alarms", {"MetricAlarms": [alarm], **following})
        assert [alarm.name for alarm in alarms.all()] == ["dev-1", "dev-2"]


def test_a_test_that_is_repeated_at_once_notifies_again(client: CloudWatchClient) -> None:
    """Only a change of state notifies."""
    stack = CloudWatchStack(client)
    states: list[str] = []

    def note(params: Mapping[str, str], **_: object) -> None:
        states.append(params["StateValue"])

    client.meta.events.register("provide-client-params.cloudwatch.SetAlarmState", note)
    stack.alarms.raise_test_alarm("first")
    stack.alarms.raise_test_alarm("second")
    assert states == ["ALARM", "OK", "ALARM"]
    assert list(stack.notified) == ["second"]


def test_unconfirmed_subscription_has_no_arn(client: CloudWatchClient) -> None:
    subscribed = {"Protocol": "email", "Endpoint": "a@example.com"}
    topic = Topic(
        [{**subscribed, "SubscriptionArn": "PendingConfirmation"}],
        [{"Protocol": "sqs", "Endpoint": "q", "SubscriptionArn": f"{TOPIC}:1"}],
    )
    receivers = CloudWatchAlarms(client, topic, TOPIC, TEST_ALARM).receivers()
    assert receivers == [
        Receiver(protocol="email", endpoint="a@example.com", confirmed=False),
        Receiver(protocol="sqs", endpoint="q", confirmed=True),
    ]


def test_stack_of_version_0_1_0_is_asked_for_an_update(client: CloudWatchClient) -> None:
    alarms = CloudWatchAlarms(client, Topic([]), "", "")
    for ask in (alarms.all, alarms.receivers, lambda: alarms.raise_test_alarm("a test")):
        with pytest.raises(ConfigurationError, match="deploy the present version"):
            ask()
