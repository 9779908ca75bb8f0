"""The parameters reject wrong values, and the required outputs exist."""

from __future__ import annotations

import re

import pytest

from tests.unit.template.loader import TEMPLATE

INTERVALS = ("RingCentralQueryAccountExtensionsIntervalMinutes", "CallLogPollIntervalMinutes")
SWITCHES = ("RingCentralEnableRawEventLogging", "RingCentralEnableVerboseEventLogging")


def accepts(parameter: str, value: str) -> bool:
    rule = TEMPLATE["Parameters"][parameter]
    if "AllowedValues" in rule:
        return value in rule["AllowedValues"]
    return re.fullmatch(rule["AllowedPattern"], value) is not None


@pytest.mark.parametrize("parameter", INTERVALS)
@pytest.mark.parametrize("value", ["0", "five", "1.5", "-1", "", " 5", "05", "1\n"])
def test_an_interval_that_is_not_a_whole_number_of_minutes_is_rejected(
    parameter: str, value: str
) -> None:
    assert not accepts(parameter, value)


@pytest.mark.parametrize("parameter", INTERVALS)
@pytest.mark.parametrize("value", ["1", "5", "60", "1440"])
def test_whole_minutes_are_accepted(parameter: str, value: str) -> None:
    assert accepts(parameter, value)


@pytest.mark.parametrize("parameter", INTERVALS)
def test_the_intervals_are_five_minutes_by_default(parameter: str) -> None:
    assert TEMPLATE["Parameters"][parameter]["Default"] == "5"


@pytest.mark.parametrize("parameter", SWITCHES)
def test_event_logging_is_on_by_default_and_takes_only_true_or_false(parameter: str) -> None:
    assert TEMPLATE["Parameters"][parameter]["Default"] == "true"
    assert accepts(parameter, "false")
    assert not accepts(parameter, "no")


@pytest.mark.parametrize("value", ["no-at-sign", "a@b", "a b@c.de"])
def test_a_wrong_e_mail_address_is_rejected(value: str) -> None:
    assert not accepts("AlarmEmail", value)
    assert not accepts("AdministratorEmail", value)


@pytest.mark.parametrize("parameter", sorted(TEMPLATE["Parameters"]))
def test_every_parameter_is_described(parameter: str) -> None:
    assert TEMPLATE["Parameters"][parameter]["Description"].endswith(".")


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
def test_the_required_outputs_exist(output: str) -> None:
    assert output in TEMPLATE["Outputs"]


@pytest.mark.parametrize(
    ("value", "accepted"), [("0", 1), ("1", 0), ("2", 1), ("100", 1), ("101", 0)]
)
def test_there_are_at_least_two_places_and_not_too_many_to_try(value: str, accepted: int) -> None:
    pattern = TEMPLATE["Parameters"]["MaximumLongRuns"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, value)) == bool(accepted)
