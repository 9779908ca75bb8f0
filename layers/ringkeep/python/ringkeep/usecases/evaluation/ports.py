"""The ports of scorecards. The adapter and the fake pass the same contract tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion, ScorecardWrite
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.usecases.access.ports import PeopleWrite


class Scorecards(Protocol):
    """All reads are consistent."""

    def heads(self) -> Sequence[ScorecardHead]:
        """Returns all scorecards, without their contents, in order of their ids."""
        ...

    def head(self, scorecard_id: str) -> ScorecardHead | None: ...

    def draft(self, scorecard_id: str) -> Scorecard | None: ...

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None: ...


class ScorecardChanges(Scorecards, Protocol):
    """Changes are written together with their audit entry."""

    def apply(self, write: ScorecardWrite, people: PeopleWrite) -> None:
        """Writes all of it or nothing. Raises Conflict if anything is no longer as it was read."""
        ...


class ScorecardCopies(Protocol):
    """Copies of scorecards in the archive, from which the table can be restored."""

    def keep(self, key: str, content: bytes) -> None:
        """Writes a copy, in the place of an older one."""
        ...
