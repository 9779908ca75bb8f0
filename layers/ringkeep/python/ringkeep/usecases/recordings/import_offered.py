"""Works on the jobs that import what was excluded as not licensed.

It stops at its deadline, and the next run goes on at the job's place. Doing a part twice changes
nothing: what is opened already is no longer excluded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.licence_offers import imported_by_licence, is_offered
from ringkeep.domain.recordings.licensing import EVERYONE
from ringkeep.domain.recordings.offer_jobs import OfferJob, OfferJobState
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, ItemRefused, ServiceNotFound
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.offered_rows import Decides, OfferedRows, decides_for_user
from ringkeep.usecases.recordings.ports import CallsTable, OfferJobs

_SAVED_AFTER: Final = 200
"""Rows after which a job's place is written."""


class ReadsUsers(Protocol):
    def user(self, user_id: str) -> UserRecord | None: ...


class _Scope(NamedTuple):
    services: Sequence[Service]
    decides: Decides
    source: str


@dataclass(frozen=True)
class ImportOffered:
    jobs: OfferJobs
    offered: OfferedRows
    calls: CallsTable
    users: ReadsUsers
    clock: Clock

    def run(self, deadline: float) -> JsonObject:
        """Returns how many recordings were opened, by job."""
        opened: dict[str, int] = {}
        for job in self.jobs.open_jobs():
            if job.not_before <= self.clock.now() < deadline:
                opened[job.id] = self._work(job, deadline)
        return {"opened": opened} if opened else {}

    def _work(self, job: OfferJob, deadline: float) -> int:
        """Another run may work on the job at the same time: it then goes on, and this one stops."""
        scope = self._scope(job)
        try:
            if scope is None:
                self._save(job.closed(OfferJobState.CANCELLED))
                return 0
            return self._walk(job, scope, deadline) - job.done
        except Conflict:
            return 0

    def _walk(self, job: OfferJob, scope: _Scope, deadline: float) -> int:
        unsaved = 0
        for place, row in self.offered.walk(scope.services, job.since, job.place):
            opened = self._opened(row, job, scope) if row else False
            job, unsaved = job.moved(place, int(opened)), unsaved + 1
            if self.clock.now() >= deadline:
                return self._save(job).done
            if unsaved >= _SAVED_AFTER:
                job, unsaved = self._save(job), 0
        return self._save(job.ended(self.clock.now())).done

    def _save(self, job: OfferJob) -> OfferJob:
        stamped = job.stamped(self.clock.now())
        self.jobs.save(stamped)
        return stamped

    def _scope(self, job: OfferJob) -> _Scope | None:
        """Returns what the job imports, None if nothing any more."""
        if job.service:
            return self._of_service(job.service)
        record = self.users.user(job.user_id)
        if record is None or not record.user.is_recorded:
            return None
        services = self.offered.services_of(record)
        return _Scope(services, decides_for_user(record, services), "licence")

    def _of_service(self, name: str) -> _Scope | None:
        try:
            service = self.offered.services.get(name)
        except ServiceNotFound:
            return None
        if service.policy.licensing is not Licensing.EVERYONE:
            return None
        return _Scope([service], lambda row: EVERYONE, "everyone")

    def _opened(self, listed: Recording, job: OfferJob, scope: _Scope) -> bool:
        """The listed row may be older than the stored one, which decides."""
        if not self._is_offered(listed, job, scope):
            return False
        try:
            return retry_on_conflict(lambda: self._open(listed, job, scope))
        except ItemRefused:
            return False  # its history is full: the call log has it in the next sweep

    def _open(self, listed: Recording, job: OfferJob, scope: _Scope) -> bool:
        stored = self.calls.recording(listed.key)
        if stored is None or not self._is_offered(stored, job, scope):
            return False
        self.calls.put_recording(imported_by_licence(stored, self.clock.now(), scope.source))
        return True

    def _is_offered(self, row: Recording, job: OfferJob, scope: _Scope) -> bool:
        return is_offered(row, scope.decides(row), job.since, self.clock.now())
