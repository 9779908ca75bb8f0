"""A live account for the tests of calls and presence."""

from __future__ import annotations

import pytest

from tests.unit.simulator.live.live_account import LiveAccount


@pytest.fixture
def live() -> LiveAccount:
    return LiveAccount()
