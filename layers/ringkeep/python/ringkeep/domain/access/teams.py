"""The tree of managers as it is stored: one small item and, for each manager, the people below them.

`Teams` knows every user to whom someone reports. With the new manager, who may not be one of them yet,
it is enough to check a change of manager: no one else can be part of a cycle. `TeamBlock` has a part
of one manager's direct reports, with their extensions, so that a manager's whole team is read from few
items. Blocks that did not change since they were read need not be read again: `Teams` says when each
manager's last changed.

Every change of a block grows the version of `Teams`, and is written under the condition that this
version is the one that was read. So blocks need no condition of their own. Everything here can be
rebuilt from the users. docs/decisions/team-visibility.md has the reasons and the sizes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.model import Model

LARGEST_PART: Final = 320_000
"""In bytes, of one part of a block. DynamoDB takes items of 400 KB."""
_REPORT_BYTES: Final = 48
_ASSIGNMENT_BYTES: Final = 80
"""At most so many, without the texts of the extension."""
Reports = Mapping[str, tuple[UserAssignment, ...]]


class Manager(Model):
    """A user to whom someone reports. `manager` is their own manager, empty for none. `changed` is the
    version of `Teams` with which a part of their block was last written."""

    manager: str = ""
    changed: int
    parts: int = 1


class Teams(Model):
    """`version` is 0 before the first one is stored."""

    managers: Mapping[str, Manager] = {}
    version: int = 0

    @cached_property
    def tree(self) -> ManagerTree:
        """The managers among themselves."""
        above = {id_: each.manager for id_, each in self.managers.items() if each.manager}
        return ManagerTree(above, self.version)

    def tree_with(self, manager: str, above: str) -> ManagerTree:
        """Returns the tree with a user to whom someone will report, and their own manager."""
        managers = {**self.tree.managers, manager: above} if above else self.tree.managers
        return ManagerTree(managers, self.version)

    def heads_of_team(self, user_id: str) -> frozenset[str]:
        """Returns the managers whose blocks make up the user's team."""
        if user_id not in self.managers:
            return frozenset()
        return (self.tree.team(user_id) | {user_id}) & self.managers.keys()


class TeamBlock(Model):
    """A part of the direct reports of a manager: their assignments by user id."""

    manager: str
    part: int = 0
    reports: Mapping[str, tuple[UserAssignment, ...]] = {}
    version: int = 0


@dataclass(frozen=True)
class TeamChange:
    """What a change of one user writes."""

    teams: Teams
    blocks: tuple[TeamBlock, ...] = ()


@dataclass(frozen=True)
class StoredTeams:
    """What was read. `blocks` has all parts of the user's present and new managers. `above` is the
    manager of the new manager."""

    teams: Teams
    blocks: Mapping[str, Sequence[TeamBlock]]
    above: str = ""


def affected_managers(before: UserRecord | None, after: UserRecord) -> frozenset[str]:
    """Returns the managers whose blocks a change of the user writes."""
    was = (before.user.manager, before.assignments) if before else ("", ())
    now = (after.user.manager, after.assignments)
    return frozenset({was[0], now[0]} - {""}) if was != now else frozenset()


def team_change(
    before: UserRecord | None, after: UserRecord, stored: StoredTeams
) -> TeamChange | None:
    """Returns what is written of the teams, None if nothing. The caller has checked for cycles."""
    affected = affected_managers(before, after)
    if not affected:
        return None
    version = stored.teams.version + 1
    blocks = tuple(
        block for id_ in sorted(affected) for block in _blocks(id_, after, stored, version)
    )
    managers = dict(stored.teams.managers)
    for id_ in affected:
        _update(managers, id_, blocks, stored)
    user_id = after.user.id
    if user_id in managers:
        managers[user_id] = managers[user_id].model_copy(update={"manager": after.user.manager})
    return TeamChange(Teams(managers=managers, version=version), blocks)


def _blocks(
    manager: str, after: UserRecord, stored: StoredTeams, version: int
) -> Iterator[TeamBlock]:
    """Returns the parts to write: the one that has or had the user, and the one that gets them."""
    parts = stored.blocks.get(manager, ())
    user_id = after.user.id
    present = next((each for each in parts if user_id in each.reports), None)
    chosen = None
    if after.user.manager == manager:
        chosen = _with_room(manager, parts, present, after)
        yield _written(chosen, {**chosen.reports, user_id: after.assignments}, version)
    if present and present is not chosen:
        kept = {id_: held for id_, held in present.reports.items() if id_ != user_id}
        yield _written(present, kept, version)


def _with_room(
    manager: str, parts: Sequence[TeamBlock], present: TeamBlock | None, after: UserRecord
) -> TeamBlock:
    """Returns the part in which the user is, if they fit there, or the first in which they fit."""
    size = report_size(after.assignments)
    for each in filter(None, (present, *parts)):
        others = (held for id_, held in each.reports.items() if id_ != after.user.id)
        if sum(map(report_size, others)) + size <= LARGEST_PART:
            return each
    return TeamBlock(manager=manager, part=len(parts))


def report_size(held: Sequence[UserAssignment]) -> int:
    """Returns the bytes that a report needs at most, in whatever form it is stored."""
    return _REPORT_BYTES + sum(map(_assignment_size, held))


def _assignment_size(held: UserAssignment) -> int:
    """An extension id can have any characters. JSON's form of a text is never shorter than another one."""
    return _ASSIGNMENT_BYTES + len(json.dumps("".join(held.extension)))


def _written(block: TeamBlock, reports: Reports, version: int) -> TeamBlock:
    return block.model_copy(update={"reports": reports, "version": version})


def _update(
    managers: dict[str, Manager], id_: str, written: Sequence[TeamBlock], stored: StoredTeams
) -> None:
    """A manager without reports is removed. One who gets the first one is added."""
    parts = {each.part: each for each in stored.blocks.get(id_, ())}
    mine = {each.part: each for each in written if each.manager == id_}
    parts.update(mine)
    if not any(each.reports for each in parts.values()):
        managers.pop(id_, None)
        return
    entry = managers.get(id_, Manager(manager=stored.above, changed=0))
    changed = max((each.version for each in mine.values()), default=entry.changed)
    managers[id_] = entry.model_copy(update={"changed": changed, "parts": len(parts)})
