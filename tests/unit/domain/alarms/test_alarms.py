"""Which alarms are active, and whom alarms reach, in sentences."""

from __future__ import annotations

import pytest

from ringkeep.domain.alarms.alarms import (
    LONGEST_REASON,
    Alarm,
    AlarmState,
    Receiver,
    about_receivers,
    are_received,
    not_ok,
    reason_of_test,
)

TOPIC = "arn:aws:sns:us-east-1:123456789012:dev-AlarmTopic-1"
CONFIRMED = Receiver(protocol="email", endpoint="you@example.com", confirmed=True)
PENDING = Receiver(protocol="email", endpoint="me@example.com", confirmed=False)


def alarm(label: str, state: AlarmState = AlarmState.ALARM) -> Alarm:
    return Alarm(name=f"dev-{label}Alarm-1A2B3C", state=state)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ringkeep-prod-PollSilentAlarm-1QX7ABCDEFG", "PollSilent"),
        ("ringkeep-Alarm-x-PollCallLogErrorsAlarm-1QX7", "PollCallLogErrors"),
        ("dev-PollSilent-x", "dev-PollSilent-x"),
    ],
)
def test_label_is_the_name_in_the_documents(name: str, label: str) -> None:
    assert Alarm(name=name, state=AlarmState.OK).label == label


def test_alarms_come_before_those_without_data_and_ok_ones_are_left_out() -> None:
    alarms = [
        alarm("B", AlarmState.INSUFFICIENT_DATA),
        alarm("C"),
        alarm("D", AlarmState.OK),
        alarm("A"),
    ]
    assert [each.label for each in not_ok(alarms)] == ["A", "C", "B"]


def test_without_a_subscription_alarms_reach_no_one() -> None:
    text = about_receivers([], TOPIC)
    assert "no one" in text and "AlarmEmail" in text and TOPIC in text
    assert not are_received([])


def test_unconfirmed_address_receives_nothing_yet() -> None:
    text = about_receivers([PENDING], TOPIC)
    assert "no one yet" in text and "me@example.com has not confirmed" in text
    assert f"--topic-arn {TOPIC} --protocol email --notification-endpoint me@example.com" in text
    assert not are_received([PENDING])


def test_one_confirmed_address_is_enough() -> None:
    assert about_receivers([PENDING, CONFIRMED], TOPIC) == "alarms reach you@example.com"
    assert are_received([PENDING, CONFIRMED])


def test_test_notification_names_the_alarms_that_were_raised_before() -> None:
    reason = reason_of_test([alarm("PollSilent"), alarm("Quarantine", AlarmState.OK)])
    assert "test" in reason
    assert "PollSilent (ALARM)" in reason
    assert "Quarantine" not in reason
    assert "No other alarm" in reason_of_test([])


def test_reason_fits_cloudwatchs_limit() -> None:
    assert len(reason_of_test([alarm(f"Alarm{number}") for number in range(200)])) == LONGEST_REASON
