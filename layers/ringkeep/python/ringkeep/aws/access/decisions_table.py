"""Open decisions about changes at RingCentral in the people table. `people_items` has the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.decision_items import replaced
from ringkeep.aws.access.people_items import DECISIONS, decision_key, decision_of
from ringkeep.aws.table import Table
from ringkeep.domain.access.decisions import OpenDecision

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LAST: Final = "\U0010ffff"
"""Sorts after every character of a place."""


class DynamoDecisions:
    """The Decisions port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def page(self, begins: str, after: str, limit: int) -> Sequence[OpenDecision]:
        """A key condition has one range, so the place after which to begin is its lower end."""
        first, last = max(begins, f"{after}\0" if after else "") or " ", f"{begins}{_LAST}"
        if first > last:
            return []
        items = self._table.query(
            "pk = :pk AND sk BETWEEN :first AND :last",
            {":pk": DECISIONS, ":first": first, ":last": last},
            limit=limit,
            consistent=False,
        )
        return [decision_of(item) for item in items]

    def decision(self, decision_id: str) -> OpenDecision | None:
        item = self._table.get(decision_key(decision_id))
        return decision_of(item) if item else None

    def replace(self, before: OpenDecision | None, after: OpenDecision | None) -> None:
        self._table.transact(list(replaced(before, after)))
