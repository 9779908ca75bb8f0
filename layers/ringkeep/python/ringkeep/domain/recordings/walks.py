"""A walk through the call log: slices of time, oldest first, each read page by page.

A walk keeps its place (slice and page). If a run reaches the rate limit or stops, the next run
continues there. The end of a slice is fixed when it starts, so new calls do not shift its pages.
"""

from __future__ import annotations

from typing import Self

from ringkeep.domain.model import Model
from ringkeep.domain.paging import Trail
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.retry_delays import DAY, HOUR, MINUTE

OVERLAP = 10 * MINUTE
"""A call may appear in the log up to a minute after it began, so a poll reads this much again."""
SLICE = 30 * DAY

_RESTARTS = 3
"""A slice whose pages fail is started again so many times."""
_OUTAGES_OF_PAGE, _OUTAGES_OF_SLICE = 3, 12
"""After so many outages in a row at the same page, its slice is started again, or an older slice is
skipped. An outage of the whole call log never gets past the first page."""

_LOOK_BACK: dict[DiscoverySource, float] = {
    "hourly": 4 * HOUR,  # records may change for up to 240 minutes
    "nightly": 48 * HOUR,
}


class SkippedSlice(Model):
    """A slice that was not read to its end. Times are in seconds since the epoch. `error` is the name
    of the error's class."""

    date_from: float
    date_to: float
    error: str
    detail: str = ""


class Walk(Model):
    """The state of a walk. Times are in seconds since the epoch. `next_uri` is the page to read next,
    or None at the start of a slice. `trail`, `restarts` and `outages` belong to the current slice.

    If RingCentral refuses the start of a slice, later starts are tried. `refused_at` is the latest
    one that was refused, `accepted_at` the earliest one that was not, or 0. Between them lies the time
    from which on RingCentral answers; it is narrowed down to a day.
    """

    source: DiscoverySource
    account_id: str
    date_from: float
    date_to: float
    slice_from: float
    next_uri: str | None = None
    finished: bool = False
    pages: int = 0
    records: int = 0
    found: int = 0
    unreadable: int = 0
    set_aside: int = 0
    trail: Trail = Trail()
    restarts: int = 0
    outages: int = 0
    refused_at: float = 0.0
    accepted_at: float = 0.0
    skipped: tuple[SkippedSlice, ...] = ()
    started_at: float
    updated_at: float

    @property
    def slice_to(self) -> float:
        return min(self.slice_from + SLICE, self.date_to)

    @property
    def progress(self) -> float:
        """The share of the time range that has been read, from 0 to 1, in whole slices."""
        if self.finished or self.date_to <= self.date_from:
            return 1.0
        return (self.slice_from - self.date_from) / (self.date_to - self.date_from)

    @property
    def in_newest_slice(self) -> bool:
        return self.slice_to >= self.date_to

    @property
    def later_start(self) -> float | None:
        """Where to go on after the start of the slice was refused. None if only a day is left: then
        RingCentral refuses more than what is too old."""
        if self.accepted_at > self.slice_from:
            return self._between(self.slice_from, self.accepted_at) or self.accepted_at
        if not self.in_newest_slice:
            return self.slice_to
        return self._between(self.slice_from, self.date_to)

    @staticmethod
    def _between(earlier: float, later: float) -> float | None:
        return (earlier + later) / 2 if later - earlier > DAY else None

    def after_refused_start(self, start: float, error: str, detail: str, now: float) -> Self:
        """Returns the walk at a later start. What is refused counts as one skipped slice."""
        skipped = self._skipping(self.slice_from, start, error, detail)
        if self.refused_at:
            *before, first = self.skipped
            skipped = (*before, first.model_copy(update={"date_to": start}))
        return self._at_start(start, now).model_copy(
            update={
                "skipped": skipped,
                "refused_at": self.slice_from,
                "accepted_at": self.accepted_at,
            }
        )

    def before_refusals(self) -> Self:
        """Returns the walk at the first start that was refused, so that the next run tries it again."""
        if not self.refused_at:
            return self
        *before, first = self.skipped
        return self._at_start(first.date_from, self.updated_at).model_copy(
            update={"skipped": tuple(before), "refused_at": 0.0}
        )

    def _earlier_start(self, now: float) -> Self | None:
        """Returns the walk at an earlier start, if one that is not refused may lie between this one
        and the latest refused one. None to go on with the slice."""
        start = self._between(self.refused_at, self.slice_from) if self.refused_at else None
        if start is None:
            return None
        *before, first = self.skipped
        return self._at_start(start, now).model_copy(
            update={
                "skipped": (*before, first.model_copy(update={"date_to": start})),
                "refused_at": self.refused_at,
                "accepted_at": self.slice_from,
            }
        )

    def gives_up_slice(self) -> bool:
        """Whether to go on with the next slice after a page failed. The start of the newest slice is
        never given up: a later run reads it."""
        if self.next_uri is None and self.in_newest_slice:
            return False
        return self.restarts >= _RESTARTS

    def gives_up_after_outage(self) -> bool:
        """Whether to go on with the next slice, because RingCentral fails at this page only."""
        if self.next_uri is None:
            return not self.in_newest_slice and self.outages + 1 >= _OUTAGES_OF_SLICE
        return self.gives_up_slice() and self.outages + 1 >= _OUTAGES_OF_PAGE

    def after_outage(self) -> Self:
        """Returns the walk at the same page, or at the start of its slice if the page kept failing."""
        failed = self.model_copy(update={"outages": self.outages + 1})
        again = failed.next_uri is not None and failed.outages >= _OUTAGES_OF_PAGE
        return failed.at_slice_start() if again else failed

    def at_slice_start(self) -> Self:
        """Returns the walk at the first page of its slice."""
        counts = self.next_uri is not None or not self.in_newest_slice
        return self.model_copy(
            update={
                "next_uri": None,
                "trail": Trail(),
                "outages": 0,
                "restarts": self.restarts + 1 if counts else self.restarts,
            }
        )

    def from_the_start(self, now: float) -> Self:
        """Returns a walk through the same time that has read nothing yet."""
        fresh = begin(self.source, self.account_id, self.date_from, self.date_to, now)
        return self.model_copy(update=dict(fresh))

    def without_rest_of_slice(self, error: str, detail: str, now: float) -> Self:
        """Returns the walk at the next slice. The rest of the current one is skipped."""
        skipped = self._skipping(self.slice_from, self.slice_to, error, detail)
        return self._at(None, Trail(), now).model_copy(update={"skipped": skipped})

    def _skipping(
        self, date_from: float, date_to: float, error: str, detail: str
    ) -> tuple[SkippedSlice, ...]:
        new = SkippedSlice(date_from=date_from, date_to=date_to, error=error, detail=detail[:200])
        return (*self.skipped, new)

    def after_page(
        self,
        next_uri: str | None,
        now: float,
        *,
        records: int,
        found: int,
        unreadable: int = 0,
        set_aside: int = 0,
        trail: Trail | None = None,
    ) -> Self:
        """Returns the walk after all rows of a page were written."""
        read = self.model_copy(
            update={
                "pages": self.pages + 1,
                "records": self.records + records,
                "found": self.found + found,
                "unreadable": self.unreadable + unreadable,
                "set_aside": self.set_aside + set_aside,
            }
        )
        earlier = read._earlier_start(now) if self.next_uri is None else None
        return earlier or read._at(next_uri, trail or self.trail, now)

    def _at(self, next_uri: str | None, trail: Trail, now: float) -> Self:
        """Returns the walk at a page of its slice, or at the next slice if `next_uri` is None."""
        if next_uri is None:
            ended = self._at_start(self.slice_to, now)
            return ended.model_copy(update={"finished": self.in_newest_slice})
        return self.model_copy(
            update={"next_uri": next_uri, "trail": trail, "outages": 0, "updated_at": now}
            | _ANSWERED
        )

    def _at_start(self, slice_from: float, now: float) -> Self:
        """Returns the walk at the first page of a slice."""
        return self.model_copy(
            update={
                "next_uri": None,
                "slice_from": slice_from,
                "trail": Trail(),
                "restarts": 0,
                "outages": 0,
                "updated_at": now,
            }
            | _ANSWERED
        )


_ANSWERED: dict[str, object] = {"refused_at": 0.0, "accepted_at": 0.0}
"""The first page of a slice was not refused."""


def begin(
    source: DiscoverySource, account_id: str, date_from: float, date_to: float, now: float
) -> Walk:
    start = min(date_from, date_to)
    return Walk(
        source=source,
        account_id=account_id,
        date_from=start,
        date_to=date_to,
        slice_from=start,
        started_at=now,
        updated_at=now,
    )


def begin_poll(account_id: str, watermark: float | None, now: float) -> Walk:
    """Starts at the watermark, minus an overlap. The first poll starts a day back; the back-fill reads
    what is older."""
    since = now - DAY if watermark is None else watermark - OVERLAP
    return begin("poll", account_id, since, now, now)


def begin_sweep(source: DiscoverySource, account_id: str, retention_days: int, now: float) -> Walk:
    """The hourly sweep covers the time in which records still change, the nightly one 48 hours, and
    the weekly one everything within RingCentral's retention."""
    look_back = _LOOK_BACK.get(source, retention_days * DAY)
    return begin(source, account_id, now - look_back, now, now)
