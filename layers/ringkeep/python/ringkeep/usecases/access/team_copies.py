"""A copy of all teams in one object, so that a sight of many teams is not read from many items.

    copy_teams()                             after a change, at most once a minute
    copies.reports(wanted, teams.version)    the teams whose copy is as `Teams` says

The copy decides nothing. `Teams` says with which version a manager's reports were last changed; if the copy
has another version of them, or if there is no copy, they are read from the table.
docs/decisions/team-visibility.md has the reasons and the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.access.teams import Manager, Reports, TeamBlock, Teams

FEWEST_TEAMS: Final = 2
"""The fewest teams to be read for which the copy is read: one team is as fast from the table."""


class CopiedTeam(NamedTuple):
    """The reports of a manager, and the version of `Teams` with which they were last changed."""

    changed: int
    reports: Reports


class TeamCopies(Protocol):
    def version(self) -> int:
        """Returns the version of `Teams` that the copy has, 0 if there is no copy."""
        ...

    def reports(self, wanted: Mapping[str, int], latest: int) -> Mapping[str, Reports]:
        """Returns the reports of those managers that the copy has with the wanted versions. `latest` is
        the version of `Teams`: a newer copy is of a table that was restored to an earlier state, and is
        not used. Raises StorageFailed, ResourceMissing and StoredDataInvalid."""
        ...


class KeptTeamCopies(TeamCopies, Protocol):
    def keep(self, version: int, teams: Mapping[str, CopiedTeam]) -> None:
        """Replaces the copy."""
        ...


class TeamStore(Protocol):
    def teams(self) -> Teams: ...

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]: ...


@dataclass(frozen=True)
class CopyTeams:
    """Copies what has changed since the last copy. Two runs at once do no harm: an older copy has fewer
    teams with the version of `Teams`."""

    store: TeamStore
    copies: KeptTeamCopies

    def __call__(self) -> int:
        """Returns how many teams were read for the copy. Raises what the store and the copies raise."""
        teams = self.store.teams()
        if len(teams.managers) < FEWEST_TEAMS or self.copies.version() == teams.version:
            return 0
        versions = {id_: each.changed for id_, each in teams.managers.items()}
        known = self.copies.reports(versions, teams.version)
        missing = {id_: each for id_, each in teams.managers.items() if id_ not in known}
        read = self._read(missing) if missing else {}
        reports = {**known, **read}
        copied = {id_: CopiedTeam(versions[id_], each) for id_, each in reports.items()}
        self.copies.keep(teams.version, copied)
        return len(missing)

    def _read(self, missing: Mapping[str, Manager]) -> Mapping[str, Reports]:
        """Leaves out a team that has changed since `Teams` was read: the next copy has it."""
        parts = {id_: each.parts for id_, each in missing.items()}
        found: dict[str, list[TeamBlock]] = {id_: [] for id_ in missing}
        for block in self.store.blocks(parts, latest=True):
            found[block.manager].append(block)
        return {id_: _joined(found[id_]) for id_, each in missing.items() if _fit(each, found[id_])}


def _fit(manager: Manager, blocks: Sequence[TeamBlock]) -> bool:
    newest = max((each.version for each in blocks), default=0)
    return len(blocks) == manager.parts and newest == manager.changed


def _joined(blocks: Sequence[TeamBlock]) -> Reports:
    return {id_: held for block in blocks for id_, held in block.reports.items()}
