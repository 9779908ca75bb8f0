"""Reads the call log. The poll and each sweep is a walk that keeps its place.

If the account offers `call-log-extract-sync`, the poll uses it: it returns records in order of
modification. Otherwise the poll reads the list with an overlap. The sweeps always read the list, so
that a fault in one of the two methods loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import DAY, RetryDelays
from ringkeep.domain.recordings.walks import OVERLAP, Walk, begin_poll, begin_sweep
from ringkeep.errors import (
    BadRequest,
    Busy,
    Conflict,
    ForeignHost,
    InvalidAnswer,
    NoSlot,
    NotFound,
    PermissionMissing,
    Unavailable,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.asked_user import asked_as_one_user
from ringkeep.usecases.recordings.ports import CallLog, FoundCounts
from ringkeep.usecases.recordings.record_calls import CallRecorder, PageOrigin, RecordPageResult
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from ringkeep.usecases.state import Leases, StateStore

SWEEPS: tuple[DiscoverySource, ...] = ("hourly", "nightly", "weekly")
_COMPLETE_SWEEP: DiscoverySource = "weekly"
_LEASE_MARGIN = 60.0
_EXTRACT_RETRY = DAY
"""If RingCentral refuses the extract, it is tried again a day later: it is rolled out account by
account."""


class Place(Model):
    """How far a source has read the call log of one account, as one user sees it."""

    reader: Reader = Reader()
    watermark: float | None = None
    walk: Walk | None = None
    sync_token: str | None = None
    extract_refused_at: float | None = None


class PollResult(Model):
    """The result of one run for a service. `finished` is False if the rate limit ended the run."""

    source: DiscoverySource
    finished: bool = True
    pages: int = 0
    records: int = 0
    found: int = 0
    started: int = 0
    unreadable: int = 0
    used_extract_sync: bool = False


@dataclass(frozen=True)
class Target:
    """One service after the login, with its call log."""

    service: Service
    connection: Connection
    account_id: str
    log: CallLog
    first_delay: float = 0.0

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service.name, self.account_id)

    def place_name(self, source: str) -> str:
        return place_name(self.account, source)


def place_name(account: AccountRef, source: str) -> str:
    """Returns the name of the state document that keeps the place of a walk."""
    return f"call-log#{account.key}#{source}"


def read_until(places: StateStore, account: AccountRef) -> float | None:
    """Returns the time up to which the poll has read the log (seconds since the epoch), or None before
    the first poll has ended."""
    name = place_name(account, "poll")
    return StateDocument(places, name, Place).value.watermark


@dataclass(frozen=True)
class PageWriter:
    """Writes the rows of a page, counts the new recordings, and requests slots for the fresh ones."""

    recorder: CallRecorder
    found_counts: FoundCounts
    scheduler: ImportScheduler

    def write(
        self, target: Target, source: DiscoverySource, records: Sequence[JsonObject]
    ) -> tuple[RecordPageResult, int]:
        """Returns what was written, and how many imports were started."""
        origin = PageOrigin(
            service=target.service,
            account_id=target.account_id,
            source=source,
            first_delay=target.first_delay,
            thorough=source == "weekly",
        )
        recorded = self.recorder.record_page(origin, records)
        self.found_counts.add_found(target.account, recorded.found)
        fresh = [row for row in recorded.found if row.lane is Lane.FRESH]
        return recorded, self._start(target, fresh)

    def _start(self, target: Target, fresh: Sequence[Recording]) -> int:
        return self.scheduler.start_now(target.connection, fresh) if fresh else 0


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
        result = PollResult(source=source)
        if begin or place.value.walk:
            target = self._asked_as_one_user(target, place, source)
        if source == "poll" and (extracted := self._extract(target, place, deadline)):
            return extracted
        if place.value.walk is None:
            if not begin:
                return result
            place.save(walk=self._begin(target, source, place.value))
        return self.walk(target, place, deadline)

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
                page = target.log.page(walk, deadline)
            except NoSlot:
                break
            except (BadRequest, NotFound, ForeignHost, InvalidAnswer):
                # If the page no longer exists, the next run starts the slice again, once.
                self._keep(place, walk.at_slice_start())
                raise
            recorded, begun = self.writer.write(target, walk.source, page.records)
            started += begun
            walk = walk.after_page(
                page.next_uri,
                self.clock.now(),
                records=len(page.records),
                found=len(recorded.found),
                unreadable=recorded.unreadable,
            )
            self._keep(place, walk)
        return _result(before, walk, started)

    @staticmethod
    def _keep(place: StateDocument[Place], walk: Walk) -> None:
        """Keeps the walk. A finished walk is cleared, so that the next run starts a new one, except
        for a back-fill, which runs once."""
        if walk.finished and walk.source != "backfill":
            place.save(walk=None, watermark=walk.date_to)
        else:
            place.save(walk=walk)

    def _extract(
        self, target: Target, place: StateDocument[Place], deadline: float
    ) -> PollResult | None:
        """Polls with the extract. Returns None if the list must be read instead."""
        refused = place.value.extract_refused_at
        if place.value.walk or (refused and self.clock.now() - refused < _EXTRACT_RETRY):
            return None
        try:
            return self._extract_pages(target, place, deadline)
        except (NotFound, PermissionMissing):
            place.save(extract_refused_at=self.clock.now(), sync_token=None)
        except BadRequest:
            if place.value.sync_token is None:
                place.save(extract_refused_at=self.clock.now())
            else:
                place.save(
                    sync_token=None
                )  # the token has expired: the next poll starts a full sync
        except (InvalidAnswer, Unavailable):
            pass  # the list may still work; if it fails as well, that error is reported
        return None

    def _extract_pages(
        self, target: Target, place: StateDocument[Place], deadline: float
    ) -> PollResult:
        result = PollResult(source="poll", used_extract_sync=True)
        more = True
        while more:
            began = self.clock.now()
            since = (place.value.watermark or began - DAY + OVERLAP) - OVERLAP
            try:
                page = target.log.extract(place.value.sync_token, since, deadline)
            except NoSlot:
                return result.model_copy(update={"finished": False})
            recorded, begun = self.writer.write(target, "poll", page.records)
            more = page.newer_records_exist
            caught_up = {} if more else {"watermark": began}
            place.save(sync_token=page.sync_token, **caught_up)
            result = _plus(result, page.records, recorded, begun)
        return result


def _result(before: Walk, after: Walk, started: int) -> PollResult:
    return PollResult(
        source=after.source,
        finished=after.finished,
        pages=after.pages - before.pages,
        records=after.records - before.records,
        found=after.found - before.found,
        unreadable=after.unreadable - before.unreadable,
        started=started,
    )


def _plus(
    result: PollResult, records: Sequence[JsonObject], recorded: RecordPageResult, started: int
) -> PollResult:
    return result.model_copy(
        update={
            "pages": result.pages + 1,
            "records": result.records + len(records),
            "found": result.found + len(recorded.found),
            "unreadable": result.unreadable + recorded.unreadable,
            "started": result.started + started,
        }
    )


def as_time(text: str) -> float:
    """Converts an ISO 8601 date or time to seconds since the epoch. Without an offset, it is UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
