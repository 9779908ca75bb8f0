"""What a switch of a service's licensing would take in and out, judging by the calls of the last days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.coverage import is_shared
from ringkeep.domain.recordings.licence_offers import SwitchPreview, switch_preview
from ringkeep.domain.recordings.owners import extension_ids
from ringkeep.domain.recordings.places import END, day_before, day_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import ExtensionRows, RecordingList

DAYS: Final = 7
MOST_ROWS: Final = 10_000
"""A company with more recordings in seven days is judged by its latest ones."""
_PAGE: Final = 1_000


class UserPages(Protocol):
    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        """Returns up to `limit` users in order of `place_of`, from the first one after a place on."""
        ...


@dataclass(frozen=True)
class PreviewLicensing:
    services: ServiceDirectory
    accounts: AccountHistory
    directory: ExtensionRows
    users: UserPages
    rows: RecordingList
    clock: Clock

    def __call__(self, name: str, licensing: Licensing) -> SwitchPreview:
        """Raises ServiceNotFound. Before the first login nothing is known, and nothing is taken out."""
        service = self.services.get(name)
        account_id = self.accounts.latest(name)
        if account_id is None:
            return switch_preview(service.policy.licensing, licensing, (), (), (), DAYS)
        account = AccountRef(name, account_id)
        latest = list(islice(self._latest(name), MOST_ROWS))
        return switch_preview(
            service.policy.licensing,
            licensing,
            self._extensions(account),
            frozenset(self._licensed(service, account)),
            [extension_ids(row) for row in latest if row.account == account],
            self._days(latest),
        )

    def _days(self, latest: Sequence[Recording]) -> float:
        if len(latest) < MOST_ROWS:
            return DAYS
        return max(0.1, round((self.clock.now() - latest[-1].start_time) / DAY, 1))

    def _latest(self, service: str) -> Iterator[Recording]:
        begin = self.clock.now() - DAYS * DAY
        day = day_of(self.clock.now())
        while day >= day_of(begin):
            for row in self.rows.newest_of_day(service, day.isoformat(), END):
                if row.start_time < begin:
                    return
                yield row
            day = day_before(day)

    def _extensions(self, account: AccountRef) -> Collection[str]:
        """Returns the extensions of persons that RingCentral lists now."""
        rows = self.directory.rows(account)
        return [id_ for id_, row in rows.items() if row.present and not is_shared(row.extension)]

    def _licensed(self, service: Service, account: AccountRef) -> Iterator[str]:
        """Yields the extensions that licensed users have today."""
        today = local_day(self.clock.now(), zone_of(service))
        for record in self._all_users():
            for held in record.assignments if record.user.is_recorded else ():
                if held.extension.account == account and held.period.covers(today):
                    yield held.extension.extension_id

    def _all_users(self) -> Iterator[UserRecord]:
        after = ""
        while page := self.users.users(after, _PAGE):
            yield from page
            after = place_of(page[-1].user)
