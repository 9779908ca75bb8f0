"""The schedules of the template, with its default parameters."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from benchmarks.costing.prices import HOURS_A_MONTH
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import TEMPLATE

_MINUTES = {"minute": 1, "hour": 60, "day": 1440}


class Schedule(NamedTuple):
    """`function` is the folder of the function, `resource` its name in the template. `name` says both
    the function and the schedule."""

    name: str
    resource: str
    function: str
    event: dict[str, Any]
    minutes: int

    @property
    def runs_a_month(self) -> float:
        return HOURS_A_MONTH * 60 / self.minutes


def schedules(deployment: Deployment) -> list[Schedule]:
    return [
        _schedule(resource, name, properties["CodeUri"], event["Properties"])
        for resource, properties in deployment.resources.items()
        for name, event in properties.get("Events", {}).items()
        if event["Type"] == "ScheduleV2"
    ]


def _schedule(resource: str, name: str, code: str, properties: dict[str, Any]) -> Schedule:
    return Schedule(
        name=f"{resource.removesuffix('Function')}.{name}",
        resource=resource,
        function=code.rpartition("/")[2],
        event=json.loads(properties.get("Input", "{}")),
        minutes=minutes_of(_expression(properties["ScheduleExpression"])),
    )


def _expression(value: Any) -> str:
    """The text of an expression, with the defaults of the parameters in it."""
    if isinstance(value, str):
        return value
    parameters = TEMPLATE["Parameters"]
    return re.sub(r"\$\{(\w+)\}", lambda it: str(parameters[it[1]]["Default"]), value["Fn::Sub"])


def minutes_of(expression: str) -> int:
    """The minutes between two runs, on average. Of cron expressions it knows those of one time an hour, a
    day or a week, and those of every few minutes of one hour a day."""
    if rate := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return int(rate[1]) * _MINUTES[rate[2]]
    if re.fullmatch(r"cron\(\d+ \* \* \* \? \*\)", expression):
        return 60
    if part := re.fullmatch(r"cron\(0/(\d+) \d+ \* \* \? \*\)", expression):
        return 24 * int(part[1])
    cron = re.fullmatch(r"cron\(\d+ \d+ (\*|\?) \* (\?|[A-Z]{3}) \*\)", expression)
    if cron is None:
        raise ValueError(f"{expression}: say how often this runs")
    return 1440 if cron[2] == "?" else 7 * 1440
