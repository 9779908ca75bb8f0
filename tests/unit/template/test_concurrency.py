"""In a new AWS account all functions share ten concurrent executions, and the webhook must find a free one.

Functions that may hold an execution for minutes, or all the time, are bounded, and their sum leaves two
free. All others end within seconds. docs/decisions/room-for-the-webhook.md says more.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import ALWAYS, FUNCTIONS, RESOURCES, TEMPLATE

QUOTA = 10
LEFT_FREE = 2
BUSY_SECONDS = 15 * 60
WEBHOOK = "ReceiveWebhookFunction"
SHORT = {
    "AdministerFunction",
    "ApiFunction",
    "CheckLiveCallsFunction",
    "CheckSocketsFunction",
    "CopyAuditFunction",
    "CopyEvaluationsFunction",
    "RollUpScoresFunction",
    "IndexRecordingsFunction",
    "KeepSubscriptionsFunction",
    "KeepUsersFunction",
    "LinkFederatedFunction",
    "LiveSocketFunction",
    "MediaFunction",
    "OfferTranscriptionFunction",
    "ScheduleImportsFunction",
    "SettleImportFunction",
    "SyncExtensionsFunction",
    "TranscribeRecordingFunction",
    "WorkFunction",
}
"""They end within a second or two, unless RingCentral or AWS is slow. Their sources call them again. Only
an import of users keeps KeepUsers busy longer, one execution for half of each minute: a lease sees to it.
For an hour each night, IndexRecordings works for a part of each five minutes."""

DEFAULTS = {name: str(it.get("Default", "")) for name, it in TEMPLATE["Parameters"].items()}
NEW_ACCOUNT = Deployment().resources


def events(function: str) -> dict[str, Any]:
    return {name: it["Properties"] for name, it in NEW_ACCOUNT[function].get("Events", {}).items()}


def seconds_between_runs(expression: Any) -> float:
    """The seconds between two runs of a rate, for the default values of the parameters."""
    if isinstance(expression, dict):  # of two forms, the one for any number of minutes
        expression = expression["Fn::Sub"]
        for name, value in DEFAULTS.items():
            expression = expression.replace(f"${{{name}}}", value)
    number, unit = expression.removeprefix("rate(").removesuffix(")").split()
    return float(number) * {"minute": 60, "hour": 3600}[unit.removesuffix("s")]


def minutes_of_day(cron: str) -> set[int]:
    """The minutes of a day at which a schedule may begin, whatever the day."""
    minute, hour = cron.removeprefix("cron(").split()[:2]
    hours = range(24) if hour == "*" else [int(hour)]
    return {60 * each + int(minute) for each in hours}


def at_once(function: str) -> int:
    """The most executions of a function's schedules at the same time."""
    schedules = [str(it["ScheduleExpression"]) for it in events(function).values()]
    return len([it for it in schedules if "rate(" in it]) + any("cron(" in it for it in schedules)


def long_runs(function: str, **parameters: str) -> int:
    properties = Deployment(**parameters).resources[function]
    given = properties["Environment"]["Variables"]["MAXIMUM_LONG_RUNS"]
    return int(parameters[given["Ref"]] if isinstance(given, dict) else given)


BOUNDED = {
    ("DownloadRecordingFunction", "BackfillCallLogFunction"): long_runs(
        "DownloadRecordingFunction"
    ),
    ("PollCallLogFunction",): at_once("PollCallLogFunction"),
    ("TrackCallsFunction",): events("TrackCallsFunction")["Events"]["ScalingConfig"][
        "MaximumConcurrency"
    ],
    ("PushLiveFunction",): events("PushLiveFunction")["Changes"]["ParallelizationFactor"],
}
"""How many executions may run at the same time, for one RingCentral account."""


def test_in_a_new_account_two_executions_are_left_to_the_webhook_and_what_is_short() -> None:
    assert sum(BOUNDED.values()) <= QUOTA - LEFT_FREE


@pytest.mark.parametrize("name", ["DownloadRecordingFunction", "BackfillCallLogFunction"])
def test_long_runs_are_bounded_less_where_executions_are_reserved(name: str) -> None:
    assert long_runs(name) == 3
    assert long_runs(name, WebhookReservedConcurrency="20") == 50
    assert long_runs(name, MaximumLongRuns="7", WebhookReservedConcurrency="20") == 7


def test_every_function_is_bounded_short_or_the_webhook() -> None:
    bounded = {name for names in BOUNDED for name in names}
    assert not bounded & SHORT
    assert bounded | SHORT | {WEBHOOK} == set(FUNCTIONS)


def test_the_stack_deploys_in_a_new_account() -> None:
    """AWS refuses a reservation that leaves fewer than 100 executions to the other functions."""
    reserving = {name for name in ALWAYS if "ReservedConcurrentExecutions" in NEW_ACCOUNT[name]}
    assert reserving == set()
    reserved = Deployment(WebhookReservedConcurrency="20").resources[WEBHOOK]
    assert "ReservedConcurrentExecutions" in reserved


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_a_run_of_a_schedule_ends_before_its_next_one_begins(name: str) -> None:
    for event in events(name).values():
        expression = event.get("ScheduleExpression", "")
        if "rate(" in str(expression):
            assert FUNCTIONS[name]["Timeout"] <= seconds_between_runs(expression)


def test_no_two_sweeps_run_at_the_same_time() -> None:
    sweeps = [
        minutes_of_day(it["ScheduleExpression"])
        for it in events("PollCallLogFunction").values()
        if "cron(" in str(it["ScheduleExpression"])
    ]
    assert len(sweeps) == 3
    timeout = FUNCTIONS["PollCallLogFunction"]["Timeout"] / 60
    for first, second in combinations(sweeps, 2):
        distances = {(one - two) % 1440 for one in first for two in second}
        assert all(timeout <= each <= 1440 - timeout for each in distances)


def test_no_schedule_and_no_asynchronous_call_is_lost_in_a_busy_quarter_of_an_hour() -> None:
    for name, function in ALWAYS.items():
        if retried := function.get("EventInvokeConfig"):
            assert retried["MaximumEventAgeInSeconds"] >= BUSY_SECONDS
        for event in events(name).values():
            if retried := event.get("RetryPolicy"):
                assert retried["MaximumEventAgeInSeconds"] >= BUSY_SECONDS
                assert retried["MaximumRetryAttempts"] >= BUSY_SECONDS / 60


def test_no_queued_event_is_lost_in_a_busy_quarter_of_an_hour() -> None:
    """A message that is received while its function is throttled counts as received."""
    queue = RESOURCES["LiveEventsQueue"]["Properties"]
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    assert tries * queue["VisibilityTimeout"] > BUSY_SECONDS
    assert queue["MessageRetentionPeriod"] > BUSY_SECONDS
