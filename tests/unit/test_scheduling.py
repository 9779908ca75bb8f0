"""Tests on a deployed stack stay together; all others go wherever a worker is free."""

from __future__ import annotations

import pytest

from tests.scheduling import group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/integration/test_import.py::test_x[tests/unit]", "shared stack"),
        ("tests/browser/test_realtime.py::test_x", "shared stack"),
        ("tests/integration/test_upgrade.py::test_x", "own stack"),
        ("tests/integration/test_laptop.py::test_x", "laptop"),
        ("tests/unit/logs/test_written.py::test_x[a]", "tests/unit/logs/test_written.py"),
        ("tests/unit/local/test_up.py::test_x", "tests/unit/local/test_up.py::test_x"),
    ],
)
def test_group(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group
