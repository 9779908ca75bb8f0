"""Scorecards in memory. They pass the contract tests of the table."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion, ScorecardWrite
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryScorecards:
    """The ScorecardChanges port."""

    def __init__(self, people: MemoryPeopleStore) -> None:
        self._people = people
        self._heads: dict[str, ScorecardHead] = {}
        self._drafts: dict[str, Scorecard] = {}
        self._versions: dict[tuple[str, int], ScorecardVersion] = {}

    def heads(self) -> Sequence[ScorecardHead]:
        return [self._heads[id_] for id_ in sorted(self._heads)]

    def head(self, scorecard_id: str) -> ScorecardHead | None:
        return self._heads.get(scorecard_id)

    def draft(self, scorecard_id: str) -> Scorecard | None:
        return self._drafts.get(scorecard_id)

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None:
        return self._versions.get((scorecard_id, number))

    def apply(self, write: ScorecardWrite, people: PeopleWrite) -> None:
        id_ = write.after.id
        if self._heads.get(id_) != write.before:
            raise Conflict(f"the scorecard {id_} changed")
        if write.version and (id_, write.version.number) in self._versions:
            raise Conflict("a version never changes")
        self._people.write(people)
        self._heads[id_] = write.after
        if write.drops_draft:
            self._drafts.pop(id_, None)
        if write.draft is not None:
            self._drafts[id_] = write.draft
        if write.version:
            self._versions[id_, write.version.number] = write.version
