"""Joins the tables of scorecards and of people for changes of scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringkeep.aws.table import transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.audited_changes import AuditedChanges
    from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
    from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion, ScorecardWrite
    from ringkeep.domain.evaluation.scorecards import Scorecard
    from ringkeep.usecases.access.ports import PeopleWrite


class AuditedScorecards:
    """The ScorecardChanges port."""

    def __init__(
        self, client: DynamoDBClient, scorecards: DynamoScorecards, people: AuditedChanges
    ) -> None:
        self._client = client
        self._scorecards = scorecards
        self._people = people

    def heads(self) -> Sequence[ScorecardHead]:
        return self._scorecards.heads()

    def head(self, scorecard_id: str) -> ScorecardHead | None:
        return self._scorecards.head(scorecard_id)

    def draft(self, scorecard_id: str) -> Scorecard | None:
        return self._scorecards.draft(scorecard_id)

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None:
        return self._scorecards.version(scorecard_id, number)

    def apply(self, write: ScorecardWrite, people: PeopleWrite) -> None:
        requests = [*self._scorecards.requests(write), *self._people.audited(people)]
        transact(self._client, requests)
