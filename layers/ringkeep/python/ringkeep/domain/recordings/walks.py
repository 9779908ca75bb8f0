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
    or None at the start of a slice. `trail` and `restarts` belong to the current slice."""

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

    def gives_up_slice(self, *, refused: bool) -> bool:
        """Whether to go on with the next slice after a page failed. `refused`: RingCentral refuses the
        request itself, for example because the slice is older than what it keeps.

        The start of the newest slice is never given up: a later run reads it.
        """
        if self.next_uri is None and self.in_newest_slice:
            return False
        return (refused and self.next_uri is None) or self.restarts >= _RESTARTS

    def at_slice_start(self) -> Self:
        """Returns the walk at the first page of its slice."""
        counts = self.next_uri is not None or not self.in_newest_slice
        return self.model_copy(
            update={
                "next_uri": None,
                "trail": Trail(),
                "restarts": self.restarts + 1 if counts else self.restarts,
            }
        )

    def without_rest_of_slice(self, error: str, detail: str, now: float) -> Self:
        """Returns the walk at the next slice. The rest of the current one is skipped."""
        skipped = SkippedSlice(
            date_from=self.slice_from, date_to=self.slice_to, error=error, detail=detail[:200]
        )
        ended = self._at(None, Trail(), now)
        return ended.model_copy(update={"skipped": (*self.skipped, skipped)})

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
        return read._at(next_uri, trail or self.trail, now)

    def _at(self, next_uri: str | None, trail: Trail, now: float) -> Self:
        """Returns the walk at a page of its slice, or at the next slice if `next_uri` is None."""
        ended = next_uri is None
        return self.model_copy(
            update={
                "next_uri": next_uri,
                "slice_from": self.slice_to if ended else self.slice_from,
                "finished": ended and self.in_newest_slice,
                "trail": Trail() if ended else trail,
                "restarts": 0 if ended else self.restarts,
                "updated_at": now,
            }
        )


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
