"""Calls and recordings in DynamoDB.

The row of a recording has the pk `{service}#{account}#recording#{id}` and the sk `recording`. The row
of a call has the pk `{service}#{account}#call#{id}` and the sk `call`. Open recordings are in two
sparse indexes: `by_due` (due_key is service, account and lane) and `by_expiry`. The index `by_day`
lists the rows of a service and day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.calls import RAW_LIMIT, Call
from ringkeep.domain.recordings.places import sort_of
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.errors import Conflict, ItemRefused

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH = 100


def _key(account: AccountRef, kind: str, identifier: str) -> dict[str, str]:
    return {"pk": f"{account.key}#{kind}#{identifier}", "sk": kind}


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def recording_item_key(key: RecordingKey) -> dict[str, str]:
    return _key(key.account, "recording", key.recording_id)


def call_item_key(account: AccountRef, call_id: str) -> dict[str, str]:
    return _key(account, "call", call_id)


def recording_item(row: Recording) -> dict[str, JsonValue]:
    """Returns the item of a row with its index keys. A closed recording has no keys of the indexes for
    open recordings."""
    item: dict[str, JsonValue] = {
        **row.model_dump(mode="json", exclude_none=True),
        **_key(row.account, "recording", row.recording_id),
        "entity": "recording",
        "day_key": f"{row.service}#recording#{_day(row.start_time)}",
        "day_sort": sort_of(row),
    }
    if row.state.open:
        item["due_key"] = due_key(row.account, row.lane)
        item["expiry_key"] = row.account.key
        return item
    del item["due_at"], item["expires_at"]
    return {**item, "final_expires_at": row.expires_at}


def recording_from_item(item: Mapping[str, JsonValue]) -> Recording:
    closed = item.get("final_expires_at")
    return Recording.model_validate({**item, "expires_at": closed} if closed is not None else item)


def due_key(account: AccountRef, lane: Lane) -> str:
    return f"{account.key}#{lane.value}"


def call_item(account: AccountRef, call: Call) -> dict[str, JsonValue]:
    raw = json.dumps(call.raw, separators=(",", ":"), ensure_ascii=True)
    facts = call.model_dump(mode="json", exclude_none=True, exclude={"legs"})
    start = call.start_time.timestamp()
    return {
        **facts,
        **_key(account, "call", call.id),
        "entity": "call",
        "service": account.service,
        "account_id": account.account_id,
        "version": call.version,
        "day_key": f"{account.service}#call#{_day(start)}",
        "day_sort": f"{start:.3f}#{account.account_id}#{call.id}",
        "raw": raw if len(raw.encode()) <= RAW_LIMIT else "",
    }


class DynamoCallsTable:
    """The CallsTable port over one DynamoDB table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def recording(self, key: RecordingKey) -> Recording | None:
        item = self._table.get(_key(key.account, "recording", key.recording_id))
        return recording_from_item(item) if item else None

    def put_recording(self, row: Recording) -> Recording:
        written = row.model_copy(update={"revision": row.revision + 1})
        self._table.put_revision(recording_item(written), row.revision)
        return written

    def call_versions(self, account: AccountRef, call_ids: Iterable[str]) -> dict[str, str]:
        ids = {_key(account, "call", each)["pk"]: each for each in call_ids}
        keys = [{"pk": pk, "sk": "call"} for pk in ids]
        batches = (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))
        items = chain.from_iterable(self._versions(batch) for batch in batches)
        return {ids[str(item["pk"])]: str(item.get("version", "")) for item in items}

    def _versions(self, keys: Sequence[Key]) -> Iterator[Item]:
        """A key that DynamoDB refuses belongs to no stored call, and does not hide the other calls."""
        try:
            yield from list(self._table.get_many(keys, ("pk", "version")))
        except ItemRefused:
            if len(keys) > 1:
                for key in keys:
                    yield from self._versions([key])

    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None:
        item = self._table.get(_key(account, "call", call_id), "raw")
        raw = json.loads(str(item["raw"])) if item and item.get("raw") else None
        return raw if isinstance(raw, dict) else None

    def put_call(self, account: AccountRef, call: Call) -> bool:
        try:
            self._table.put(
                call_item(account, call),
                "attribute_not_exists(pk) OR #version < :version"
                " OR (#version = :version AND :version = :empty)",
                {":version": call.version, ":empty": ""},
            )
        except Conflict:
            return False
        return True

    def due(self, account: AccountRef, lane: Lane, before: float, limit: int) -> list[Recording]:
        return self._query_open(
            "by_due", "due_key", due_key(account, lane), "due_at", before, limit
        )

    def expiring(
        self,
        account: AccountRef,
        before: float,
        limit: int,
        due_before: float | None = None,
    ) -> list[Recording]:
        key = account.key
        if due_before is None:
            return self._query_open("by_expiry", "expiry_key", key, "expires_at", before, limit)
        items = self._table.query(
            "expiry_key = :key AND expires_at <= :before",
            {":key": key, ":before": before, ":due": due_before},
            index="by_expiry",
            only="due_at <= :due",
            limit=limit,
        )
        return [recording_from_item(item) for item in items]

    def day(self, service: str, day: str, kind: str = "recording") -> list[Mapping[str, JsonValue]]:
        """Returns all rows of a service and day (`yyyy-mm-dd`) in order of their start."""
        key = {":key": f"{service}#{kind}#{day}"}
        return list(self._table.query("day_key = :key", key, index="by_day"))

    def recordings_of_day(self, service: str, day: str) -> Iterator[Recording]:
        """Yields the rows of a service and day (`yyyy-mm-dd`) page by page, in order of their start."""
        key = {":key": f"{service}#recording#{day}"}
        items = self._table.query("day_key = :key", key, index="by_day")
        yield from map(recording_from_item, items)

    def _query_open(
        self, index: str, key_name: str, key: str, range_name: str, before: float, limit: int
    ) -> list[Recording]:
        condition = f"{key_name} = :key AND {range_name} <= :before"
        values: Item = {":key": key, ":before": before}
        items = self._table.query(condition, values, index=index, limit=limit)
        return [recording_from_item(item) for item in items]
