"""The ports of evaluations. The adapter and the fake pass the same contract tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.evaluation.evaluation_records import (
    EvaluationPage,
    EvaluationSummary,
    EvaluationWrite,
    StepPage,
)
from ringkeep.domain.evaluation.evaluations import Evaluation, Subject
from ringkeep.usecases.access.ports import PeopleWrite


class Evaluations(Protocol):
    """Reads of one evaluation are consistent. Lists may lag a moment behind. Those with a cursor raise
    CursorInvalid for a text that is no cursor of this list; a page has at most `limit` items."""

    def evaluation(self, id_: str) -> Evaluation | None: ...

    def evaluations_of_evaluator(
        self, user: str, *, open_only: bool, cursor: str, limit: int
    ) -> EvaluationPage:
        """The open ones by the day they are due, then the others, the last submitted first."""
        ...

    def evaluations_of_agent(self, user: str, cursor: str, limit: int) -> EvaluationPage:
        """Newest first, in all states."""
        ...

    def evaluations_of_month(self, month: str, cursor: str, limit: int) -> EvaluationPage:
        """Those that were assigned in a month in UTC, such as 2026-11: newest first."""
        ...

    def disputed_evaluations(self, cursor: str, limit: int) -> EvaluationPage:
        """Those with an open dispute, the one that has waited longest first."""
        ...

    def evaluations_of_recording(self, subject: Subject) -> Sequence[EvaluationSummary]:
        """At most 100, newest first."""
        ...

    def existing_evaluation(self, evaluation: Evaluation) -> str:
        """Returns the id of the evaluation with the same subject, scorecard, kind, person evaluated and
        evaluator, empty if there is none."""
        ...

    def evaluation_steps(self, id_: str, cursor: str, limit: int) -> StepPage:
        """Oldest first."""
        ...


class EvaluationChanges(Evaluations, Protocol):
    """Changes are written together with their audit entry."""

    def apply_evaluation(self, write: EvaluationWrite, people: PeopleWrite) -> None:
        """Writes all of it or nothing. Raises Conflict if anything is no longer as it was read, or if there
        is another evaluation with the same subject, scorecard, kind, person evaluated and evaluator."""
        ...
