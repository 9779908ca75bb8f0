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


class NewestCopy(NamedTuple):
    """The copy of an evaluation with the highest revision. `evaluation` is None if it cannot be read."""

    id: str
    name: str
    evaluation: ReportedEvaluation | None


class CopiedScores(Protocol):
    def newest(self) -> Iterator[Sequence[NewestCopy]]:
        """Yields the newest copy of each evaluation, in batches of at most 100. An evaluation that was never
        submitted may have none."""
        ...


class MarkedContribution(NamedTuple):
    """`run` is the rebuild that wrote it, empty for none."""

    id: str
    run: str
    stored: StoredContribution


class StoredScores(Protocol):
    """What the table has, for a rebuild and for a check. Only the command line reads it all."""

    def contributions(self, ids: Sequence[str]) -> Mapping[str, StoredContribution]:
        """Of at most 100 evaluations. Reads consistently."""
        ...

    def all_contributions(self) -> Iterator[MarkedContribution]: ...

    def all_cells(self) -> Iterator[tuple[Cell, NamedSums]]: ...


class ScoreRebuild(StoredScores, Protocol):
    """From `begin` to `end`, nothing else changes the sums."""

    def begin(self, run: str) -> None:
        """Takes over from a run that was interrupted. Raises ScoresRebuilding if one is at work."""
        ...

    def go_on(self, run: str) -> None:
        """Says that the run is at work. Raises ScoresRebuilding if another one took over."""
        ...

    def end(self, run: str) -> None: ...

    def put_contributions(self, run: str, items: Mapping[str, StoredContribution]) -> None: ...

    def replace_cells(self, run: str, cells: Cells) -> None:
        """Deletes all cells and writes these."""
        ...
