"""Starts the next imports of a service, and reports how many polls it has missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.polls import polls_missed
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.poll_call_log import read_until
from ringkeep.usecases.recordings.ports import FoundCounts
from ringkeep.usecases.recordings.schedule_imports import ScheduleResult
from ringkeep.usecases.state import Leases, StateStore

_LEASE_SECONDS = 50


class Scheduler(Protocol):
    def run(
        self,
        service: Service,
        app: LimitedApp | None,
        account_id: str,
        found_by_day: Mapping[date, int],
    ) -> ScheduleResult: ...


class ServiceSchedule(ScheduleResult):
    polls_missed: float = 0.0


@dataclass(frozen=True)
class ScheduleService:
    """Schedules one service. A lease prevents two runs at the same time."""

    scheduler: Scheduler
    states: StateStore
    leases: Leases
    found_counts: FoundCounts
    clock: Clock
    poll_interval_minutes: int

    def run(self, service: Service) -> ServiceSchedule | None:
        """Returns None before the first login, when nothing can be pending. Raises Busy. Until the next
        poll has completed a row of version 0.1.0, nothing is started."""
        account_id = AccountHistory(self.states).latest(service.name)
        if account_id is None:
            return None
        account = AccountRef(service.name, account_id)
        with self.leases.hold(f"schedule#{service.name}", _LEASE_SECONDS):
            days = self.found_counts.found_by_day(account)
            scheduled = self.scheduler.run(service, service.app, account_id, days)
        missed = self.polls_missed(service)
        return ServiceSchedule(**scheduled.model_dump(), polls_missed=missed)

    def polls_missed(self, service: Service) -> float:
        """Returns how many polls the service has missed, also before its first login."""
        until = self._read_until(service.name)
        return polls_missed(until, service.added_at, self.clock.now(), self.poll_interval_minutes)

    def _read_until(self, service: str) -> float | None:
        try:
            account_id = AccountHistory(self.states).latest(service)
            if account_id is None:
                return None
            return read_until(self.states, AccountRef(service, account_id))
        except StoredDataInvalid:
            return None  # the poll cannot run either
