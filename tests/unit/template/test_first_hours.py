"""In a new stack no alarm is raised unless something is wrong: the state of each alarm is computed from
the first values of its metric."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.template.alarm_states import ALARM, NO_DATA, OK, Points, evaluated, history
from tests.unit.template.loader import ALARMS

RETAINED = "retained"
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
X, O = 1.0, 0.0  # noqa: E741 # as in the guide's tables: breaching, and within the threshold
GUIDE = [
    # data points, data points that raise the alarm (of 3), state for each treatment
    ([O, None, X, None, X], 3, (OK, OK, OK, OK)),
    ([O, None, None, None, None], 3, (OK, OK, OK, OK)),
    ([None] * 5, 3, (NO_DATA, RETAINED, ALARM, OK)),
    ([O, X, X, None, X], 3, (ALARM, ALARM, ALARM, ALARM)),
    ([None, None, X, None, None], 3, (ALARM, RETAINED, ALARM, OK)),
    ([O, None, X, None, X], 2, (ALARM, ALARM, ALARM, ALARM)),
    ([O, O, X, O, X], 2, (ALARM, ALARM, ALARM, ALARM)),
    ([O, None, X, None, None], 2, (OK, OK, ALARM, OK)),
    ([None, None, None, None, O], 2, (OK, OK, ALARM, OK)),
    ([None, None, None, X, None], 2, (ALARM, RETAINED, ALARM, OK)),
]
"""The tables of CloudWatch's guide, "Configuring how CloudWatch alarms treat missing data"."""

HOUR = 60
NOTHING: tuple[None] = (None,)
HOUR_OF_ZEROS = (0.0, None, None, None, None) * 12
"""A poll every five minutes that finds nothing."""
CONNECTED = 2 * HOUR
"""The minute in which a service is connected in these tests."""
WRITTEN_WITHOUT_A_FAILURE = {
    "CallLogPollsMissed": (3, 1, 0.0),
    "RecordingsFound": (CONNECTED, 5, 0.0),
    "RecordingsPending": (CONNECTED, 1, 40.0),
    "OldestPendingAgeSeconds": (CONNECTED, 1, 3600.0),
    "PartialView": (CONNECTED, 5, 0.0),
    "SubscriptionsBroken": (CONNECTED, 5, 0.0),
    "CallRecordsUnreadable": (CONNECTED, 5, 0.0),
    "CallRecordsSetAside": (CONNECTED, 5, 0.0),
    "ListsWithoutEnd": (CONNECTED, 5, 0.0),
    "CallLogSlicesSkipped": (CONNECTED, 5, 0.0),
}
"""The first minute of a metric, the minutes between its values, and the value. All other metrics of
Ringkeep are written only after a failure; those of AWS are then 0 or missing."""


@pytest.mark.parametrize(("points", "to_alarm", "states"), GUIDE)
@pytest.mark.parametrize("before", [OK, ALARM, NO_DATA])
def test_the_model_gives_the_states_of_cloudwatchs_guide(
    points: list[float | None], to_alarm: int, states: tuple[str, ...], before: str
) -> None:
    alarm = {
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": to_alarm,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0,
    }
    computed = tuple(
        evaluated({**alarm, "TreatMissingData": each}, points, before) for each in TREATMENTS
    )
    assert computed == tuple(before if state == RETAINED else state for state in states)


def metric(name: str, minutes: int) -> list[float | None]:
    """Returns the metric's value of each minute in a new stack where nothing fails."""
    first, every, value = WRITTEN_WITHOUT_A_FAILURE.get(name, (minutes, 1, 0.0))
    return [
        value if minute >= first and (minute - first) % every == 0 else None
        for minute in range(minutes)
    ]


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_no_alarm_is_raised_in_a_new_stack_where_nothing_fails(name: str) -> None:
    alarm = ALARMS[name]
    states = history(alarm, metric(alarm["MetricName"], CONNECTED + 6 * HOUR))
    assert ALARM not in states
    assert states[-1] == OK


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_no_alarm_is_raised_before_its_metric_has_a_value(name: str) -> None:
    """CloudWatch would announce it at once, and only once: the address is not confirmed yet."""
    assert ALARM not in history(ALARMS[name], [None] * HOUR)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_that_loses_its_data_says_so_or_does_not_need_it(name: str) -> None:
    alarm = ALARMS[name]
    if evaluated(alarm, [None] * 99, OK) == NO_DATA:
        assert alarm["InsufficientDataActions"] == alarm["AlarmActions"]
    else:
        assert "InsufficientDataActions" not in alarm


def poll_silent(minutes: Points) -> list[str]:
    return history(ALARMS["PollSilentAlarm"], minutes)


def test_imports_that_stop_being_scheduled_are_announced_within_half_an_hour() -> None:
    states = poll_silent([*[0.0] * HOUR, *NOTHING * HOUR])
    assert states[HOUR] == OK
    assert states[HOUR + 30] == NO_DATA


def test_imports_that_were_never_scheduled_are_not_ok() -> None:
    assert set(poll_silent(NOTHING * HOUR)) == {NO_DATA}


def test_polls_that_stop_are_announced() -> None:
    """The metric counts missed intervals: with one a minute it grows by one a minute."""
    states = poll_silent([*[0.0] * HOUR, *map(float, range(HOUR))])
    assert states[HOUR] == OK
    assert states[HOUR + 25] == ALARM


def silent(minutes: Points) -> list[str]:
    return history(ALARMS["RecordingsSilentAlarm"], minutes)


def test_silence_begins_with_the_first_poll() -> None:
    states = silent([*NOTHING * CONNECTED, *HOUR_OF_ZEROS * 25])
    first = states.index(ALARM)
    assert CONNECTED + 23 * HOUR <= first <= CONNECTED + 25 * HOUR


def test_one_recording_ends_the_silence() -> None:
    assert ALARM not in silent([*HOUR_OF_ZEROS * 12, 1.0, *HOUR_OF_ZEROS * 12])


def test_without_a_service_nothing_is_silent() -> None:
    assert silent(NOTHING * 26 * HOUR)[-1] == OK


def test_the_metrics_of_a_new_stack_belong_to_alarms() -> None:
    watched: set[Any] = {alarm["MetricName"] for alarm in ALARMS.values()}
    assert set(WRITTEN_WITHOUT_A_FAILURE) - watched <= {"RecordingsPending"}
