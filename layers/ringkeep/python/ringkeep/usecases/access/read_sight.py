"""Whom a user sees: from their own item, the tree of managers, and the blocks that changed.

    sights = ReadSight(store)
    sights(record, profile)          one or two reads of the store for most people

A process keeps the blocks that it has read. It reads a manager's block again when `Teams` says that it
was changed since. Blocks are read after `Teams`, so they are at least as new as `Teams` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.teams import Manager, Reports, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.ports import PeopleStore


@dataclass
class ReadSight:
    """`_blocks` has the reports of each manager, and the version of `Teams` for which they were read."""

    store: PeopleStore
    _blocks: dict[str, tuple[int, Reports]] = field(default_factory=dict)

    def __call__(self, record: UserRecord, profile: SecurityProfile) -> Sight:
        """`record` was read in this request."""
        if profile.visibility is ProfileVisibility.ALL:
            return EVERYONE
        seen: dict[str, Reports] = {}
        if profile.visibility is ProfileVisibility.TEAM:
            seen = self._team(record.user.id, self.store.teams())
        held = {id_: each for reports in seen.values() for id_, each in reports.items()}
        return Sight.of_holders({**held, record.user.id: record.assignments})

    def _team(self, user_id: str, teams: Teams) -> dict[str, Reports]:
        heads = teams.heads_of_team(user_id)
        return {id_: self._reports(id_, teams.managers[id_]) for id_ in sorted(heads)}

    def _reports(self, manager: str, entry: Manager) -> Reports:
        version, known = self._blocks.get(manager, (0, {}))
        if version == entry.changed:
            return known
        blocks = self.store.team(manager, entry.parts)
        reports = {id_: held for block in blocks for id_, held in block.reports.items()}
        self._blocks[manager] = (entry.changed, reports)
        return reports
