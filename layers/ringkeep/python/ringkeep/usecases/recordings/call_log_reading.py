"""One service's call log, the place that is kept in it, and how its pages are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.paging import Trail
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.walks import SkippedSlice, Walk
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.ports import CallLog, FoundCounts
from ringkeep.usecases.recordings.record_calls import CallRecorder, PageOrigin, RecordPageResult
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler
from ringkeep.usecases.state import StateStore

LINK_LIMIT = 8000
"""The longest link or sync token that is kept, in characters."""


class Place(Model):
    """How far a source has read the call log of one account, as one user sees it."""

    reader: Reader = Reader()
    watermark: float | None = None
    walk: Walk | None = None
    sync_token: str | None = None
    extract_refused_at: float | None = None
    extract_trail: Trail = Trail()
    """Of the extract's pages since it last caught up."""


class PollResult(Model):
    """The result of one run for a service. `finished` is False if the rate limit ended the run.

    `unreadable` counts records that cannot be read, `set_aside` those that were kept in S3 because
    they could not be read or written completely, and `endless` the lists whose pages did not end.
    `skipped` has the slices of the log that were not read to their end.
    """

    source: DiscoverySource
    finished: bool = True
    pages: int = 0
    records: int = 0
    found: int = 0
    started: int = 0
    unreadable: int = 0
    set_aside: int = 0
    endless: int = 0
    skipped: tuple[SkippedSlice, ...] = ()
    used_extract_sync: bool = False

    def after_page(self, records: int, recorded: RecordPageResult, started: int) -> Self:
        return self.model_copy(
            update={
                "pages": self.pages + 1,
                "records": self.records + records,
                "found": self.found + len(recorded.found),
                "unreadable": self.unreadable + recorded.unreadable,
                "set_aside": self.set_aside + recorded.set_aside,
                "started": self.started + started,
            }
        )

    def plus(self, other: PollResult) -> Self:
        """Adds what another part of the same run has read."""
        names = ("pages", "records", "found", "started", "unreadable", "set_aside", "endless")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return self.model_copy(update=sums)


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
