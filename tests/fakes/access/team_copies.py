"""The copy of all teams in memory. It counts how often it is read, and may fail."""

from __future__ import annotations

from collections.abc import Mapping

from ringkeep.domain.access.teams import Reports
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.team_copies import CopiedTeam


class MemoryTeamCopies:
    """The KeptTeamCopies port. `failure` is raised instead of an answer."""

    def __init__(self) -> None:
        self.stored_version = 0
        self.teams: dict[str, CopiedTeam] = {}
        self.read = 0
        self.written = 0
        self.failure: RingkeepError | None = None

    def version(self) -> int:
        self._fail()
        return self.stored_version

    def reports(self, wanted: Mapping[str, int], latest: int) -> Mapping[str, Reports]:
        self.read += 1
        self._fail()
        if self.stored_version > latest:
            return {}
        found = {id_: self.teams[id_] for id_ in wanted if id_ in self.teams}
        return {id_: team.reports for id_, team in found.items() if team.changed == wanted[id_]}

    def keep(self, version: int, teams: Mapping[str, CopiedTeam]) -> None:
        self._fail()
        self.written += 1
        self.stored_version, self.teams = version, dict(teams)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
