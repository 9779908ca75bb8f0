"""A service whose users together see only a part of the company raises an alarm until that ends."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.reach import Reach, UserReach
from ringkeep.handlers.partial_view import report_reach
from ringkeep.usecases.accounts.user_reach import UserReaches, reach_name
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore
from tests.unit.handlers.metrics import metric_values
from tests.unit.usecases.recordings.call_log_setup import service

Capture = pytest.CaptureFixture[str]
LIMITED = UserReach(call_log=Reach.LIMITED, recordings=Reach.LIMITED)
COMPANY = UserReach(call_log=Reach.COMPANY, recordings=Reach.COMPANY)


@pytest.fixture
def states() -> MemoryStateStore:
    return MemoryStateStore()


@pytest.fixture
def reaches(states: MemoryStateStore) -> UserReaches:
    return UserReaches(states, FakeClock())


def test_services_that_see_a_part_are_counted_and_logged(
    reaches: UserReaches, capsys: Capture, logged: list[str]
) -> None:
    reaches.remember("part", {"a": LIMITED}, ["a"])
    reaches.remember("whole", {"a": LIMITED, "b": COMPANY}, ["a", "b"])
    report_reach(reaches, [service("part"), service("whole"), service("new")])
    assert metric_values(capsys)["PartialView"] == [1.0, 0.0, 0.0]
    (line,) = logged
    assert "a does not see the whole company" in line


def test_an_unreadable_document_does_not_fail_the_poll(
    reaches: UserReaches, states: MemoryStateStore, capsys: Capture, logged: list[str]
) -> None:
    states.put(reach_name("broken"), {"users": 5}, 0)
    report_reach(reaches, [service("broken"), service("new")])
    assert metric_values(capsys)["PartialView"] == [0.0]
    assert "StoredDataInvalid" in logged[0]
