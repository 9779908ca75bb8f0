"""Joins the tables of evaluations and of people for changes of evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringkeep.aws.table import transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.audited_changes import AuditedChanges
    from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations
    from ringkeep.domain.evaluation.evaluation_records import (
        EvaluationPage,
        EvaluationSummary,
        EvaluationWrite,
        StepPage,
    )
    from ringkeep.domain.evaluation.evaluations import Evaluation, Subject
    from ringkeep.usecases.access.ports import PeopleWrite


class AuditedEvaluations:
    """The EvaluationChanges port."""

    def __init__(
        self, client: DynamoDBClient, evaluations: DynamoEvaluations, people: AuditedChanges
    ) -> None:
        self._client = client
        self._evaluations = evaluations
        self._people = people

    def evaluation(self, id_: str) -> Evaluation | None:
        return self._evaluations.evaluation(id_)

    def evaluations_of_evaluator(
        self, user: str, *, open_only: bool, cursor: str, limit: int
    ) -> EvaluationPage:
        return self._evaluations.evaluations_of_evaluator(
            user, open_only=open_only, cursor=cursor, limit=limit
        )

    def evaluations_of_agent(self, user: str, cursor: str, limit: int) -> EvaluationPage:
        return self._evaluations.evaluations_of_agent(user, cursor, limit)

    def evaluations_of_month(self, month: str, cursor: str, limit: int) -> EvaluationPage:
        return self._evaluations.evaluations_of_month(month, cursor, limit)

    def disputed_evaluations(self, cursor: str, limit: int) -> EvaluationPage:
        return self._evaluations.disputed_evaluations(cursor, limit)

    def evaluations_of_recording(self, subject: Subject) -> Sequence[EvaluationSummary]:
        return self._evaluations.evaluations_of_recording(subject)

    def existing_evaluation(self, evaluation: Evaluation) -> str:
        return self._evaluations.existing_evaluation(evaluation)

    def evaluation_steps(self, id_: str, cursor: str, limit: int) -> StepPage:
        return self._evaluations.evaluation_steps(id_, cursor, limit)

    def apply_evaluation(self, write: EvaluationWrite, people: PeopleWrite) -> None:
        requests = [*self._evaluations.requests(write), *self._people.audited(people)]
        transact(self._client, requests)
