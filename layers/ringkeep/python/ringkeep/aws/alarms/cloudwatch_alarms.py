"""The alarms of the stack in CloudWatch, and their topic in SNS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypedDict

from ringkeep.aws.errors import translated
from ringkeep.domain.alarms.alarms import Alarm, AlarmState, Receiver
from ringkeep.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricAlarmTypeDef


class SubscriptionPage(TypedDict, total=False):
    """One answer of SNS. `NextToken` leads to the next page."""

    Subscriptions: Sequence[Mapping[str, str]]
    NextToken: str


class TopicClient(Protocol):
    """What is used of SNS's client."""

    def list_subscriptions_by_topic(self, **request: str) -> SubscriptionPage: ...


class CloudWatchAlarms:
    """The Alarms port. A stack of version 0.1.0 names neither topic nor test alarm in its outputs."""

    def __init__(
        self, cloudwatch: CloudWatchClient, sns: TopicClient, topic_arn: str, test_alarm: str
    ) -> None:
        self._client = cloudwatch
        self._topic_client = sns
        self._topic_arn = topic_arn
        self._test_alarm = test_alarm

    @property
    def topic(self) -> str:
        if not self._topic_arn:
            raise ConfigurationError(
                "the stack does not name its alarms' topic: deploy the present version first"
            )
        return self._topic_arn

    def all(self) -> Sequence[Alarm]:
        """The alarms of the stack are those that notify its topic. The test alarm is one of them."""
        topic = self.topic
        pages = self._client.get_paginator("describe_alarms").paginate(ActionPrefix=topic)
        with translated("alarms"):
            return [
                _alarm(alarm)
                for page in pages
                for alarm in page.get("MetricAlarms", [])
                if topic in alarm.get("AlarmActions", [])
                and alarm.get("AlarmName") != self._test_alarm
            ]

    def receivers(self) -> Sequence[Receiver]:
        with translated("topic of the alarms"):
            return list(map(_receiver, self._subscriptions(self.topic)))

    def raise_test_alarm(self, reason: str) -> None:
        """Only a change of state notifies, so an alarm that was raised just now is first set back."""
        if not self._test_alarm:
            raise ConfigurationError(
                "the stack has no alarm for tests: deploy the present version first"
            )
        with translated("test alarm"):
            if self._test_alarm_is_raised():
                self._set_state(AlarmState.OK, "Set back for another test.")
            self._set_state(AlarmState.ALARM, reason)

    def _test_alarm_is_raised(self) -> bool:
        found = self._client.describe_alarms(AlarmNames=[self._test_alarm])["MetricAlarms"]
        return any(alarm.get("StateValue") == AlarmState.ALARM for alarm in found)

    def _set_state(self, state: AlarmState, reason: str) -> None:
        self._client.set_alarm_state(
            AlarmName=self._test_alarm, StateValue=state.value, StateReason=reason
        )

    def _subscriptions(self, topic: str) -> Iterator[Mapping[str, str]]:
        page = self._topic_client.list_subscriptions_by_topic(TopicArn=topic)
        yield from page.get("Subscriptions", [])
        while token := page.get("NextToken"):
            page = self._topic_client.list_subscriptions_by_topic(TopicArn=topic, NextToken=token)
            yield from page.get("Subscriptions", [])


def _alarm(alarm: MetricAlarmTypeDef) -> Alarm:
    changed = alarm.get("StateUpdatedTimestamp")
    return Alarm(
        name=alarm.get("AlarmName", ""),
        state=AlarmState(alarm.get("StateValue", "INSUFFICIENT_DATA")),
        description=alarm.get("AlarmDescription", ""),
        reason=alarm.get("StateReason", ""),
        since=changed.timestamp() if changed else 0.0,
    )


def _receiver(subscription: Mapping[str, str]) -> Receiver:
    """Until the address is confirmed, SNS says `PendingConfirmation` instead of an ARN."""
    return Receiver(
        protocol=subscription.get("Protocol", ""),
        endpoint=subscription.get("Endpoint", ""),
        confirmed=subscription.get("SubscriptionArn", "").startswith("arn:"),
    )
