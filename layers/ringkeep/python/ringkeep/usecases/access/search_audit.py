"""Searches the audit log by person, object and time, the newest first, in bounded pages.

A page reads a bounded number of entries and months. If the filters leave few of them, it has fewer
entries than asked for, or none, and still a cursor: the search goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, milliseconds
from ringkeep.domain.access.audit_search import months
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.usecases.access.ports import AuditLog

LARGEST_PAGE: Final = 100
MOST_READ: Final = 1_000
"""The most entries that one page reads."""
_MOST_MONTHS: Final = 24
"""The most months that one page reads. Each needs a request, also an empty one."""
EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""Before the first version that wrote entries."""
_CURSOR: Final = re.compile(r"[0-9]{13}-[0-9a-f]{16}")


@dataclass(frozen=True)
class AuditSearch:
    """Empty texts leave a filter out. Times are in seconds since the epoch, both included."""

    person: str = ""
    object_kind: str = ""
    object_id: str = ""
    start: float = EARLIEST
    end: float = 0.0

    @property
    def one_object(self) -> ObjectRef | None:
        if self.object_kind and self.object_id:
            return ObjectRef(kind=self.object_kind, id=self.object_id)
        return None

    def fits(self, entry: AuditEntry) -> bool:
        return (
            self.person in ("", entry.actor.key)
            and self.object_kind in ("", entry.object.kind)
            and self.object_id in ("", entry.object.id)
        )


@dataclass(frozen=True)
class AuditPage:
    """`next` is the cursor of the following page, empty if there is nothing more to search."""

    entries: tuple[AuditEntry, ...]
    next: str = ""


@dataclass(frozen=True)
class _Read:
    """One entry that was read, or the end of a month (None). `place` is where the next page begins."""

    entry: AuditEntry | None
    place: str


@dataclass(frozen=True)
class SearchAudit:
    log: AuditLog

    def __call__(
        self, search: AuditSearch, cursor: str = "", limit: int = 50, most_read: int = MOST_READ
    ) -> AuditPage:
        """Returns up to `limit` entries before the cursor. Raises CursorInvalid."""
        bounded = _from_cursor(search, cursor)
        found: list[AuditEntry] = []
        count, ends, place = 0, 0, ""
        for read in self._reads(bounded, cursor):
            place = read.place
            count += read.entry is not None
            ends += read.entry is None
            if read.entry is not None and search.fits(read.entry):
                found.append(read.entry)
            if len(found) == limit or count == most_read or ends == _MOST_MONTHS:
                return AuditPage(tuple(found), place)
        return AuditPage(tuple(found))

    def _reads(self, search: AuditSearch, cursor: str) -> Iterator[_Read]:
        for start, end in _windows(search):
            for entry in self._entries(search, start, end):
                if not cursor or entry.id < cursor:
                    yield _Read(entry, entry.id)
            if start > search.start:
                yield _Read(None, f"{milliseconds(start):013d}-{'0' * 16}")

    def _entries(self, search: AuditSearch, start: float, end: float) -> Iterator[AuditEntry]:
        one_object = search.one_object
        if one_object is not None:
            return self.log.by_object(one_object, start, end)
        if search.person:
            return self.log.by_person(search.person, start, end)
        return self.log.by_time(start, end)


def _from_cursor(search: AuditSearch, cursor: str) -> AuditSearch:
    if not cursor:
        return search
    if not _CURSOR.fullmatch(cursor):
        raise CursorInvalid
    return replace(search, end=min(search.end, int(cursor[:13]) / 1000))


def _windows(search: AuditSearch) -> Iterator[tuple[float, float]]:
    """Returns the times to search, one for each month; a single one for an object, which has few."""
    if search.end < search.start:
        return
    if search.one_object is not None:
        yield search.start, search.end
        return
    for month in months(search.start, search.end):
        first = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
        next_ = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        end = min(search.end, next_.timestamp() - 0.001)
        yield max(search.start, first.timestamp()), end
