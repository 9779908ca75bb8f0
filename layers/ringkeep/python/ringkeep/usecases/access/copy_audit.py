"""Copies the audit entries of some days to the audit bucket again: those whose copy is missing.

The function `copy_audit` copies each entry from the table's stream, which forgets it after a day. An entry
that has a copy is not written again, so that the command can be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, Protocol

from ringkeep.domain.access.audit_search import StoredEntry
from ringkeep.domain.model import Model
from ringkeep.threads import ENTRIES_AT_ONCE
from ringkeep.usecases.access.ports import AuditArchive

_PART: Final = 200
_INSTANT: Final = 0.001


class StoredEntries(Protocol):
    def stored_entries(self, start: float, end: float) -> Iterator[StoredEntry]:
        """Returns the entries from a time to another as they are stored, the newest first."""
        ...


class CopiedEntries(Model):
    """`known`: entries that had a copy. `strange`: items among the entries that are none of Ringkeep's."""

    copied: int = 0
    known: int = 0
    strange: int = 0


@dataclass(frozen=True)
class CopyMissingEntries:
    entries: StoredEntries
    copies: AuditArchive

    def __call__(self, first: date, last: date) -> CopiedEntries:
        """Both days (UTC) are included. Raises what AWS raises, and Conflict while the same copy is being
        written by the function."""
        result = CopiedEntries()
        with ThreadPoolExecutor(ENTRIES_AT_ONCE) as pool:
            for part in _parts(self.entries.stored_entries(*_bounds(first, last))):
                own = [each for each in part if each.is_own]
                written = list(pool.map(self._keep, own))
                result = CopiedEntries(
                    copied=result.copied + sum(written),
                    known=result.known + written.count(False),
                    strange=result.strange + len(part) - len(own),
                )
        return result

    def _keep(self, entry: StoredEntry) -> bool:
        return self.copies.keep(entry.id, entry.content)


def _bounds(first: date, last: date) -> tuple[float, float]:
    end = _midnight(last + timedelta(days=1)) - _INSTANT
    return _midnight(first), end


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _parts(entries: Iterable[StoredEntry]) -> Iterator[list[StoredEntry]]:
    remaining = iter(entries)
    while part := list(islice(remaining, _PART)):
        yield part
