"""Keeps the directory of extensions as RingCentral lists it, writing only what changed.

Nothing is written before all pages are read, and each row is written as a whole. A sync that is
stopped leaves rows that are new or as they were; the next one completes the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Difference, Extension, difference, parse_extension
from ringkeep.domain.json import JsonObject
from ringkeep.errors import InvalidAnswer, ListingRefused
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.directory.ports import ExtensionDirectory, ExtensionListing
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import Leases, StateStore

_PAGE_LIMIT = 1000
"""A listing of more pages than this has no end: each page holds 1,000 extensions."""
_LEASE_MARGIN = 60.0


class SyncResult(BaseModel):
    """What one sync did. `complete` is False when the listing changed while it was read: then no
    extension is marked as removed. `unreadable` counts records without an id."""

    model_config = ConfigDict(frozen=True)

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    pages: int = 0
    unreadable: int = 0
    complete: bool = True


@dataclass(frozen=True)
class _Listing:
    """All pages of one listing. An extension that is added meanwhile shifts the pages, so that an id
    may come twice (the later record counts); one that is removed may hide another."""

    extensions: dict[str, Extension]
    pages: int
    unreadable: int
    totals: frozenset[int | None]

    @property
    def complete(self) -> bool:
        """Whether it holds every extension for certain: the total did not change, and that many were
        read."""
        untold = self.totals <= {None}
        return not self.unreadable and (untold or self.totals == {len(self.extensions)})

    @property
    def disagreement(self) -> str:
        """How the reported total differs from what was read; empty when that cannot be said."""
        if self.complete or len(self.totals) > 1:
            return ""
        (total,) = self.totals
        return f"{len(self.extensions)} read, {self.unreadable} unreadable, {total} told"


class _SyncState(BaseModel):
    """What the sync remembers. `refused_at` is set while the last listing was refused."""

    synced_at: float = 0.0
    refused_at: float | None = None
    present: int = 0
    disagreement: str = ""

    def believes(self, listed: _Listing) -> bool:
        """A total that disagrees in the same way twice is RingCentral's way of counting."""
        again = bool(listed.disagreement) and listed.disagreement == self.disagreement
        return listed.complete or again


def state_name(account: AccountRef) -> str:
    """The name of the sync's state document, and of its lease."""
    return f"extensions#{account.key}"


@dataclass(frozen=True)
class ExtensionSync:
    """One sync of one account at a time."""

    extensions: ExtensionDirectory
    states: StateStore
    leases: Leases
    clock: Clock

    def sync(self, account: AccountRef, listing: ExtensionListing, deadline: float) -> SyncResult:
        """Raises Busy, NoSlot, ListingRefused, and what the listing and the tables raise."""
        seconds = max(0.0, deadline - self.clock.now()) + _LEASE_MARGIN
        with self.leases.hold(state_name(account), seconds):
            listed = _read_all(listing, deadline)
            return self._apply(account, listed)

    def _apply(self, account: AccountRef, listed: _Listing) -> SyncResult:
        known = self.extensions.rows(account)
        change = difference(known, listed.extensions, self.clock.now())
        state = StateDocument(self.states, state_name(account), _SyncState)
        complete = state.value.believes(listed)
        if not complete:
            change = change.without_removals()
        if change.is_suspicious and state.value.refused_at is None:
            self._refuse(state, change)
        self.extensions.write(account, change.rows)
        state.put(self._next_state(change, listed))
        AccountHistory(self.states).remember(account)
        return _result(change, listed, complete)

    def _next_state(self, change: Difference, listed: _Listing) -> _SyncState:
        return _SyncState(
            synced_at=self.clock.now(), present=change.present, disagreement=listed.disagreement
        )

    def _refuse(self, state: StateDocument[_SyncState], change: Difference) -> None:
        state.save(refused_at=self.clock.now())
        raise ListingRefused(
            f"the listing lacks {len(change.removed)} of the extensions on file, more than half:"
            " nothing was changed, and it is believed if the next sync says the same"
        )


def _read_all(listing: ExtensionListing, deadline: float) -> _Listing:
    """Raises InvalidAnswer for a listing without an end."""
    extensions: dict[str, Extension] = {}
    totals: set[int | None] = set()
    pages, unreadable = 0, 0
    following: int | None = 1
    while following is not None:
        if pages == _PAGE_LIMIT:
            raise InvalidAnswer("the listing of extensions does not end")
        page = listing.extension_page(following, deadline)
        unreadable += _collect(page.records, extensions)
        totals.add(page.total)
        pages, following = pages + 1, page.next_page
    return _Listing(extensions, pages, unreadable, frozenset(totals))


def _collect(records: Sequence[JsonObject], extensions: dict[str, Extension]) -> int:
    """Adds a page's extensions; how many records could not be read."""
    unreadable = 0
    for record in records:
        try:
            extension = parse_extension(record)
        except ValueError:
            unreadable += 1
        else:
            extensions[extension.id] = extension
    return unreadable


def _result(change: Difference, listed: _Listing, complete: bool) -> SyncResult:
    return SyncResult(
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
        unchanged=change.unchanged,
        pages=listed.pages,
        unreadable=listed.unreadable,
        complete=complete,
    )
