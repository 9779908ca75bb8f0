"""Tests on a deployed stack stay together, and others with those of their file. The longest start first."""

from __future__ import annotations

import ast
from collections import OrderedDict
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from local.environment import ROOT
from tests.scheduling import FIRST, WITHOUT_STACK, StackScheduling, group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/integration/test_import.py::test_x[tests/unit]", "shared stack"),
        ("tests/browser/test_realtime.py::test_x", "shared stack"),
        ("tests/integration/test_upgrade.py::test_x", "own stack"),
        ("tests/integration/test_laptop.py::test_x", "laptop"),
        ("tests/integration/test_media.py::test_x", "enforcing stack"),
        ("tests/integration/test_second_factor.py::x", "tests/integration/test_second_factor.py"),
        ("tests/unit/logs/test_written.py::test_x[a::b]", "tests/unit/logs/test_written.py"),
    ],
)
def test_group(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group


def test_the_longest_groups_start_first(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def assign(scheduling: Any, node: object) -> None:
        started.append(scheduling.workqueue.popitem(last=False)[0])

    monkeypatch.setattr(LoadScopeScheduling, "_assign_work_unit", assign)
    scheduling = object.__new__(StackScheduling)
    queue = ("tests/unit/a.py", "tests/unit/test_chaos.py", "tests/unit/b.py", "shared stack")
    scheduling.workqueue = OrderedDict((name, {}) for name in queue)
    for _ in queue:
        scheduling._assign_work_unit(None)
    assert started == [queue[3], queue[1], queue[0], queue[2]]


@pytest.mark.parametrize("group", [each for each in FIRST if each.startswith("tests/")])
def test_the_longest_files_exist(group: str) -> None:
    assert (ROOT / group).is_file()


@pytest.mark.parametrize("name", WITHOUT_STACK)
def test_a_file_that_needs_no_stack_asks_for_none(name: str) -> None:
    """In a worker of its own it would start the shared stack a second time."""
    tree = ast.parse((ROOT / "tests/integration" / name).read_text())
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    asking = [each for each in functions if each.name.startswith("test_") or each.decorator_list]
    assert asking
    asked = {argument.arg for each in asking for argument in each.args.args}
    assert not asked & {"front", "stack", "clients", "people"}
