"""Lists the recordings that a person may see, the newest first, with their states and reasons.

    page = list_recordings(person, RecordingQuery(service="main", state=RecordingState.EXCLUDED))
    page.next        the cursor of the next page, empty on the last one

A page reads a bounded number of rows. If few of them match, or if the person may see few of them, the
page has fewer items than its limit, perhaps none, and a cursor from which the list goes on.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from typing import Final

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.places import (
    END,
    RecordingPlace,
    day_before,
    day_of,
    place_at,
    place_of,
    place_of_cursor,
    start_of,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import RecordingList

DAYS: Final = 90
"""How far back the list goes, unless someone asks for more."""
MOST_ROWS: Final = 1_000
MOST_QUERIES: Final = 120
"""What one page reads: rows, and queries of a service's day."""


class RecordingQuery(Model):
    """`service` is empty for all. The calls began at `since` or later, and before `until`, both in
    seconds since the epoch; None for the last 90 days."""

    service: str = ""
    state: RecordingState | None = None
    since: float | None = None
    until: float | None = None
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True)
class RecordingPage:
    """`zones` has the time zone of each service."""

    recordings: Sequence[Recording] = ()
    next: str = ""
    zones: Mapping[str, tzinfo] = field(default_factory=dict)


@dataclass(frozen=True)
class ListRecordings:
    rows: RecordingList
    services: ServiceDirectory
    clock: Clock

    def __call__(self, viewer: UserPrincipal, query: RecordingQuery) -> RecordingPage:
        """Raises ServiceNotFound, and PlaceInvalid for a cursor that is not one of this list."""
        begin = place_of_cursor(query.cursor) if query.cursor else None
        zones = self._zones(query.service)
        if not zones or not (viewer.sight.everyone or viewer.sight.periods):
            return RecordingPage()
        latest = self.clock.now() + DAY
        until = min(latest, latest if query.until is None else query.until)
        since = until - DAYS * DAY if query.since is None else query.since
        reading = _Reading(self.rows, zones, viewer, query, max(0.0, since))
        return replace(reading.page(begin or place_at(until)), zones=zones)

    def _zones(self, service: str) -> Mapping[str, tzinfo]:
        found = [self.services.get(service)] if service else self.services.list()
        return {each.name: zone_of(each) for each in found}


@dataclass
class _Reading:
    """One page while it is read."""

    rows: RecordingList
    zones: Mapping[str, tzinfo]
    viewer: UserPrincipal
    query: RecordingQuery
    since: float
    read: int = 0
    queries: int = 0
    found: list[Recording] = field(default_factory=list)

    def page(self, begin: RecordingPlace) -> RecordingPage:
        rows = self._rows_from(begin)
        for row in rows:
            if isinstance(row, RecordingPlace):
                return RecordingPage(self.found, row.cursor)
            if self._matches(row):
                self.found.append(row)
            if len(self.found) == self.query.limit:
                more = next(rows, None) is not None
                return RecordingPage(self.found, place_of(row).cursor if more else "")
            if self.read >= MOST_ROWS:
                return self._cut_after(row.start_time, rows)
        return RecordingPage(self.found)

    def _cut_after(self, start: float, rows: Iterator[Recording | RecordingPlace]) -> RecordingPage:
        """Ends the page with the calls of this moment. Its cursor says only the moment: the person may
        not see the recording at which it ends, so nothing else of it may stand there."""
        place = place_at(start)
        for row in rows:
            if isinstance(row, RecordingPlace):
                return RecordingPage(self.found, row.cursor)
            if place_at(row.start_time) != place:
                return RecordingPage(self.found, place.cursor)
            if self._matches(row):
                self.found.append(row)
            if len(self.found) == self.query.limit:
                return RecordingPage(self.found, place_of(row).cursor)
        return RecordingPage(self.found)

    def _matches(self, row: Recording) -> bool:
        if self.query.state not in (None, row.state):
            return False
        return self.viewer.sees_recording(owners_on(row, self.zones[row.service]))

    def _rows_from(self, begin: RecordingPlace) -> Iterator[Recording | RecordingPlace]:
        """Yields the rows in their order; at last a place, if more days must be read by another page."""
        day, last = begin.day, day_of(self.since)
        before: RecordingPlace | None = begin
        while day >= last:
            if self.queries >= MOST_QUERIES:
                yield before or place_at(start_of(day) + DAY)
                return
            for row in self._rows_of(day, before):
                if row.start_time < self.since:
                    return
                yield row
            day, before = day_before(day), None

    def _rows_of(self, day: date, before: RecordingPlace | None) -> Iterator[Recording]:
        each = (self._of_service(service, day, before) for service in self.zones)
        return heapq.merge(*each, key=place_of, reverse=True)

    def _of_service(
        self, service: str, day: date, before: RecordingPlace | None
    ) -> Iterator[Recording]:
        self.queries += 1
        sort = before.sort if before else END
        # What begins at the same moment in a later service came before this place.
        including = before is not None and service < before.service
        for row in self.rows.newest_of_day(service, day.isoformat(), sort, including=including):
            self.read += 1
            yield row
