"""Counts of found recordings by day, in the calls table (pk `{service}#{account}#found_counts`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ringkeep.aws.table import Table
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.recordings import Recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoFoundCounts:
    """The FoundCounts port. If a run stops after writing a page, its recordings are not counted. The
    counts are an estimate for RingCentral's cap; they do not prove completeness."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_found(self, account: AccountRef, rows: Sequence[Recording]) -> None:
        days = Counter(datetime.fromtimestamp(row.start_time, UTC).date() for row in rows)
        for day, found in days.items():
            key = {"pk": _partition(account), "sk": day.isoformat()}
            self._table.add(key, "found", found)

    def found_by_day(self, account: AccountRef) -> Mapping[date, int]:
        """Returns the counts of the last 366 days that have any."""
        pk = {":pk": _partition(account)}
        items = self._table.query("pk = :pk", pk, descending=True, limit=366, consistent=False)
        return {date.fromisoformat(str(item["sk"])): int(str(item["found"])) for item in items}


def _partition(account: AccountRef) -> str:
    return f"{account.key}#found_counts"
