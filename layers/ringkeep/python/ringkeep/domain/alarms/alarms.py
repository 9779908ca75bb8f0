"""The alarms of a stack, and whom they reach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from ringkeep.domain.model import Model

LONGEST_REASON: Final = 1023
"""CloudWatch's limit for the reason of a state."""


class AlarmState(StrEnum):
    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Alarm(Model):
    """`reason` says in CloudWatch's words why it has this state, `since` from when on (epoch seconds)."""

    name: str
    state: AlarmState
    description: str = ""
    reason: str = ""
    since: float = 0.0

    @property
    def label(self) -> str:
        """The name as docs/operations.md has it. CloudFormation puts the stack before it and random
        letters behind it: `ringkeep-prod-PollSilentAlarm-1QX7` is PollSilent."""
        written = re.search(r"([A-Za-z0-9]+)Alarm-[A-Za-z0-9]+$", self.name)
        return written[1] if written else self.name


class Receiver(Model):
    """A subscription to the alarms' topic. `confirmed`: the receiver has agreed, so AWS sends to it."""

    protocol: str
    endpoint: str
    confirmed: bool


def not_ok(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Returns the alarms in the state ALARM, then those without data."""
    order = [AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA]
    return sorted(
        (alarm for alarm in alarms if alarm.state in order),
        key=lambda alarm: (order.index(alarm.state), alarm.label),
    )


def are_received(receivers: Iterable[Receiver]) -> bool:
    return any(receiver.confirmed for receiver in receivers)


def about_receivers(receivers: Sequence[Receiver], topic: str) -> str:
    """Says in one sentence whom the alarms reach."""
    confirmed = [receiver.endpoint for receiver in receivers if receiver.confirmed]
    if confirmed:
        return f"alarms reach {', '.join(confirmed)}"
    if not receivers:
        return (
            "alarms reach no one: deploy with the parameter AlarmEmail, or run `aws sns subscribe"
            f" --topic-arn {topic} --protocol email --notification-endpoint ADDRESS`"
        )
    waiting = receivers[0]
    return (
        f"alarms reach no one yet: {waiting.endpoint} has not confirmed. Open the link in the e-mail"
        " `AWS Notification - Subscription Confirmation`. If there is none, run `aws sns subscribe"
        f" --topic-arn {topic} --protocol {waiting.protocol} --notification-endpoint"
        f" {waiting.endpoint}`, which sends it again"
    )


def reason_of_test(alarms: Sequence[Alarm]) -> str:
    """The text of the test notification. It also names the alarms that were raised before the address
    was confirmed: CloudWatch announces a change of state once and does not repeat it."""
    start = (
        "This is a test by `ringkeep alarms test`. The alarm returns to its own state by itself."
    )
    active = not_ok(alarms)
    if not active:
        return f"{start} No other alarm is active."
    text = f"{start} Other alarms now: " + ", ".join(
        f"{alarm.label} ({alarm.state})" for alarm in active
    )
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 3]}..."
