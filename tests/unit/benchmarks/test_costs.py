"""The costs that the README states are those of the present template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.costing.prices import PRICES
from benchmarks.costing.schedules import minutes_of
from benchmarks.costing.tables import tables, with_tables
from benchmarks.costing.units import read_units, write_units
from benchmarks.costs import README, RESULT, priced
from tests.unit.template.loader import TEMPLATE

RECORD: dict[str, Any] = json.loads(RESULT.read_text())
AGAIN = "run: python benchmarks/costs.py --price (a new schedule is counted without --price)"


def test_the_record_has_the_costs_of_this_template() -> None:
    present = priced(RECORD["counts"])
    assert {name: RECORD[name] for name in present} == present, AGAIN


def test_the_readme_states_the_record() -> None:
    text = README.read_text()
    assert tables(RECORD) in text, AGAIN
    assert with_tables(text, RECORD) == text, AGAIN


def test_each_sum_is_the_sum_of_its_items() -> None:
    for name in (
        "idle_dollars_a_month",
        "dollars_a_thousand_recordings",
        "dollars_a_thousand_changes_of_users",
    ):
        bill = RECORD[name]
        items = [dollars for name, dollars in bill.items() if name != "total"]
        assert sum(items) == pytest.approx(bill["total"], abs=0.006)


ALARM = {
    "Type": "AWS::CloudWatch::Alarm",
    "Properties": {"MetricName": "Another"},
}


def test_an_added_alarm_changes_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    before = total()
    monkeypatch.setitem(TEMPLATE["Resources"], "AnotherAlarm", ALARM)
    assert total() - before == pytest.approx(PRICES["alarm_month"])


def test_an_alarm_on_two_metrics_costs_as_much_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    before = total()
    metric = {"MetricStat": {"Period": 60}}
    properties = {"Metrics": [{"Expression": "a / b"}, metric, metric]}
    alarm = {**ALARM, "Properties": properties}
    monkeypatch.setitem(TEMPLATE["Resources"], "AnotherAlarm", alarm)
    assert total() - before == pytest.approx(2 * PRICES["alarm_month"])


def test_a_fourth_dashboard_costs_three_dollars(monkeypatch: pytest.MonkeyPatch) -> None:
    before = total()
    dashboard = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {}}
    for number in range(3):
        monkeypatch.setitem(TEMPLATE["Resources"], f"Dashboard{number}", dashboard)
    assert total() - before == pytest.approx(3.00)


def test_a_key_and_more_memory_change_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    before = total()
    key = {"Type": "AWS::KMS::Key", "Properties": {}}
    monkeypatch.setitem(TEMPLATE["Resources"], "AnotherKey", key)
    assert total() - before == pytest.approx(1.00)
    function = TEMPLATE["Resources"]["ScheduleImportsFunction"]["Properties"]
    monkeypatch.setitem(function, "MemorySize", 4096)
    assert total() - before > 1.00


def total() -> float:
    return float(priced(RECORD["counts"])["idle_dollars_a_month"]["total"])


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("rate(1 minute)", 1),
        ("rate(5 minutes)", 5),
        ("rate(1 hour)", 60),
        ("cron(20 2 * * ? *)", 1440),
        ("cron(0/5 4 * * ? *)", 120),
        ("cron(40 3 ? * SUN *)", 10080),
    ],
)
def test_how_often_a_schedule_runs(expression: str, minutes: int) -> None:
    assert minutes_of(expression) == minutes


def test_a_schedule_of_another_kind_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="say how often this runs"):
        minutes_of("cron(0/15 8-18 ? * MON-FRI *)")


KEYS = [("due_key", "due_at")]
ROW = {"pk": {"S": "a"}, "due_key": {"S": "x"}, "due_at": {"N": "1"}}
MOVED = {**ROW, "due_at": {"N": "2"}}
CLOSED = {"pk": {"S": "a"}}
LARGE = {"pk": {"S": "a" * 1500}}


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        (None, CLOSED, 1),
        (None, ROW, 2),
        (ROW, ROW, 1),
        (ROW, MOVED, 3),
        (ROW, {**ROW, "state": {"S": "failed"}}, 2),
        (ROW, CLOSED, 2),
        (ROW, None, 2),
        (None, LARGE, 2),
        (LARGE, CLOSED, 2),
    ],
)
def test_write_units_count_each_index_that_changes(old: Any, new: Any, units: int) -> None:
    assert write_units(old, new, KEYS) == units


def test_a_read_costs_half_if_it_need_not_be_current() -> None:
    assert read_units([], consistent=False) == 0.5
    assert read_units([CLOSED], consistent=True) == 1
    assert read_units([{"pk": {"S": "a" * 5000}}], consistent=True) == 2
