"""Compares the extension list with what was decided on, and makes new extensions users where a service keeps
in step with its list.

It walks through the list of each connected account in pages: each hour, soon after the list has changed,
and after the setting has changed. The place is kept, so that a walk goes on in the next minute. Most walks
look only at extensions that changed since the walk before, that have an open decision, or that were
deleted lately. Once a day, and after a change of the setting, one looks at all. A run adds a limited number
of users; the rest are added by the next runs, while walks go on.

A walk through 20,000 extensions reads about 7,500 units of the directory table (1.5 KB an extension) and,
if it looks at all, 20,000 of the people table. If no walk is due, a run reads 3 units for each service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.keep_in_step import setting_digest
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model
from ringkeep.errors import ItemRefused
from ringkeep.usecases.access.compare_extension import (
    CompareExtension,
    Run,
    RunResult,
    WatchedAccount,
)
from ringkeep.usecases.access.decision_ports import ExtensionSyncs, UnimportedRecordings
from ringkeep.usecases.access.list_ports import ListedExtensions, PeopleLists
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

MOST_READ: Final = 5_000
"""So many extensions at most are read in one run, counted in whole pages."""
_PAGE: Final = 100
_HOUR: Final = 3_600.0
_DAY: Final = 86_400.0
_MARGIN: Final = 900.0
"""A sync stamps its rows with the time at which it began to write."""


class WalkPlace(Model):
    """`started_at` is the start of the present or latest walk. `since`: extensions that changed earlier are
    not looked at, unless something about them is open; 0 for all. `compared_at` and `full_at` are the starts
    of the latest walk that has ended, and of the latest one that looked at all. `setting` identifies the
    setting with which the walk began. Times are in seconds since the epoch.

    `adding_after`: the extensions behind this one are still to become users, as many in each run as its
    limit allows; None if none are left. Walks do not wait for that."""

    walking: bool = False
    started_at: float = 0.0
    since: float = 0.0
    after: str = ""
    compared_at: float = 0.0
    full_at: float = 0.0
    setting: str = ""
    adding_after: str | None = None

    def begun(self, now: float, setting: str) -> Self:
        full = now - self.full_at >= _DAY or setting != self.setting
        since = 0.0 if full else self.compared_at - _MARGIN
        return type(self)(
            walking=True,
            started_at=now,
            since=since,
            compared_at=self.compared_at,
            full_at=self.full_at,
            setting=setting,
            adding_after=None if full else self.adding_after,
        )

    def with_more_to_add(self) -> Self:
        """The extension behind the place should become a user, and the run may add no more."""
        known = self.adding_after
        first = self.after if known is None else min(known, self.after)
        return self.model_copy(update={"adding_after": first})

    def added_until(self, extension_id: str | None) -> Self:
        return self.model_copy(update={"adding_after": extension_id})

    @property
    def is_busy(self) -> bool:
        return self.walking or self.adding_after is not None

    def at(self, extension_id: str) -> Self:
        return self.model_copy(update={"after": extension_id})

    def ended(self) -> Self:
        full_at = self.full_at if self.since else self.started_at
        given = {"walking": False, "after": "", "compared_at": self.started_at, "full_at": full_at}
        return self.model_copy(update=given)


@dataclass(frozen=True)
class FindDecisions:
    services: ServiceDirectory
    accounts: AccountHistory
    directory: ListedExtensions
    syncs: ExtensionSyncs
    lists: PeopleLists
    unimported: UnimportedRecordings
    compare: CompareExtension
    states: StateStore
    clock: Clock

    def __call__(self, deadline: float) -> RunResult:
        """Goes on with the walks that are due, until the deadline (epoch seconds) or the limits of a run."""
        run = Run(deadline)
        services = self.services.list()
        if not services:
            self.compare.settling.close_removed(())
        for service in services:
            account_id = self.accounts.latest(service.name)
            if account_id is not None and not self._is_over(run):
                self._walk(service, AccountRef(service.name, account_id), run)
        return run.result

    def _walk(self, service: Service, account: AccountRef, run: Run) -> None:
        """Keeps the place also if an extension fails: those before it are not compared again."""
        document = StateDocument(self.states, f"decisions#{account.key}", WalkPlace)
        place = document.value
        setting = setting_digest(service.policy.keep_in_step)
        if not place.walking and self._is_due(account, place, setting):
            place = place.begun(self.clock.now(), setting)
            self.compare.settling.close_removed(each.name for each in self.services.list())
        if not place.is_busy:
            return
        opened = self.compare.settling.opened(account)
        watched = WatchedAccount(service, account, opened, lambda: self.unimported.of(account))
        try:
            while place.walking and not self._is_over(run):
                place = self._after_page(watched, place, run)
            while place.adding_after is not None and run.may_add and not self._is_over(run):
                place = self._after_added(watched, place, run)
        finally:
            document.put(place)

    def _is_due(self, account: AccountRef, place: WalkPlace, setting: str) -> bool:
        aged = self.clock.now() - place.started_at >= _HOUR
        return aged or setting != place.setting or self.syncs.changed_at(account) > place.started_at

    def _is_over(self, run: Run) -> bool:
        """Whether the run reads no more pages."""
        return self._must_stop(run) or run.read >= MOST_READ

    def _must_stop(self, run: Run) -> bool:
        return run.has_noted_enough or self.clock.now() >= run.deadline

    def _after_page(self, watched: WatchedAccount, place: WalkPlace, run: Run) -> WalkPlace:
        """Returns the place after a page, or in it if the limits of the run are reached."""
        page = self._page(watched, place.after, run)
        chosen = [row for row in page if self._concerns(row, watched, place)]
        for row, stored in self._with_assignments(watched, chosen):
            if self._must_stop(run):
                return place
            if not self._compared(watched, row, stored, run):
                place = place.with_more_to_add()
            place = place.at(row.extension.id)
        return place.at(page[-1].extension.id) if len(page) == _PAGE else place.ended()

    def _after_added(self, watched: WatchedAccount, place: WalkPlace, run: Run) -> WalkPlace:
        """The same for extensions that are still to become users: only those are compared."""
        setting = watched.service.policy.keep_in_step
        page = self._page(watched, place.adding_after or "", run)
        chosen = [row for row in page if setting is not None and setting.wants(row)]
        for row, stored in self._with_assignments(watched, chosen):
            if self._must_stop(run) or not self._compared(watched, row, stored, run):
                return place
            place = place.added_until(row.extension.id)
        return place.added_until(page[-1].extension.id if len(page) == _PAGE else None)

    def _page(self, watched: WatchedAccount, after: str, run: Run) -> Sequence[ExtensionRow]:
        page = self.directory.page(watched.account, after, _PAGE)
        run.read += len(page)
        return page

    def _with_assignments(
        self, watched: WatchedAccount, rows: Sequence[ExtensionRow]
    ) -> Iterator[tuple[ExtensionRow, ExtensionAssignments | None]]:
        owners = [watched.owner(row) for row in rows]
        assigned = self.lists.assignments_of(owners) if owners else {}
        return ((row, assigned.get(owner)) for row, owner in zip(rows, owners, strict=True))

    def _concerns(self, row: ExtensionRow, watched: WatchedAccount, place: WalkPlace) -> bool:
        recent = row.changed_at >= place.since or row.extension.id in watched.opened
        return recent or watched.was_deleted_lately(row, self.clock.now())

    def _compared(
        self,
        watched: WatchedAccount,
        row: ExtensionRow,
        stored: ExtensionAssignments | None,
        run: Run,
    ) -> bool:
        """Returns False if the extension is still to become a user. One that can never be written must not
        stop the walk."""
        try:
            return self.compare(watched, row, stored, run)
        except ItemRefused as error:
            run.problems.append(f"{row.extension.id} {type(error).__name__}: {error}")
            return True
