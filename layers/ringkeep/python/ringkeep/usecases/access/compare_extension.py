"""Compares one extension with what was decided on: decisions about it are opened or closed, and a new
extension becomes a user if the service keeps in step with its list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.decisions import (
    DecisionKind,
    OpenDecision,
    WatchedExtension,
    open_decisions,
)
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.listed_extensions import (
    ListedExtension,
    as_listed,
    followed,
    last_listed,
)
from ringkeep.domain.access.sight import Today
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict
from ringkeep.usecases.access.decision_ports import UnimportedOf
from ringkeep.usecases.access.keep_in_step import AddFromList
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite
from ringkeep.usecases.access.settle_decisions import Settled, SettleDecisions
from ringkeep.usecases.clock import Clock

MOST_TRIED: Final = 50
"""So many users at most are added in one run, or tried to be added."""
MOST_NOTED: Final = 500
_DAY: Final = 86_400.0


class RunResult(Model):
    """`opened` and `closed` count decisions, `added` users, `noted` extensions whose listing was noted
    without a decision. `problems` has the id of each extension that failed, and the error."""

    opened: int = 0
    closed: int = 0
    added: int = 0
    noted: int = 0
    problems: tuple[str, ...] = ()

    @property
    def did_something(self) -> bool:
        return self != RunResult()


@dataclass
class Run:
    """What one run has done. Its limits count for all accounts together. `deadline` is in seconds since the
    epoch."""

    deadline: float
    read: int = 0
    tried: int = 0
    added: int = 0
    noted: int = 0
    settled: Settled = field(default_factory=Settled)
    problems: list[str] = field(default_factory=list)

    @property
    def has_noted_enough(self) -> bool:
        return self.noted >= MOST_NOTED

    @property
    def may_add(self) -> bool:
        return self.tried < MOST_TRIED

    @property
    def result(self) -> RunResult:
        return RunResult(
            opened=self.settled.opened,
            closed=self.settled.closed,
            added=self.added,
            noted=self.noted,
            problems=tuple(self.problems),
        )


@dataclass
class WatchedAccount:
    """`opened` has the open decisions by extension. `count` reads the open recordings."""

    service: Service
    account: AccountRef
    opened: Mapping[str, tuple[OpenDecision, ...]]
    count: Callable[[], UnimportedOf]

    def owner(self, row: ExtensionRow) -> Owner:
        return Owner(*self.account, row.extension.id)

    def was_deleted_lately(self, row: ExtensionRow, now: float) -> bool:
        """Whether RingCentral may still have recordings of the deleted extension."""
        retention = self.service.policy.retention_days * _DAY
        return row.removed_at is not None and row.removed_at >= now - retention

    def unimported(self, row: ExtensionRow, now: float) -> int | None:
        if row.removed_at is None or not self.was_deleted_lately(row, now):
            return 0
        return self._counts(row.extension.id, row.removed_at)

    @cached_property
    def _counts(self) -> UnimportedOf:
        return self.count()


@dataclass(frozen=True)
class CompareExtension:
    store: PeopleStore
    add: AddFromList
    settling: SettleDecisions
    today: Today
    clock: Clock

    def __call__(
        self,
        watched: WatchedAccount,
        row: ExtensionRow,
        stored: ExtensionAssignments | None,
        run: Run,
    ) -> bool:
        """Returns False if the extension should become a user and the run may add no more. `stored` is None
        if no one ever had the extension."""
        if stored is None:
            setting = watched.service.policy.keep_in_step
            if setting is not None and setting.wants(row):
                return self._keep_in_step(setting, watched, row, run)
            self._settle(watched, row, self._without_user(watched, row), run)
            return True
        listed = as_listed(row)
        decided = followed(stored.decided, listed) if stored.decided else listed
        if decided != stored.decided:
            run.noted += self._note(stored, decided)
        self._settle(watched, row, self._found(watched, row, stored, decided), run)
        return True

    def _found(
        self,
        watched: WatchedAccount,
        row: ExtensionRow,
        stored: ExtensionAssignments,
        decided: ListedExtension,
    ) -> Iterator[OpenDecision]:
        now = self.clock.now()
        unimported = watched.unimported(row, now)
        known = WatchedExtension(stored, decided, row, unimported)
        for decision in open_decisions([known], self.today(watched.service.name)):
            yield _opened(row, OpenDecision(decision=decision, found_at=now))

    def _without_user(self, watched: WatchedAccount, row: ExtensionRow) -> Iterator[OpenDecision]:
        """No one ever had the extension: only recordings that certainly wait are worth an alarm."""
        owner, now = watched.owner(row), self.clock.now()
        if row.present or not watched.unimported(row, now):
            return
        service, account_id, extension_id = owner
        empty = ExtensionAssignments(
            service=service, account_id=account_id, extension_id=extension_id
        )
        yield from self._found(watched, row, empty, last_listed(row))

    def _note(self, stored: ExtensionAssignments, listed: ListedExtension) -> bool:
        """Someone may assign the extension at the same moment: the next walk looks again."""
        update = {"decided": listed, "version": stored.version + 1}
        noted = stored.model_copy(update=update)
        try:
            self.store.write(PeopleWrite(audit=(), extensions=(noted,)))
        except Conflict:
            return False
        return True

    def _keep_in_step(
        self, setting: KeepInStep, watched: WatchedAccount, row: ExtensionRow, run: Run
    ) -> bool:
        """What could not be added is tried again when something of what the attempt depended on has
        changed."""
        in_vain = self._tried_in_vain(setting, watched, row)
        if in_vain is not None:
            self._settle(watched, row, iter((in_vain,)), run)
            return True
        if not run.may_add:
            return False
        run.tried += 1
        refused = self.add(setting, watched.owner(row), row)
        run.added += refused is None
        self._settle(watched, row, iter((_opened(row, refused),) if refused else ()), run)
        return True

    def _tried_in_vain(
        self, setting: KeepInStep, watched: WatchedAccount, row: ExtensionRow
    ) -> OpenDecision | None:
        opened = watched.opened.get(row.extension.id, ())
        tried = [each for each in opened if each.decision.kind is DecisionKind.NOT_ADDED]
        basis = self.add.basis(setting, row.extension) if tried else ""
        return next((each for each in tried if each.tried == basis), None)

    def _settle(
        self,
        watched: WatchedAccount,
        row: ExtensionRow,
        found: Iterator[OpenDecision],
        run: Run,
    ) -> None:
        before = watched.opened.get(row.extension.id, ())
        self.settling.settle(before, found, run.settled)


def _opened(row: ExtensionRow, decision: OpenDecision) -> OpenDecision:
    extension = row.extension
    return decision.model_copy(update={"name": extension.name, "number": extension.number})
