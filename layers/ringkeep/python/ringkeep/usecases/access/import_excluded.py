"""Offers to import what was excluded before a user had a licence, and starts the import as a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_records import UserRecord, UserUnknown
from ringkeep.domain.recordings.offer_jobs import OfferCount, OfferJob
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite, ProfileUse
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor
from ringkeep.usecases.recordings.ports import OfferJobs

MOST_OPEN: Final = 50
"""More would wait for each other longer than anyone watches them."""


class NotLicensed(Refusal):
    code: ClassVar[str] = "not_licensed"
    field: ClassVar[str] = "licences"

    def __init__(self) -> None:
        super().__init__("This user has no licence for Call Recording. Give them one first.")


class TooManyJobs(Refusal):
    code: ClassVar[str] = "too_many_jobs"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(f"{MOST_OPEN} imports are waiting or running. Wait until one is done.")


class CountsOffered(Protocol):
    def count(self, record: UserRecord, since: float) -> OfferCount:
        """Returns how many excluded recordings the user's licence would bring back. Its reads are
        bounded."""
        ...


@dataclass(frozen=True)
class ImportExcluded:
    changes: Changes
    offered: CountsOffered
    jobs: OfferJobs

    def offer(self, user_id: str, since: float) -> OfferCount:
        """Also for someone without a licence: what one would bring. Raises UserUnknown."""
        return self.offered.count(self._user(user_id), since)

    def start(self, user_id: str, since: float, request: ChangeRequest) -> OfferJob:
        """A job of the same user that is open and begins no later does the same, and is returned. Raises
        UserUnknown, NotLicensed, TooManyJobs, RightMissing and NoLongerActive."""
        job_id = self.changes.new_id()
        total = self.offer(user_id, since).recordings
        return self.changes.repeated(lambda: self._attempt(job_id, user_id, since, total, request))

    def _attempt(
        self, job_id: str, user_id: str, since: float, total: int, request: ChangeRequest
    ) -> OfferJob:
        store, now = self.changes.store, self.changes.clock.now()
        actor = current_actor(request, store, store.profiles())
        if not actor.principal.may(Right.MANAGE_USERS):
            raise RightMissing(Right.MANAGE_USERS)
        if not self._user(user_id).user.is_recorded:
            raise NotLicensed
        if running := self._running(user_id, since):
            return running
        job = OfferJob(
            id=job_id, user_id=user_id, since=since, total=total, created_at=now, changed_at=now
        )
        self.jobs.add(job, self._people(job, request, actor))
        return job

    def _running(self, user_id: str, since: float) -> OfferJob | None:
        running = self.jobs.open_jobs()
        same = (job for job in running if job.user_id == user_id and job.since <= since)
        found = next(same, None)
        if found is None and len(running) >= MOST_OPEN:
            raise TooManyJobs
        return found

    def _people(self, job: OfferJob, request: ChangeRequest, actor: CurrentActor) -> PeopleWrite:
        object_ = ObjectRef(kind="user", id=job.user_id)
        wanted = {"since": job.since, "job": job.id}
        entry = self.changes.entry(request, actor, "users.import_excluded", object_, None, wanted)
        return PeopleWrite(
            audit=(entry,),
            relies_on=(actor.user,) if actor.user else (),
            profile_uses=(ProfileUse(actor.profile),) if actor.profile else (),
        )

    def _user(self, user_id: str) -> UserRecord:
        record = self.changes.store.user(user_id)
        if record is None:
            raise UserUnknown
        return record
