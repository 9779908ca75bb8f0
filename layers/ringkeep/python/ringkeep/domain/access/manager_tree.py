"""Who reports to whom, and therefore who belongs to whose team.

A team is everyone below a manager, at any depth. A deactivated manager keeps their place, so that
the manager above still sees the whole team. No walk uses recursion, and every walk ends even if the
stored data contains a cycle.

The tree is immutable and has a version. A change is written under the condition that the version
has not changed since it was read: two opposite changes at the same moment cannot form a cycle,
because one of them must read again. docs/decisions/team-visibility.md says how the tree is stored
and how a manager's team is read with few read units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal


class ReportsToThemself(Refusal):
    """`cycle` has the ids from the user up to themself."""

    code: ClassVar[str] = "manager_cycle"
    field: ClassVar[str] = "manager"

    def __init__(self, cycle: Sequence[str]) -> None:
        between = len(cycle) - 2
        through = f" through {between} other user{'s'[: between - 1]}" if between else ""
        super().__init__(
            f"The user would report to themself{through}."
            " Choose a manager who is not in the user's own team."
        )
        self.cycle = tuple(cycle)


@dataclass(frozen=True)
class ManagerTree:
    """`managers` has the manager's id of each user who has one. `version` grows with each change."""

    managers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    def manager_of(self, user_id: str) -> str:
        """Returns the id of the user's manager, empty for none."""
        return self.managers.get(user_id, "")

    def direct_reports(self, user_id: str) -> Sequence[str]:
        return self._reports.get(user_id, ())

    def team(self, user_id: str) -> frozenset[str]:
        """Returns everyone below the user, without the user."""
        found: set[str] = set()
        pending = [user_id]
        while pending:
            new = set(self.direct_reports(pending.pop())) - found
            found |= new
            pending += new
        return frozenset(found - {user_id})

    def chain(self, user_id: str) -> Iterator[str]:
        """Returns the managers above the user, the nearest one first."""
        seen = {user_id}
        above = self.manager_of(user_id)
        while above and above not in seen:
            yield above
            seen.add(above)
            above = self.manager_of(above)

    def cycle(self, user_id: str, manager: str) -> Sequence[str]:
        """Returns the cycle that would be formed if the user got this manager, empty for none."""
        path = [user_id, manager]
        if manager == user_id:
            return path
        for above in self.chain(manager):
            path.append(above)
            if above == user_id:
                return path
        return ()

    def changed(self, user_id: str, manager: str) -> ManagerTree:
        """Returns the tree in which the user has this manager (empty for none), or this tree if the
        user has it already. Raises ReportsToThemself."""
        if manager == self.manager_of(user_id):
            return self
        cycle = self.cycle(user_id, manager) if manager else ()
        if cycle:
            raise ReportsToThemself(cycle)
        return self._with({user_id: manager})

    def changed_together(self, changes: Mapping[str, str]) -> ManagerTree:
        """Returns the tree after all changes (manager by user, empty for none), whose order does not
        matter: two people may change places. Raises ReportsToThemself."""
        new = self._with(changes)
        cycle = next(new.cycles(changes), None)
        if cycle:
            raise ReportsToThemself(cycle)
        return new

    def cycles(self, among: Iterable[str] | None = None) -> Iterator[Sequence[str]]:
        """Returns each cycle that is reached from these users, or from all. A tree that was changed
        only through this class has none."""
        done: set[str] = set()
        for start in self.managers if among is None else among:
            path = self._path_until(start, done)
            last = self.manager_of(path[-1]) if path else ""
            if last in path:
                yield (*path[path.index(last) :], last)
            done.update(path)

    def without(self, user_id: str) -> ManagerTree:
        """Returns the tree without the user. Their direct reports get the user's manager, who saw
        them before, so that the change extends no one's sight."""
        above = self.manager_of(user_id)
        moved = dict.fromkeys(self.direct_reports(user_id), above)
        return self._with({**moved, user_id: ""})

    def _path_until(self, start: str, done: set[str]) -> Sequence[str]:
        path: dict[str, None] = {}
        current = start
        while current and current not in done and current not in path:
            path[current] = None
            current = self.manager_of(current)
        return list(path)

    def _with(self, changes: Mapping[str, str]) -> ManagerTree:
        merged = {**self.managers, **changes}
        return ManagerTree(
            {user: manager for user, manager in merged.items() if manager}, self.version + 1
        )

    @cached_property
    def _reports(self) -> Mapping[str, Sequence[str]]:
        reports: dict[str, list[str]] = {}
        for user, manager in self.managers.items():
            reports.setdefault(manager, []).append(user)
        return reports
