"""How CloudWatch evaluates an alarm, missing data included, as its guide describes it.

An alarm looks at some more periods than it needs (the evaluation range). As many of the newest data
points as it needs decide; if there are fewer, the rest is filled in as `TreatMissingData` says.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tests.unit.template.loader import TEMPLATE

Points = Sequence[float | None]
"""One value for each period, the newest last. None: no data."""

OK, ALARM, NO_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
EXTRA_PERIODS: Final = 2
"""The guide's examples look at five periods where three are needed."""
_BREACHES = {
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
}
_STATISTICS: Mapping[str, Callable[[list[float]], float]] = {"Sum": sum, "Maximum": max}


def evaluated(alarm: Mapping[str, Any], points: Points, state: str = NO_DATA) -> str:
    """Returns the state after one evaluation of an alarm that was in `state`."""
    needed = setting(alarm, "EvaluationPeriods")
    breaches = _BREACHES[alarm["ComparisonOperator"]]
    present = [
        breaches(value, setting(alarm, "Threshold"))
        for value in points[-(needed + EXTRA_PERIODS) :]
        if value is not None
    ][-needed:]
    to_alarm = setting(alarm, "DatapointsToAlarm") if "DatapointsToAlarm" in alarm else needed
    return _decided(present, needed, to_alarm, alarm["TreatMissingData"]) or state


def _decided(present: list[bool], needed: int, to_alarm: int, treatment: str) -> str | None:
    """Returns None if the state stays."""
    if treatment in ("breaching", "notBreaching"):
        present = present + [treatment == "breaching"] * (needed - len(present))
    if not present:
        return None if treatment == "ignore" else NO_DATA
    if sum(present) >= to_alarm:
        return ALARM
    if sum(present) < min(to_alarm, len(present)):
        return OK
    return None if treatment == "ignore" else ALARM


def setting(alarm: Mapping[str, Any], name: str) -> int:
    """Returns a number, or the default of the parameter that it refers to."""
    value = alarm[name]
    return int(
        TEMPLATE["Parameters"][value["Ref"]]["Default"] if isinstance(value, dict) else value
    )


def periods(alarm: Mapping[str, Any], minutes: Sequence[float | None]) -> Points:
    """Aggregates values of each minute to the periods that the alarm looks at. The last one ends now."""
    length = max(1, setting(alarm, "Period") // 60)
    seen = length * (setting(alarm, "EvaluationPeriods") + EXTRA_PERIODS)
    minutes = minutes[-seen:]
    ends = range(len(minutes), 0, -length)
    return [_aggregated(alarm, minutes[max(0, end - length) : end]) for end in reversed(ends)]


def _aggregated(alarm: Mapping[str, Any], minutes: Sequence[float | None]) -> float | None:
    values = [value for value in minutes if value is not None]
    return _STATISTICS[alarm["Statistic"]](values) if values else None


def history(alarm: Mapping[str, Any], minutes: Sequence[float | None]) -> list[str]:
    """Returns the alarm's state at each minute since it was created."""
    states = [NO_DATA]
    for now in range(1, len(minutes) + 1):
        states.append(evaluated(alarm, periods(alarm, minutes[:now]), states[-1]))
    return states
