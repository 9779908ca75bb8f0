"""How many transcriptions a person has started on a day, beside the other budgets of each person.

pk `person#{user}`    sk `transcriptions#{day}`    `started`, `repeated`, and a `ttl`
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key, Update
from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartCounts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT_SECONDS: Final = 2 * 86_400


class DynamoStartCounts:
    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def counts(self, user_id: str, day: str) -> StartCounts:
        item = self._table.get(_key(user_id, day))
        return StartCounts.model_validate(item) if item else StartCounts()

    def count_request(
        self, user_id: str, day: str, bounds: DailyBounds, *, repeat: bool
    ) -> tuple[str, Update]:
        """Returns what counts one more, for a transaction with the job. Its condition is the bound."""
        values: Item = {
            ":one": 1,
            ":repeats": int(repeat),
            ":ttl": _end_of(day),
            ":started": bounds.started,
        }
        condition = _below("started", bounds.started)
        if repeat:
            condition = f"{condition} AND {_below('repeated', bounds.repeated)}"
            values = {**values, ":repeated": bounds.repeated}
        expression = "ADD #started :one, #repeated :repeats SET #ttl = :ttl"
        return self._table.name, Update(_key(user_id, day), expression, condition, values)


def _below(name: str, bound: int) -> str:
    """A missing number is 0, for which a bound of 0 has no room either."""
    missing = f"attribute_not_exists(#{name}) OR " if bound > 0 else ""
    return f"({missing}#{name} < :{name})"


def _end_of(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()) + _KEPT_SECONDS


def _key(user_id: str, day: str) -> Key:
    return {"pk": f"person#{user_id}", "sk": f"transcriptions#{day}"}
