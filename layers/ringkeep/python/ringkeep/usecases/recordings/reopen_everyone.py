"""Brings back what was excluded as not licensed when a service imports everyone again.

A company that records everyone may have to keep these recordings, so no one has to ask for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.offer_jobs import PAGES_IN_FLIGHT, OfferJob
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.ports import OfferJobs
from ringkeep.usecases.state import StateStore


class _Reopened(Model):
    """The latest switch for which a job was started."""

    everyone_since: float = 0.0


def _new_id() -> str:
    return token_hex(16)


@dataclass(frozen=True)
class ReopenEveryone:
    services: ServiceDirectory
    states: StateStore
    jobs: OfferJobs
    clock: Clock
    new_id: Callable[[], str] = _new_id

    def run(self, deadline: float) -> JsonObject:
        """Starts a job for each service that was switched since the last run. If it is stopped between
        its two writes, the next run starts a second job, which finds nothing to do."""
        started = [service.name for service in self.services.list() if self._start(service)]
        return {"started": started} if started else {}

    def _start(self, service: Service) -> bool:
        if not service.everyone_since or service.policy.licensing is not Licensing.EVERYONE:
            return False
        document = StateDocument(self.states, f"reopened#{service.name}", _Reopened)
        if document.value.everyone_since >= service.everyone_since:
            return False
        self.jobs.add(self._job(service))
        document.save(everyone_since=service.everyone_since)
        return True

    def _job(self, service: Service) -> OfferJob:
        now = self.clock.now()
        return OfferJob(
            id=self.new_id(),
            service=service.name,
            since=max(0.0, now - service.policy.retention_days * DAY),
            again_at=service.everyone_since + PAGES_IN_FLIGHT,
            created_at=now,
            changed_at=now,
        )
