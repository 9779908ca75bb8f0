"""The imports of a service are scheduled by one run at a time, after the first login."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import Busy
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.recordings.poll_call_log import place_name
from ringkeep.usecases.recordings.schedule_imports import ScheduleResult
from ringkeep.usecases.recordings.schedule_service import ScheduleService, ServiceSchedule
from tests.fakes.clock import FakeClock
from tests.fakes.leases import MemoryLeases
from tests.fakes.recordings.calls_table import MemoryFoundCounts
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service

ACCOUNT = AccountRef("a", "a1")


@dataclass
class FakeScheduler:
    accounts: list[str] = field(default_factory=list)
    apps: list[LimitedApp | None] = field(default_factory=list)

    def run(
        self,
        service: Service,
        app: LimitedApp | None,
        account_id: str,
        found_by_day: Mapping[date, int],
    ) -> ScheduleResult:
        self.accounts.append(account_id)
        self.apps.append(app)
        return ScheduleResult(started=2, pending=3, oldest_pending_age=60.0)


class Setup:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.states = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.scheduler = FakeScheduler()
        self.service = service("a").with_app(CONNECTION)
        self.schedule = ScheduleService(
            self.scheduler, self.states, self.leases, MemoryFoundCounts(), self.clock, 5
        )

    def run(self) -> ServiceSchedule | None:
        return self.schedule.run(self.service)


def test_before_the_first_login_nothing_is_scheduled() -> None:
    setup = Setup()
    assert setup.run() is None
    assert setup.scheduler.accounts == []


def test_the_latest_account_is_scheduled() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    AccountHistory(setup.states).remember(AccountRef("a", "a2"))
    schedule = setup.run()
    assert schedule is not None
    assert (schedule.started, schedule.pending, schedule.oldest_pending_age) == (2, 3, 60.0)
    assert setup.scheduler.accounts == ["a2"]


def test_missed_polls_are_counted_since_the_log_was_read_to_its_end() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    read_until = setup.clock.now() - 900
    setup.states.put(place_name(ACCOUNT, "poll"), {"watermark": read_until}, 0)
    schedule = setup.run()
    assert schedule is not None
    assert schedule.polls_missed == 3.0


def test_two_runs_of_a_service_do_not_overlap() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    with setup.leases.hold("schedule#a", 60), pytest.raises(Busy):
        setup.run()


def test_start_times_are_planned_with_the_row_and_without_credentials() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    setup.run()
    assert setup.scheduler.apps == [CONNECTION.app]


def test_a_row_of_the_last_version_waits_until_the_poll_has_completed_it() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    setup.service = service("a")
    setup.run()
    assert setup.scheduler.apps == [None]


def never_polled(setup: Setup, minutes: float) -> Service:
    added_at = setup.clock.now() - minutes * 60
    return service("a").model_copy(update={"added_at": added_at})


def test_a_service_that_was_never_polled_misses_polls_since_it_was_connected() -> None:
    setup = Setup()
    assert setup.schedule.polls_missed(never_polled(setup, 40)) == 8.0
    AccountHistory(setup.states).remember(ACCOUNT)
    assert setup.schedule.polls_missed(never_polled(setup, 40)) == 8.0


def test_a_poll_whose_place_cannot_be_read_counts_as_missing() -> None:
    setup = Setup()
    AccountHistory(setup.states).remember(ACCOUNT)
    setup.states.put(place_name(ACCOUNT, "poll"), {"watermark": "yesterday"}, 0)
    assert setup.schedule.polls_missed(never_polled(setup, 40)) == 8.0
