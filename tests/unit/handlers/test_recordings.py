"""The results, log lines and metrics of the functions of recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from ringkeep.domain.accounts.services import Service
from ringkeep.errors import Unavailable
from ringkeep.handlers.recordings import PollCallLog, ScheduleImports
from ringkeep.handlers.requests import PollRequest, ServicesRequest
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.recordings.poll_services import PollServices
from ringkeep.usecases.recordings.schedule_service import ScheduleService, ServiceSchedule
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore
from tests.unit.handlers.metrics import metric_values
from tests.unit.handlers.test_each_service import ServicesRun
from tests.unit.usecases.recordings.call_log_setup import ScriptedPoller, open_call_log

Capture = pytest.CaptureFixture[str]


def polled(poller: ScriptedPoller, *names: str) -> list[dict[str, Any]]:
    services = ServicesRun(*names).services
    polls = PollServices(open_call_log(), poller, services)
    handler = PollCallLog(services, polls, UserReaches(MemoryStateStore(), FakeClock()))
    return cast("list[dict[str, Any]]", handler(PollRequest(), 0.0)["services"])


@pytest.mark.parametrize("count", [3, 40])
def test_every_service_is_polled_before_any_sweep_continues(count: int) -> None:
    poller = ScriptedPoller()
    polled(poller, *(f"s{number}" for number in range(count)))
    assert all(event.endswith(" poll") for event in poller.events[:count])


def test_polls_are_returned_counted_and_logged(capsys: Capture, logged: list[str]) -> None:
    idle = frozenset({"hourly", "nightly", "weekly"})
    results = polled(ScriptedPoller({"a": Unavailable("down")}, idle), "a", "b")
    assert [(each["service"], each["status"]) for each in results] == [("a", "failed"), ("b", "ok")]
    assert results[1]["results"][0]["pages"] == 1
    counted = metric_values(capsys)
    assert (counted["RecordingsFound"], counted["ServiceFailed"]) == ([1.0], [1.0])
    assert [("call log read" in line) for line in logged] == [False, True]


@dataclass(frozen=True)
class FixedSchedule:
    schedule: ServiceSchedule | None

    def run(self, service: Service) -> ServiceSchedule | None:
        return self.schedule


def scheduled(*names: str, schedule: ServiceSchedule | None = None) -> Any:
    handler = ScheduleImports(
        ServicesRun(*names).rows, cast(ScheduleService, FixedSchedule(schedule))
    )
    return handler(ServicesRequest(), 0.0)["services"]


def test_schedule_is_counted_with_its_missed_polls(capsys: Capture) -> None:
    schedule = ServiceSchedule(started=1, pending=4, oldest_pending_age=90.0, polls_missed=2.5)
    (result,) = scheduled("a", schedule=schedule)
    assert result["results"] == [schedule.model_dump()]
    counted = metric_values(capsys)
    assert counted["CallLogPollsMissed"] == [0.0, 2.5]
    assert counted["RecordingsPending"] == [4.0]
    assert counted["OldestPendingAgeSeconds"] == [90.0]


@pytest.mark.parametrize("names", [(), ("a",)])
def test_no_poll_is_missed_without_services_or_before_the_first_login(
    capsys: Capture, names: tuple[str, ...]
) -> None:
    assert [result["results"] for result in scheduled(*names)] == [[]] * len(names)
    assert metric_values(capsys) == {"CallLogPollsMissed": [0.0]}
