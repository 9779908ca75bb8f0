"""One step of a back-fill: reads the call log from a date on, as far as its time allows.

The state machine calls it until it is done; its place is kept, so that a new run of the same name
goes on where the last one stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.recordings.lifecycle import DAY
from ringkeep.domain.recordings.walks import Walk, begin
from ringkeep.errors import Busy
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.poll_call_log import (
    CallLogPoller,
    Place,
    Target,
    as_time,
)

_PAUSE_SECONDS = 5
_BUSY_PAUSE_SECONDS = 60


class BackfillRequest(BaseModel):
    """The state machine's input. `date_from`: ISO 8601, or None for what the policy says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    service: str
    run_id: str
    date_from: str | None = None


class BackfillStep(BackfillRequest):
    """The step's answer, and the next one's input. `progress` 0..1 of the time range."""

    done: bool
    wait_seconds: int = _PAUSE_SECONDS
    progress: float = 0.0
    pages: int = 0
    records: int = 0
    found: int = 0
    unreadable: int = 0


def backfill_place(run_id: str) -> str:
    """The source part of the place's name."""
    return f"backfill#{run_id}"


@dataclass(frozen=True)
class Backfill:
    poller: CallLogPoller

    def step(self, target: Target, request: BackfillRequest, deadline: float) -> BackfillStep:
        """Raises what the call log raises; the state machine retries, the place being kept."""
        name = target.place_name(backfill_place(request.run_id))
        seconds = max(0.0, deadline - self.poller.clock.now()) + 60
        try:
            with self.poller.leases.hold(name, seconds):
                place = StateDocument(self.poller.places, name, Place)
                return self._advance(target, place, request, deadline)
        except Busy:
            return BackfillStep(
                **request.model_dump(), done=False, wait_seconds=_BUSY_PAUSE_SECONDS
            )

    def _advance(
        self, target: Target, place: StateDocument[Place], request: BackfillRequest, deadline: float
    ) -> BackfillStep:
        walk = place.value.walk or self._begin(target, request)
        if not walk.finished:
            if place.value.walk is None:
                place.save(walk=walk)
            self.poller.walk(target, place, deadline)
            walk = place.value.walk or walk
        return _step(request, walk)

    def _begin(self, target: Target, request: BackfillRequest) -> Walk:
        now = self.poller.clock.now()
        days = target.service.policy.backfill_days
        since = as_time(request.date_from) if request.date_from else now - days * DAY
        return begin("backfill", target.account_id, since, now, now)


def _step(request: BackfillRequest, walk: Walk) -> BackfillStep:
    return BackfillStep(
        **request.model_dump(include={"service", "run_id", "date_from"}),
        done=walk.finished,
        progress=round(walk.progress, 4),
        pages=walk.pages,
        records=walk.records,
        found=walk.found,
        unreadable=walk.unreadable,
    )
