"""The ports of the reports on scores. The adapters and the fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple, Protocol

from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion
from ringkeep.domain.evaluation.score_cells import Cell, Cells, NamedSums
from ringkeep.domain.evaluation.score_contributions import Contribution, ReportedEvaluation
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.errors import Busy


class ScoresRebuilding(Busy):
    """`ringkeep rebuild-scores` runs, or was interrupted and must run again: sums are incomplete."""

    code: ClassVar[str] = "scores_rebuilding"


class StoredContribution(NamedTuple):
    """What an evaluation adds at a revision: None if it does not count."""

    revision: int
    contribution: Contribution | None


class ScoreCells(Protocol):
    """Reads may be from a moment ago."""

    def require_complete(self) -> None:
        """Raises ScoresRebuilding."""
        ...

    def find(self, query: CellQuery) -> Iterator[tuple[Cell, NamedSums]]: ...

    def place_after(self, partition: str, place: str) -> str:
        """Returns the first place after one, empty if there is none."""
        ...


class ScoreChanges(Protocol):
    def stored(self, evaluation: str) -> StoredContribution | None:
        """Reads consistently."""
        ...

    def apply(
        self, evaluation: str, before: StoredContribution | None, after: StoredContribution
    ) -> None:
        """Writes what the evaluation adds now, and the difference to the cells, or nothing. Raises
        ScoresRebuilding, and Conflict if it is no longer as it was read."""
        ...


class ScorecardTitles(Protocol):
    """The part of Scorecards that a report reads."""

    def head(self, scorecard_id: str) -> ScorecardHead | None: ...

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None: ...


class NamedPeople(Protocol):
    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        """Returns the existing ones of these users by id."""
        ...


class CopiedEvaluations(Protocol):
    def latest(self) -> Iterator[Sequence[ReportedEvaluation]]:
        """Yields the highest revision of each evaluation from its copies, in batches. Raises
        StoredDataInvalid for a copy that is none of Ringkeep's."""
        ...


class ScoreRebuild(Protocol):
    """Only the command line rebuilds. Until `end`, nothing else changes the sums."""

    def begin(self, run: str) -> None:
        """Takes over from a run that was interrupted. Raises ScoresRebuilding if one is at work."""
        ...

    def still_running(self, run: str) -> None:
        """Says that the run is at work. Raises ScoresRebuilding if another one took over."""
        ...

    def end(self, run: str) -> None: ...

    def clear_cells(self) -> None: ...

    def contributions(self, ids: Sequence[str]) -> Mapping[str, StoredContribution]: ...

    def all_contributions(self) -> Iterator[tuple[str, str, StoredContribution]]:
        """Yields the id of each evaluation, the run that wrote it (empty: none did), and what it adds."""
        ...

    def put_contributions(self, run: str, items: Mapping[str, StoredContribution]) -> None: ...

    def put_cells(self, cells: Cells) -> None: ...

    def all_cells(self) -> Iterator[tuple[Cell, NamedSums]]: ...
