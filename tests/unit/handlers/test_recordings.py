"""The results, log lines and metrics of the functions of recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.walks import SkippedSlice
from ringkeep.errors import RingkeepError, StorageFailed, Unavailable
from ringkeep.handlers.recordings import PollCallLog, ScheduleImports
from ringkeep.handlers.requests import PollRequest, ServicesRequest
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.recordings.poll_call_log import PollResult
from ringkeep.usecases.recordings.poll_services import PollServices
from ringkeep.usecases.recordings.schedule_service import ScheduleService, ServiceSchedule
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore
from tests.unit.handlers.metrics import metric_values
from tests.unit.handlers.test_each_service import ServicesRun
from tests.unit.usecases.recordings.call_log_setup import ScriptedPoller, open_call_log

Capture = pytest.CaptureFixture[str]
SWEEPS = frozenset({"hourly", "nightly", "weekly"})


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
    schedule: ServiceSchedule | RingkeepError | None

    def run(self, service: Service) -> ServiceSchedule | None:
        if isinstance(self.schedule, RingkeepError):
            raise self.schedule
        return self.schedule

    def polls_missed(self, service: Service) -> float:
        if service.name == "unreadable":
            raise StorageFailed("?")
        return 2.5


def scheduled(*names: str, schedule: ServiceSchedule | RingkeepError | None = None) -> Any:
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


def test_missed_polls_are_counted_for_each_service_even_before_the_first_login(
    capsys: Capture,
) -> None:
    assert [result["results"] for result in scheduled("a", "b")] == [[], []]
    assert metric_values(capsys) == {"CallLogPollsMissed": [0.0, 2.5, 2.5]}


def test_a_stack_without_services_has_data_and_misses_no_poll(capsys: Capture) -> None:
    assert scheduled() == []
    assert metric_values(capsys) == {"CallLogPollsMissed": [0.0]}


@pytest.mark.parametrize("name", ["a", "unreadable"])
def test_a_failure_of_the_schedule_does_not_hide_missed_polls_or_the_other_way_round(
    capsys: Capture, name: str
) -> None:
    (result,) = scheduled(name, schedule=StorageFailed("down"))
    assert result["status"] == "failed"
    missed = metric_values(capsys)["CallLogPollsMissed"]
    assert missed == ([0.0, 2.5] if name == "a" else [0.0])


def test_troubles_of_a_poll_are_counted_and_skipped_slices_are_logged(
    capsys: Capture, logged: list[str]
) -> None:
    skipped = SkippedSlice(date_from=1.0, date_to=2.0, error="EndlessPaging", detail="a circle")
    result = PollResult(
        source="poll", unreadable=1, set_aside=2, endless=1, skipped=(skipped, skipped)
    )
    polled(ScriptedPoller(idle=SWEEPS, result=result), "a")
    counted = metric_values(capsys)
    assert counted["CallRecordsUnreadable"] == [1.0]
    assert counted["CallRecordsSetAside"] == [2.0]
    assert counted["ListsWithoutEnd"] == [1.0]
    assert counted["CallLogSlicesSkipped"] == [2.0]
    assert sum("call log slice skipped" in line for line in logged) == 2


def test_the_polls_are_reported_although_a_sweep_breaks_the_run(capsys: Capture) -> None:
    with pytest.raises(ZeroDivisionError):
        polled(ScriptedPoller({"nightly": ZeroDivisionError()}), "a")
    assert metric_values(capsys)["RecordingsFound"] == [1.0, 1.0]
