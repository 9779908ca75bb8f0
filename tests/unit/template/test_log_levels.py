"""No log level hides a metric or a REPORT line: Lambda drops lines below the levels of LoggingConfig, and
takes a line without a level, such as a metric, for INFO."""

from __future__ import annotations

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import FUNCTIONS, TEMPLATE

LEVELS = TEMPLATE["Parameters"]["LogLevel"]["AllowedValues"]
LEVELS_OF_METRICS = ("DEBUG", "INFO")
GLOBAL = TEMPLATE["Globals"]["Function"]["LoggingConfig"]


@pytest.mark.parametrize("level", LEVELS)
def test_lambda_passes_metrics_on_at_every_log_level(level: str) -> None:
    chosen = Deployment(LogLevel=level).decided(GLOBAL)
    assert chosen["ApplicationLogLevel"] in LEVELS_OF_METRICS


def test_lambda_passes_debug_lines_on_when_they_are_asked_for() -> None:
    assert Deployment(LogLevel="DEBUG").decided(GLOBAL)["ApplicationLogLevel"] == "DEBUG"
    assert Deployment(LogLevel="INFO").decided(GLOBAL)["ApplicationLogLevel"] == "INFO"


def test_report_lines_stay_in_the_logs() -> None:
    """They give the duration, the memory and the cold start of each run, with the level INFO."""
    assert GLOBAL["SystemLogLevel"] in LEVELS_OF_METRICS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_has_log_levels_of_its_own(name: str) -> None:
    assert set(FUNCTIONS[name]["LoggingConfig"]) == {"LogGroup"}
    assert FUNCTIONS[name]["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == {
        "Ref": "LogLevel"
    }
