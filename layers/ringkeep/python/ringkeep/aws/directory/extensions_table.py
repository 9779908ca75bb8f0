"""Extensions with their history in the directory table. The pk is `extension#{service}#{account}`,
the sk the extension's id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionName, ExtensionRow
from ringkeep.errors import StorageFailed
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH: Final = 25
"""The largest number of rows in one write request."""
_READ_BATCH: Final = 100
_NUMBER: Final = ("sk", "extension")
_BATCH_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.1


class DynamoExtensionDirectory:
    """The ExtensionDirectory port, the ports KnownExtensions and ExtensionNumbers of the people who get
    extensions, and ExtensionNames of the list of recordings."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        self._table = Table(client, table_name)
        self._clock = clock

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        items = self._table.query("pk = :pk", {":pk": _partition(account)})
        return {str(item["sk"]): _row(item) for item in items}

    def some_rows(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> Mapping[str, ExtensionRow]:
        partition = _partition(account)
        keys = [{"pk": partition, "sk": id_} for id_ in dict.fromkeys(extension_ids)]
        batches = (keys[at : at + _READ_BATCH] for at in range(0, len(keys), _READ_BATCH))
        items = (item for batch in batches for item in self._table.get_many(batch))
        return {str(item["sk"]): _row(item) for item in items}

    def row(self, extension: Owner) -> ExtensionRow | None:
        key = {"pk": _partition(extension.account), "sk": extension.extension_id}
        item = self._table.get(key) if extension.extension_id else None
        return _row(item) if item else None

    def numbers(self, account: AccountRef) -> Mapping[str, str]:
        values = {":pk": _partition(account)}
        items = self._table.query("pk = :pk", values, attributes=_NUMBER)
        return {str(item["sk"]): _fact(item, "number") for item in items}

    def numbers_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, str]:
        return {each: named.number for each, named in self.names_of(extensions).items()}

    def names_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionName]:
        """Names and numbers seldom change, so the read is at half price."""
        wanted = sorted({each for each in extensions if each.extension_id})
        found: dict[Owner, ExtensionName] = {}
        for start in range(0, len(wanted), _READ_BATCH):
            keys = {_key(each): each for each in wanted[start : start + _READ_BATCH]}
            requests = [{"pk": pk, "sk": sk} for pk, sk in keys]
            for item in self._table.get_many(requests, ("pk", *_NUMBER), latest=False):
                facts = (_fact(item, field) for field in ExtensionName._fields)
                named = ExtensionName(*facts)
                found[keys[str(item["pk"]), str(item["sk"])]] = named
        return found

    def page(self, account: AccountRef, after: str, limit: int) -> Sequence[ExtensionRow]:
        """Returns up to `limit` extensions in order of their ids, from the first one after an id on."""
        begins = " AND sk > :after" if after else ""
        values = {":pk": _partition(account), **({":after": after} if after else {})}
        items = self._table.query(f"pk = :pk{begins}", values, limit=limit)
        return [_row(item) for item in items]

    def write(self, account: AccountRef, rows: Sequence[ExtensionRow]) -> None:
        """Writes the rows in batches. Raises StorageFailed if DynamoDB does not write some of them
        after several tries. It is safe to repeat the call."""
        items = [_item(_partition(account), row) for row in rows]
        for start in range(0, len(items), _BATCH):
            self._write_batch(items[start : start + _BATCH])

    def _write_batch(self, items: Sequence[Item]) -> None:
        unwritten = self._table.put_many(items)
        for failed in range(_BATCH_TRIES):
            if not unwritten:
                return
            self._clock.sleep(_FIRST_PAUSE * 2**failed)
            unwritten = self._table.put_many(unwritten)
        if unwritten:
            raise StorageFailed(f"DynamoDB did not write {len(unwritten)} extension rows")


def _partition(account: AccountRef) -> str:
    return f"extension#{account.key}"


def _key(extension: Owner) -> tuple[str, str]:
    return _partition(extension.account), extension.extension_id


def _fact(item: Item, name: str) -> str:
    extension = item.get("extension")
    return str(extension.get(name, "")) if isinstance(extension, Mapping) else ""


def _item(partition: str, row: ExtensionRow) -> Item:
    """Returns the item of a row. RingCentral's record is stored as text, so that it is read back
    unchanged."""
    values = row.model_dump(mode="json", exclude_none=True, exclude={"extension": {"raw"}})
    return {
        **values,
        "raw": json.dumps(row.extension.raw, separators=(",", ":")),
        "pk": partition,
        "sk": row.extension.id,
    }


def _row(item: Item) -> ExtensionRow:
    extension = item["extension"]
    facts = extension if isinstance(extension, Mapping) else {}
    raw = json.loads(str(item.get("raw", "{}")))
    return ExtensionRow.model_validate({**item, "extension": {**facts, "raw": raw}})
