"""Imports of what was excluded as not licensed, as jobs: of one user who has a licence now, or of a
service that imports everyone again. A job keeps its place, so that it goes on where it stopped.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.places import BEGINNING, day_of
from ringkeep.domain.recordings.retry_delays import DAY

PAGES_IN_FLIGHT: float = 330.0
"""For so many seconds after a switch, functions may still write pages by the former licensing: they read
the service when they start, and run for at most five minutes."""


class OfferJobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    """The licence is gone, or the service is licensed by user again."""

    @property
    def open(self) -> bool:
        return self in (self.WAITING, self.RUNNING)


class JobPlace(NamedTuple):
    """After this recording of a service's day the job goes on. It reads the services in order of their
    names, and of each the oldest days first: RingCentral deletes those first."""

    service: str = ""
    day: str = ""
    sort: str = BEGINNING


class OfferJob(Model):
    """Either `user_id` or `service` is set. Times are in seconds since the epoch."""

    id: str
    user_id: str = ""
    service: str = ""
    since: float
    state: OfferJobState = OfferJobState.WAITING
    place: JobPlace = JobPlace()
    done: int = 0
    """How many recordings were opened."""
    total: int = 0
    """How many there are, as far as they were counted."""
    not_before: float = 0.0
    again_at: float = 0.0
    """When to read the last days once more, 0 for not."""
    created_at: float = 0.0
    changed_at: float = 0.0
    version: int = 1

    def moved(self, place: JobPlace, opened: int) -> Self:
        done = self.done + opened
        changes = {"place": place, "done": done, "total": max(self.total, done)}
        return self.model_copy(update={**changes, "state": OfferJobState.RUNNING})

    def ended(self, now: float) -> Self:
        """Returns the job after it has read everything: done, or before its second pass."""
        if not self.again_at:
            return self.closed(OfferJobState.DONE)
        first = day_of(min(now, self.again_at) - 2 * DAY).isoformat()
        place = JobPlace(self.service, first)
        return self.model_copy(
            update={"again_at": 0.0, "not_before": self.again_at, "place": place}
        )

    def closed(self, state: OfferJobState) -> Self:
        total = self.done if state is OfferJobState.DONE else self.total
        return self.model_copy(update={"state": state, "total": total})

    def stamped(self, now: float) -> Self:
        """Returns the next version, as it is written."""
        return self.model_copy(update={"changed_at": now, "version": self.version + 1})


class OfferCount(Model):
    """How many recordings an offer has. Not `complete`: there may be more."""

    recordings: int = 0
    complete: bool = True
