"""Counts of found recordings by day, kept in the calls table (pk `{service}#{account}#found_counts`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.aws.items import from_item, to_item
from ringkeep.domain.recordings.recordings import Recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoFoundCounts:
    """The FoundCounts port. A run that dies between a page and its counts leaves them too low:
    they estimate RingCentral's cap, they do not prove completeness."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._client = client
        self._table = table_name

    def add_found(self, service: str, account_id: str, rows: Sequence[Recording]) -> None:
        days = Counter(datetime.fromtimestamp(row.start_time, UTC).date() for row in rows)
        with translated(f"table {self._table}"):
            for day, found in days.items():
                self._client.update_item(
                    TableName=self._table,
                    Key=to_item(
                        {"pk": f"{service}#{account_id}#found_counts", "sk": day.isoformat()}
                    ),
                    UpdateExpression="ADD #found :found",
                    ExpressionAttributeNames={"#found": "found"},
                    ExpressionAttributeValues=to_item({":found": found}),
                )

    def found_by_day(self, service: str, account_id: str) -> Mapping[date, int]:
        """The last year's days, which one page of a query holds."""
        with translated(f"table {self._table}"):
            answer = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=to_item({":pk": f"{service}#{account_id}#found_counts"}),
                ScanIndexForward=False,
                Limit=366,
            )
        items = [from_item(item) for item in answer["Items"]]
        return {date.fromisoformat(str(item["sk"])): int(str(item["found"])) for item in items}
