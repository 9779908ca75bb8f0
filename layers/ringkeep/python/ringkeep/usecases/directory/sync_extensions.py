"""Updates the directory of extensions from RingCentral's list, and writes only what changed.

Nothing is written before all pages are read. If a sync is stopped while it writes, each row is
either updated or unchanged, and the next sync completes the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Difference, Extension, difference, parse_extension
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.paging import Trail
from ringkeep.errors import ListingRefused
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.directory.ports import ExtensionDirectory, ExtensionListing
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import Leases, StateStore

_LEASE_MARGIN = 60.0


class SyncResult(Model):
    """The result of one sync. `complete` is False if the listing may lack extensions: it changed while
    it was read, or its user sees only a part of the company. Then no extension is marked as removed.
    `endless`: its pages led nowhere, and those before were used. `unreadable` counts records without
    an id."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    pages: int = 0
    unreadable: int = 0
    complete: bool = True
    endless: bool = False


@dataclass(frozen=True)
class _Listing:
    """All pages of one listing. If an extension is added while the pages are read, an id may appear
    twice; the later record is used. If one is removed, another one may be missing."""

    extensions: dict[str, Extension]
    pages: int
    unreadable: int
    totals: frozenset[int | None]
    endless: bool = False

    @property
    def complete(self) -> bool:
        """Whether the listing certainly holds every extension: the reported total did not change, and
        that many extensions were read. Without a total, a listing that ends is assumed to be complete."""
        no_total = self.totals <= {None} and not self.endless
        return not self.unreadable and (no_total or self.totals == {len(self.extensions)})

    @property
    def disagreement(self) -> str:
        """Describes how the reported total differs from what was read. Empty if it does not differ, if
        the total changed, or if the listing did not end."""
        if self.complete or self.endless or len(self.totals) > 1:
            return ""
        (total,) = self.totals
        return f"{len(self.extensions)} read, {self.unreadable} unreadable, {total} reported"


class _SyncState(Model):
    """The state kept between syncs. `refused_at` is set if the last listing was refused. `changed_at` is
    when a sync last changed a row."""

    synced_at: float = 0.0
    changed_at: float = 0.0
    refused_at: float | None = None
    present: int = 0
    disagreement: str = ""

    def accepts(self, listed: _Listing) -> bool:
        """Whether the listing counts as complete. A total that differs in the same way twice is
        accepted: RingCentral counts differently."""
        same_as_before = bool(listed.disagreement) and listed.disagreement == self.disagreement
        return listed.complete or same_as_before


def state_name(account: AccountRef) -> str:
    """Returns the name of the sync's state document and lease."""
    return f"extensions#{account.key}"


@dataclass(frozen=True)
class SyncTimes:
    """When the lists of extensions changed."""

    states: StateStore

    def changed_at(self, account: AccountRef) -> float:
        """Returns when a sync last changed a row (seconds since the epoch), 0 for never."""
        return StateDocument(self.states, state_name(account), _SyncState).value.changed_at


@dataclass(frozen=True)
class ExtensionSync:
    """Syncs the extensions of an account. A lease prevents two syncs at the same time."""

    extensions: ExtensionDirectory
    states: StateStore
    leases: Leases
    clock: Clock

    def sync(self, account: AccountRef, listing: ExtensionListing, deadline: float) -> SyncResult:
        """Raises Busy, NoSlot, ListingRefused, and what the listing and the tables raise."""
        seconds = max(0.0, deadline - self.clock.now()) + _LEASE_MARGIN
        with self.leases.hold(state_name(account), seconds):
            listed = _read_all(listing, deadline)
            return self._apply(account, listed, sees_part=listing.sees_part())

    def _apply(self, account: AccountRef, listed: _Listing, *, sees_part: bool) -> SyncResult:
        stored = self.extensions.rows(account)
        change = difference(stored, listed.extensions, self.clock.now())
        state = StateDocument(self.states, state_name(account), _SyncState)
        complete = state.value.accepts(listed) and not sees_part
        if not complete:
            change = change.without_removals()
        if change.is_suspicious and state.value.refused_at is None:
            self._refuse(state, change)
        self.extensions.write(account, change.rows)
        state.put(self._next_state(state.value, change, listed))
        AccountHistory(self.states).remember(account)
        return _result(change, listed, complete)

    def _next_state(self, before: _SyncState, change: Difference, listed: _Listing) -> _SyncState:
        now = self.clock.now()
        return _SyncState(
            synced_at=now,
            changed_at=now if change.rows else before.changed_at,
            present=change.present,
            disagreement=listed.disagreement,
        )

    def _refuse(self, state: StateDocument[_SyncState], change: Difference) -> None:
        state.save(refused_at=self.clock.now())
        raise ListingRefused(
            f"the listing lacks {len(change.removed)} of the stored extensions, more than half."
            " Nothing was changed. The next sync accepts such a listing"
        )


def _read_all(listing: ExtensionListing, deadline: float) -> _Listing:
    """Reads all pages, or those before the pages lead nowhere."""
    extensions: dict[str, Extension] = {}
    totals: set[int | None] = set()
    trail, unreadable = Trail(), 0
    next_page: int | None = 1
    while next_page is not None and not trail.problem:
        page = listing.extension_page(next_page, deadline)
        unreadable += _collect(page.records, extensions)
        totals.add(page.total)
        next_page = page.next_page
        trail = trail.after(page.records, str(next_page))
    endless = next_page is not None
    return _Listing(extensions, trail.pages, unreadable, frozenset(totals), endless)


def _collect(records: Sequence[JsonObject], extensions: dict[str, Extension]) -> int:
    """Adds the extensions of a page. Returns the number of unreadable records."""
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
        endless=listed.endless,
    )
