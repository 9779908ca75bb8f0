"""`alarms list` and `alarms test`: which alarms are active, and whether they reach anyone."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

from ringkeep.cli.text import moment
from ringkeep.cli.tools import Tools
from ringkeep.domain.alarms.alarms import Alarm, AlarmState
from ringkeep.errors import RingkeepError
from ringkeep.usecases.alarms.check_alarms import AlarmsResult

_WIDTH = 100
_FEW = 5
"""So many alarms without data are described; of more, as in a new stack, only the names are shown."""


def show(tools: Tools, args: argparse.Namespace) -> int:
    result = tools.alarms.show()
    if args.json:
        print(result.model_dump_json(indent=2))
        return 0
    _print(result)
    return 0


def test(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if no one would receive an alarm."""
    result = tools.alarms.test()
    _print(result)
    if not result.tested:
        return 1
    print("a test notification is on its way: one e-mail with ALARM, and one with OK minutes later")
    return 0


def warnings(tools: Tools) -> Iterator[str]:
    """Yields a line for `status` if alarms reach no one. What `status` shows itself must not depend on
    the rights to see the alarms."""
    try:
        problem = tools.alarms.problem()
    except RingkeepError as error:
        problem = f"it is not known whom alarms reach: {error}"
    if problem:
        yield f"! {problem}"


def _print(result: AlarmsResult) -> None:
    print(result.about)
    without_data = [it for it in result.active if it.state is AlarmState.INSUFFICIENT_DATA]
    named = without_data if len(without_data) > _FEW else []
    if named:
        names = ", ".join(alarm.label for alarm in named)
        print(f"\n{len(named)} alarms have no data yet, as is normal in a new stack:")
        print(textwrap.indent(_wrapped(names), "  "))
    for alarm in (it for it in result.active if it not in named):
        print(f"\n{_state(alarm)}  {alarm.label}  since {moment(alarm.since)}")
        print(textwrap.indent(_wrapped(alarm.description), "  "))
    print(f"{result.total - len(result.active)} of {result.total} alarms are OK")


def _wrapped(text: str) -> str:
    """The name of a log group stays on one line, so that it can be copied."""
    return textwrap.fill(text, _WIDTH, break_on_hyphens=False, break_long_words=False)


def _state(alarm: Alarm) -> str:
    return "NO DATA" if alarm.state is AlarmState.INSUFFICIENT_DATA else alarm.state.value
