"""At every value of the stack's setting LogLevel the metrics and all errors pass Lambda's own filter.

The functions of one process share their metrics and their logger, as the functions of a stack share the
set-up. Each level runs real handlers, and every line that they print goes through Lambda's rule.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.settings import FUNCTIONS
from tests.unit.logs.lambda_filter import Level, is_rfc_3339, level_of, parsed, survives
from tests.unit.logs.runs import Run, run_handlers

SCENARIOS: Final = ("succeeds", "bug", "refused_item")
APPLICATION_LEVELS: Final[Mapping[str, Level]] = {
    "DEBUG": "DEBUG",
    "INFO": "INFO",
    "WARN": "INFO",
    "ERROR": "INFO",
}
"""Lambda's filter for each value of LogLevel, as the template sets it."""
METRIC: Final = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"service":"ringkeep","Found":[1.0]}'


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Run]:
    folder = tmp_path_factory.mktemp("levels")
    return {
        setting: run_handlers(folder, *SCENARIOS, log_level=setting, application_level=level)
        for setting, level in APPLICATION_LEVELS.items()
    }


def objects(run: Run) -> Iterator[JsonObject]:
    found = (parsed(line) for line in run.stdout.splitlines())
    return (each for each in found if each is not None)


def metrics(run: Run) -> Iterator[JsonObject]:
    return (each for each in objects(run) if "_aws" in each)


def own_lines(run: Run) -> Iterator[JsonObject]:
    return (each for each in objects(run) if "service" in each and "_aws" not in each)


def number(level: JsonValue) -> int:
    return logging.getLevelNamesMapping()[str(level)]


def metric_names(run: Run) -> set[str]:
    return {name for each in metrics(run) for name in each if name[0].isupper()}


def messages(run: Run, setting: str) -> set[tuple[str, str]]:
    """The logger's levels and messages, as far as the setting asks for them."""
    found = {(str(each["level"]), str(each["message"])) for each in own_lines(run)}
    return {each for each in found if number(each[0]) >= number(setting)}


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_every_function_ran(runs: Mapping[str, Run], setting: str) -> None:
    assert {function for _, function, _ in runs[setting].outcomes} == set(FUNCTIONS)


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_lambda_drops_nothing_that_a_function_prints(runs: Mapping[str, Run], setting: str) -> None:
    lines = runs[setting].written.splitlines()
    assert not [line for line in lines if not survives(line, APPLICATION_LEVELS[setting])]


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_every_level_writes_the_same_metrics(runs: Mapping[str, Run], setting: str) -> None:
    expected = metric_names(runs["DEBUG"])
    assert {"RecordingsImported", "ServiceFailed"} <= expected
    assert metric_names(runs[setting]) == expected


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_a_metric_with_hundreds_of_values_is_whole(runs: Mapping[str, Run], setting: str) -> None:
    values = [each["ManyValues"] for each in metrics(runs[setting]) if "ManyValues" in each]
    assert len(values) == 3
    assert sum(len(each) for each in values if isinstance(each, list)) == 250


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_the_logger_writes_what_the_setting_asks_for_and_no_more(
    runs: Mapping[str, Run], setting: str
) -> None:
    assert messages(runs[setting], setting) == messages(runs["DEBUG"], setting)
    assert not [
        each for each in own_lines(runs[setting]) if number(each["level"]) < number(setting)
    ]


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_lambda_reads_the_level_of_every_line_that_has_one(
    runs: Mapping[str, Run], setting: str
) -> None:
    with_level = [each for each in objects(runs[setting]) if "level" in each]
    assert with_level
    assert not [each for each in with_level if not is_rfc_3339(each.get("timestamp"))]


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
@pytest.mark.parametrize("error", ["StorageFailed", "KeyError"])
def test_every_level_writes_the_errors(runs: Mapping[str, Run], setting: str, error: str) -> None:
    assert [each for each in own_lines(runs[setting]) if each.get("error") == error]


@pytest.mark.parametrize("setting", APPLICATION_LEVELS)
def test_every_level_writes_what_the_runtime_says_of_an_error(
    runs: Mapping[str, Run], setting: str
) -> None:
    """The runtime itself writes the errors that leave a handler."""
    found = [each for each in objects(runs[setting]) if each.get("errorType") == "KeyError"]
    assert found
    assert {each["level"] for each in found} == {"ERROR"}


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ('{"level":"DEBUG","timestamp":"2026-11-26T04:00:00.000+00:00"}', "DEBUG"),
        ('{"level":"error","timestamp":"2026-11-26T04:00:00Z"}', "ERROR"),
        ('{"level":"WARN","timestamp":"2026-11-26T04:00:00.000Z"}', "WARN"),
        ('{"level":"ERROR","timestamp":"2026-11-26 04:00:00,000+0000"}', "INFO"),
        ('{"level":"ERROR","timestamp":"2026-13-26T04:00:00Z"}', "INFO"),
        ('{"level":"ERROR"}', "INFO"),
        ('{"level":"LOUD","timestamp":"2026-11-26T04:00:00Z"}', "INFO"),
        ('["ERROR"]', "INFO"),
        ("ERROR: plain text", "INFO"),
        (METRIC, "INFO"),
    ],
)
def test_the_rule_of_lambda(line: str, level: Level) -> None:
    assert level_of(line) == level


def test_a_filter_at_warn_would_drop_the_metrics() -> None:
    assert survives(METRIC, "INFO")
    assert not survives(METRIC, "WARN")
