"""Whom a user sees: from their own item, the tree of managers, and the blocks that changed.

    sights = ReadSight(store, copies)
    sights(record, profile)          one or two reads of the store for most people

A process keeps the blocks that it has read. It reads a manager's block again when `Teams` says that it
was changed since. A block of one part is first read at half price, since `Teams` tells whether that
read was recent enough. Blocks are read after `Teams`, so they are at least as new as `Teams` says.
Several teams are first looked for in the copy of all teams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.teams import Manager, Reports, TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.team_copies import FEWEST_TEAMS, TeamCopies

_Wanted = Mapping[str, Manager]


class SightStore(Protocol):
    def teams(self) -> Teams: ...

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        """Returns the existing ones of the first parts of several managers' blocks, in any order.
        Without `latest` they may be from a moment ago, for half the price."""
        ...


@dataclass
class ReadSight:
    """`_blocks` has the reports of each manager, and the version of `Teams` for which they were read."""

    store: SightStore
    copies: TeamCopies | None = None
    _blocks: dict[str, tuple[int, Reports]] = field(default_factory=dict)

    def __call__(self, record: UserRecord, profile: SecurityProfile) -> Sight:
        """`record` was read in this request."""
        if profile.visibility is ProfileVisibility.ALL:
            return EVERYONE
        seen: Sequence[Reports] = ()
        if profile.visibility is ProfileVisibility.TEAM:
            seen = self._team(record.user.id, self.store.teams())
        held = {id_: each for reports in seen for id_, each in reports.items()}
        return Sight.of_holders({**held, record.user.id: record.assignments})

    def _team(self, user_id: str, teams: Teams) -> Sequence[Reports]:
        wanted = {id_: teams.managers[id_] for id_ in sorted(teams.heads_of_team(user_id))}
        known = {id_: self._blocks.get(id_, (0, {})) for id_ in wanted}
        changed = {id_: each for id_, each in wanted.items() if known[id_][0] != each.changed}
        copied = self._copied(changed, teams.version)
        rest = {id_: each for id_, each in changed.items() if id_ not in copied}
        read = {**copied, **(self._read(rest) if rest else {})}
        return [read.get(id_, known[id_][1]) for id_ in wanted]

    def _copied(self, changed: _Wanted, latest: int) -> Mapping[str, Reports]:
        """Nothing depends on the copy: if it cannot be read, the table is. The function that writes it
        reports what is wrong with the bucket."""
        if self.copies is None or len(changed) < FEWEST_TEAMS:
            return {}
        versions = {id_: each.changed for id_, each in changed.items()}
        try:
            found = self.copies.reports(versions, latest)
        except RingkeepError:
            return {}
        self._blocks.update({id_: (versions[id_], each) for id_, each in found.items()})
        return found

    def _read(self, changed: _Wanted) -> Mapping[str, Reports]:
        small = {id_: 1 for id_, each in changed.items() if each.parts == 1}
        found = self.store.blocks(small, latest=False) if small else ()
        recent = [each for each in found if each.version == changed[each.manager].changed]
        missing = changed.keys() - {each.manager for each in recent}
        parts = {id_: changed[id_].parts for id_ in sorted(missing)}
        latest = self.store.blocks(parts, latest=True) if parts else ()
        reports: dict[str, Reports] = {id_: {} for id_ in changed}
        for block in (*recent, *latest):
            reports[block.manager] = {**reports[block.manager], **block.reports}
        self._blocks.update({id_: (changed[id_].changed, reports[id_]) for id_ in changed})
        return reports
