"""Reads the call log. The poll and each sweep is a walk that keeps its place.

If the account offers `call-log-extract-sync`, the poll uses it: it returns records in order of
modification. Otherwise the poll reads the list with an overlap. The sweeps always read the list, so
that a fault in one of the two methods loses nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.domain.recordings.walks import Walk, begin_poll, begin_sweep
from ringkeep.errors import (
    BadRequest,
    Busy,
    Conflict,
    EndlessPaging,
    ForeignHost,
    InvalidAnswer,
    NoSlot,
    NotFound,
    RingCentralError,
    Unavailable,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.asked_user import asked_as_one_user
from ringkeep.usecases.recordings.call_log_reading import (
    LINK_LIMIT,
    PageWriter,
    Place,
    PollResult,
    Target,
    place_name,
    read_until,
)
from ringkeep.usecases.recordings.extract_call_log import ExtractReader
from ringkeep.usecases.state import Leases, StateStore

__all__ = [
    "SWEEPS",
    "CallLogPoller",
    "PageWriter",
    "Place",
    "PollResult",
    "Target",
    "as_time",
    "place_name",
    "read_until",
]

SWEEPS: tuple[DiscoverySource, ...] = ("hourly", "nightly", "weekly")
_COMPLETE_SWEEP: DiscoverySource = "weekly"
_LEASE_MARGIN = 60.0


@dataclass(frozen=True)
class CallLogPoller:
    """Reads the call log of a service until the walk ends or the run's time is over."""

    places: StateStore
    leases: Leases
    writer: PageWriter
    clock: Clock
    delays: RetryDelays

    def poll(self, target: Target, source: DiscoverySource, deadline: float) -> PollResult:
        """Starts reading the log for a source, or continues where its last run ended."""
        return self._advance(target, source, deadline, begin=True)

    def continue_sweep(
        self, target: Target, source: DiscoverySource, deadline: float
    ) -> PollResult | None:
        """Continues a sweep that an earlier run left unfinished. Returns None if there is none."""
        if self.clock.now() >= deadline:
            return None
        result = self._advance(target, source, deadline, begin=False)
        return result if result.pages else None

    def _advance(
        self, target: Target, source: DiscoverySource, deadline: float, *, begin: bool
    ) -> PollResult:
        name = target.place_name(source)
        seconds = max(0.0, deadline - self.clock.now()) + _LEASE_MARGIN
        try:
            with self.leases.hold(name, seconds):
                return self._advance_held(target, source, deadline, begin)
        except Busy:
            return PollResult(source=source, finished=False)

    def _advance_held(
        self, target: Target, source: DiscoverySource, deadline: float, begin: bool
    ) -> PollResult:
        place = StateDocument(self.places, target.place_name(source), Place)
        if begin or place.value.walk:
            target = self._asked_as_one_user(target, place, source)
        extracted, complete = PollResult(source=source), False
        if source == "poll":
            reader = ExtractReader(self.writer, self.clock)
            extracted, complete = reader.read(target, place, deadline)
        if place.value.walk is None and not complete:
            if not begin:
                return extracted
            place.save(walk=self._begin(target, source, place.value))
        return extracted if complete else self.walk(target, place, deadline).plus(extracted)

    def _asked_as_one_user(
        self, target: Target, place: StateDocument[Place], source: DiscoverySource
    ) -> Target:
        """If the poll sees more from now on, calls that were not seen lie behind the watermark too: a
        sweep reads everything again."""
        read_before = source == "poll" and place.value.watermark is not None
        if read_before and target.log.continued(place.value.reader) is None:
            self._sweep_again(target)
        return replace(target, log=asked_as_one_user(place, target.log, self.clock.now()))

    def _sweep_again(self, target: Target) -> None:
        name = target.place_name(_COMPLETE_SWEEP)
        with suppress(Busy, Conflict), self.leases.hold(name, _LEASE_MARGIN):
            place = StateDocument(self.places, name, Place)
            if place.value.walk is None:
                walk = self._begin(target, _COMPLETE_SWEEP, place.value)
                place.save(walk=walk, reader=target.log.reader)

    def _begin(self, target: Target, source: DiscoverySource, place: Place) -> Walk:
        now = self.clock.now()
        if source == "poll":
            return begin_poll(target.account_id, place.watermark, now)
        return begin_sweep(source, target.account_id, target.service.policy.retention_days, now)

    def walk(self, target: Target, place: StateDocument[Place], deadline: float) -> PollResult:
        """Reads pages until the walk ends or no slot is available in time.

        The watermark moves only after the rows of all pages are written. Then the walk is cleared.
        """
        walk = place.value.walk
        if walk is None:
            raise ValueError("there is no walk to continue")
        before, started = walk, 0
        while not walk.finished:
            try:
                walk, begun = self._page(target, walk, deadline)
                started += begun
            except NoSlot:
                break
            except (BadRequest, NotFound, ForeignHost, InvalidAnswer, Unavailable) as error:
                walk = self._after_failure(place, walk, error)
            self._keep(place, walk)
        return _result(before, walk, started)

    def _page(self, target: Target, walk: Walk, deadline: float) -> tuple[Walk, int]:
        """Reads and writes a page. Returns the walk after it, and how many imports were started."""
        page = target.log.page(walk, deadline)
        recorded, begun = self.writer.write(target, walk.source, page.records)
        after = walk.after_page(
            page.next_uri,
            self.clock.now(),
            records=len(page.records),
            found=len(recorded.found),
            unreadable=recorded.unreadable,
            set_aside=recorded.set_aside,
            trail=walk.trail.after(page.records, page.next_uri),
        )
        if after.next_uri and after.trail.problem:
            return self._skip_rest(after, EndlessPaging(after.trail.problem)), begun
        if after.next_uri and len(after.next_uri) > LINK_LIMIT:
            return self._skip_rest(after, InvalidAnswer("the next page's link is too long")), begun
        return after, begun

    def _after_failure(
        self, place: StateDocument[Place], walk: Walk, error: RingCentralError
    ) -> Walk:
        """Returns the walk where it goes on, if the page will not become readable. Otherwise raises
        the error, and a later run reads the page, or its slice from the start: the page may no longer
        exist."""
        if isinstance(error, Unavailable):
            gives_up, retried = walk.gives_up_after_outage(), walk.after_outage()
        elif isinstance(error, BadRequest | NotFound) and walk.next_uri is None:
            return self._after_refused_start(place, walk, error)
        else:
            gives_up, retried = walk.gives_up_slice(), walk.at_slice_start()
        if gives_up:
            return self._skip_rest(walk, error)
        self._keep(place, retried)
        raise error

    def _after_refused_start(
        self, place: StateDocument[Place], walk: Walk, error: RingCentralError
    ) -> Walk:
        """Tries a later start: RingCentral may refuse what is older than it keeps."""
        start = walk.later_start
        if start is None:
            self._keep(place, walk.before_refusals())
            raise error
        return walk.after_refused_start(start, type(error).__name__, str(error), self.clock.now())

    def _skip_rest(self, walk: Walk, error: RingCentralError) -> Walk:
        return walk.without_rest_of_slice(type(error).__name__, str(error), self.clock.now())

    @staticmethod
    def _keep(place: StateDocument[Place], walk: Walk) -> None:
        """Keeps the walk. A finished walk is cleared, so that the next run starts a new one, except
        for a back-fill, which runs once."""
        if walk.finished and walk.source != "backfill":
            place.save(walk=None, watermark=walk.date_to)
        else:
            place.save(walk=walk)


def _result(before: Walk, after: Walk, started: int) -> PollResult:
    skipped = after.skipped[len(before.skipped) :]
    return PollResult(
        source=after.source,
        finished=after.finished,
        pages=after.pages - before.pages,
        records=after.records - before.records,
        found=after.found - before.found,
        unreadable=after.unreadable - before.unreadable,
        set_aside=after.set_aside - before.set_aside,
        endless=sum(each.error == EndlessPaging.__name__ for each in skipped),
        skipped=skipped,
        started=started,
    )


def as_time(text: str) -> float:
    """Converts an ISO 8601 date or time to seconds since the epoch. Without an offset, it is UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
