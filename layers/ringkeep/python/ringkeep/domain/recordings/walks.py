"""A walk through the call log: slices of time, oldest first, each a chain of pages.

A walk keeps its place, so that a run that got no more requests, or died, is continued by the next.
Each slice's end is fixed when it starts: calls that appear meanwhile do not shift its pages.
"""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.recordings.lifecycle import DAY, HOUR, MINUTE, DiscoverySource

OVERLAP = 10 * MINUTE
"""RingCentral shows a call in its log up to a minute after it began; a poll looks back this far."""
SLICE = 30 * DAY

_LOOK_BACK: dict[DiscoverySource, float] = {
    "hourly": 4 * HOUR,  # records settle within 240 minutes
    "nightly": 48 * HOUR,
}


class Walk(BaseModel):
    """Times are seconds since the epoch. `next_uri` is the page to read next, None at a slice's start."""

    model_config = ConfigDict(frozen=True)

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
    started_at: float
    updated_at: float

    @property
    def slice_to(self) -> float:
        return min(self.slice_from + SLICE, self.date_to)

    @property
    def progress(self) -> float:
        """The share of the time range that is done, 0..1, by whole slices."""
        if self.finished or self.date_to <= self.date_from:
            return 1.0
        return (self.slice_from - self.date_from) / (self.date_to - self.date_from)

    def at_slice_start(self) -> Self:
        """The walk back at the first page of its slice."""
        return self.model_copy(update={"next_uri": None})

    def after_page(
        self, next_uri: str | None, now: float, *, records: int, found: int, unreadable: int = 0
    ) -> Self:
        """The walk once a page's rows are all written."""
        ended = next_uri is None
        return self.model_copy(
            update={
                "next_uri": next_uri,
                "slice_from": self.slice_to if ended else self.slice_from,
                "finished": ended and self.slice_to >= self.date_to,
                "pages": self.pages + 1,
                "records": self.records + records,
                "found": self.found + found,
                "unreadable": self.unreadable + unreadable,
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
    """From the watermark with an overlap; an account never polled starts a day back, the rest
    being the back-fill's."""
    since = now - DAY if watermark is None else watermark - OVERLAP
    return begin("poll", account_id, since, now, now)


def begin_sweep(source: DiscoverySource, account_id: str, retention_days: int, now: float) -> Walk:
    """Hourly over the settle horizon, nightly over 48 hours, weekly over all that is still kept."""
    look_back = _LOOK_BACK.get(source, retention_days * DAY)
    return begin(source, account_id, now - look_back, now, now)
