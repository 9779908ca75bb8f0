"""Reads the recordings that were excluded as not licensed and could be imported now, the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.licence_offers import is_offered, licensing_of_user
from ringkeep.domain.recordings.licensing import ImportLicensing
from ringkeep.domain.recordings.offer_jobs import JobPlace, OfferCount
from ringkeep.domain.recordings.places import BEGINNING, day_of, sort_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import RecordingList

MOST_ROWS: Final = 5_000
MOST_DAYS: Final = 400
"""What a count reads at most: rows, and days of services."""

Decides = Callable[[Recording], ImportLicensing]


@dataclass(frozen=True)
class OfferedRows:
    rows: RecordingList
    services: ServiceDirectory
    clock: Clock

    def services_of(self, record: UserRecord) -> Sequence[Service]:
        """Returns the connected services of which the user has or had an extension, by name."""
        names = {each.extension.service for each in record.assignments}
        return [service for name in sorted(names) if (service := self._service(name))]

    def count(self, record: UserRecord, since: float) -> OfferCount:
        """Returns how many recordings the user's licence would bring back."""
        services, now = self.services_of(record), self.clock.now()
        decides = decides_for_user(record, services)
        found = read = days = 0
        for _, row in self.walk(services, since, JobPlace()):
            if row is None:
                days += 1
            else:
                read += 1
                found += is_offered(row, decides(row), since, now)
            if read >= MOST_ROWS or days >= MOST_DAYS:
                return OfferCount(recordings=found, complete=False)
        return OfferCount(recordings=found)

    def walk(
        self, services: Sequence[Service], since: float, after: JobPlace
    ) -> Iterator[tuple[JobPlace, Recording | None]]:
        """Yields the rows after a place, each with its own place, and None after each day. What
        RingCentral has deleted by now is left out."""
        for service in services:
            if service.name >= after.service:
                begin = after if service.name == after.service else JobPlace()
                yield from self._of_service(service, since, begin)

    def _of_service(
        self, service: Service, since: float, after: JobPlace
    ) -> Iterator[tuple[JobPlace, Recording | None]]:
        now = self.clock.now()
        day = day_of(max(since, now - service.policy.retention_days * DAY, 0.0))
        if after.day:
            day = max(day, date.fromisoformat(after.day))
        while day <= day_of(now + DAY):
            text = day.isoformat()
            begin = after.sort if text == after.day else BEGINNING
            for row in self.rows.oldest_of_day(service.name, text, begin):
                yield JobPlace(service.name, text, sort_of(row)), row
            day += timedelta(days=1)
            yield JobPlace(service.name, day.isoformat()), None

    def _service(self, name: str) -> Service | None:
        try:
            return self.services.get(name)
        except ServiceNotFound:
            return None


def decides_for_user(record: UserRecord, services: Sequence[Service]) -> Decides:
    """Returns the licensing by which a row is offered: that of the user alone."""
    zones = {service.name: zone_of(service) for service in services}
    known: dict[tuple[str, str], ImportLicensing] = {}

    def decide(row: Recording) -> ImportLicensing:
        if row.account not in known:
            known[row.account] = licensing_of_user(record, row.account, zones[row.service])
        return known[row.account]

    return decide
