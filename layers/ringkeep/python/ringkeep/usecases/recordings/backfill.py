"""One step of a back-fill: reads the call log from a date onwards, until its time is over.

The state machine repeats the step until the back-fill is done. The walk keeps its place, so that a
new run with the same name continues where the last one stopped.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from pydantic import ConfigDict

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.domain.recordings.walks import SkippedSlice, Walk, begin
from ringkeep.errors import Busy
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.asked_user import asked_as_one_user
from ringkeep.usecases.recordings.long_runs import UNBOUNDED, LongRuns
from ringkeep.usecases.recordings.poll_call_log import (
    CallLogPoller,
    Place,
    PollResult,
    Target,
    as_time,
)

_PAUSE_SECONDS = 5
_BUSY_PAUSE_SECONDS = 60


class BackfillRequest(Model):
    """The input of the state machine. `date_from` is in ISO 8601, or None for the date that the
    policy sets."""

    model_config = ConfigDict(extra="ignore")

    service: str
    run_id: str
    date_from: str | None = None


class BackfillStep(BackfillRequest):
    """The result of a step and the input of the next one. `progress` is the share of the time range
    that has been read, from 0 to 1."""

    done: bool
    wait_seconds: int = _PAUSE_SECONDS
    progress: float = 0.0
    pages: int = 0
    records: int = 0
    found: int = 0
    unreadable: int = 0
    set_aside: int = 0
    skipped: tuple[SkippedSlice, ...] = ()
    read: PollResult | None = None
    """What this step alone has read."""


def backfill_place(run_id: str) -> str:
    """Returns the source part of the name under which the walk keeps its place."""
    return f"backfill#{run_id}"


@dataclass(frozen=True)
class Backfill:
    poller: CallLogPoller
    places: LongRuns = UNBOUNDED

    def step(self, target: Target, request: BackfillRequest, deadline: float) -> BackfillStep:
        """Reads pages until the deadline. Raises what the call log raises: the state machine retries,
        and the walk continues from its place. Waits if another worker reads for this run, or if too
        many long runs are under way."""
        name = target.place_name(backfill_place(request.run_id))
        seconds = max(0.0, deadline - self.poller.clock.now()) + 60
        with suppress(Busy), self.places.backfill(seconds) as placed:
            if placed:
                with self.poller.leases.hold(name, seconds):
                    place = StateDocument(self.poller.places, name, Place)
                    return self._advance(target, place, request, deadline)
        return BackfillStep(**request.model_dump(), done=False, wait_seconds=_BUSY_PAUSE_SECONDS)

    def _advance(
        self, target: Target, place: StateDocument[Place], request: BackfillRequest, deadline: float
    ) -> BackfillStep:
        if place.value.walk is None or not place.value.walk.finished:
            log = asked_as_one_user(place, target.log, self.poller.clock.now())
            target = replace(target, log=log)
        walk, read = place.value.walk or self._begin(target, request), None
        if not walk.finished:
            if place.value.walk is None:
                place.save(walk=walk)
            read = self.poller.walk(target, place, deadline)
            walk = place.value.walk or walk
        return _step(request, walk, read)

    def _begin(self, target: Target, request: BackfillRequest) -> Walk:
        now = self.poller.clock.now()
        days = target.service.policy.backfill_days
        since = as_time(request.date_from) if request.date_from else now - days * DAY
        return begin("backfill", target.account_id, since, now, now)


def _step(request: BackfillRequest, walk: Walk, read: PollResult | None) -> BackfillStep:
    return BackfillStep(
        **request.model_dump(include={"service", "run_id", "date_from"}),
        done=walk.finished,
        progress=round(walk.progress, 4),
        pages=walk.pages,
        records=walk.records,
        found=walk.found,
        unreadable=walk.unreadable,
        set_aside=walk.set_aside,
        skipped=walk.skipped,
        read=read,
    )
