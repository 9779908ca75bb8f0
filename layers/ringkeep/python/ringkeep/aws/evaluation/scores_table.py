"""The sums of scores in their table.

| pk | sk | attributes |
|---|---|---|
| evaluation#{id} | contribution | revision; content: what it adds, absent if it does not count; run |
| a cell's partition | a cell's place | n, s, q, f: count, sum, sum of squares, failed; `n:{name}`, ... |
| rebuild | lock | run, until: while it exists, only the run changes the table |

Evaluations are added in transactions: what one adds and the cells change together, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Check, Key, Put, Update, Write
from ringkeep.domain.evaluation.score_cells import Cell, NamedSums, change_of
from ringkeep.domain.evaluation.score_contributions import Contribution
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.domain.evaluation.score_sums import Sums
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.evaluation.score_ports import ScoresRebuilding, StoredContribution

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LOCK: Final[Mapping[str, str]] = {"pk": "rebuild", "sk": "lock"}
CONTRIBUTIONS: Final = "evaluation#"
CONTRIBUTION: Final = "contribution"
_MEASURES: Final = ("n", "s", "q", "f")
_KEYS: Final = frozenset({"pk", "sk"})
_REBUILDING: Final = (
    "the sums of the scores are being built again: wait for `ringkeep rebuild-scores`, or run it again if it"
    " was interrupted"
)


class DynamoScoreCells:
    """The ScoreCells port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def require_complete(self) -> None:
        if self._table.get(LOCK, latest=False) is not None:
            raise ScoresRebuilding(_REBUILDING)

    def find(self, query: CellQuery) -> Iterator[tuple[Cell, NamedSums]]:
        values = {":pk": query.partition, ":first": query.first, ":last": query.last}
        condition = "pk = :pk AND sk BETWEEN :first AND :last"
        return map(cell_of, self._table.query(condition, values, consistent=False))

    def place_after(self, partition: str, place: str) -> str:
        values = {":pk": partition, ":place": place or " "}
        condition = "pk = :pk AND sk > :place"
        found = self._table.query(condition, values, limit=1, consistent=False)
        return next((str(item["sk"]) for item in found), "")


class DynamoScoreChanges:
    """The ScoreChanges port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def stored(self, evaluation: str) -> StoredContribution | None:
        item = self._table.get(contribution_key(evaluation))
        return None if item is None else stored_of(item)

    def apply(
        self, evaluation: str, before: StoredContribution | None, after: StoredContribution
    ) -> None:
        try:
            self._table.transact(_writes(evaluation, before, after))
        except Conflict:
            if self._table.get(LOCK) is not None:
                raise ScoresRebuilding(_REBUILDING) from None
            raise


def _writes(
    evaluation: str, before: StoredContribution | None, after: StoredContribution
) -> list[Write]:
    """At most a lock, a contribution, and twice 40 cells."""
    item = contribution_item(evaluation, after)
    put = Put(item, "attribute_not_exists(pk)")
    if before is not None:
        put = Put(item, "revision = :before", {":before": before.revision})
    changes = change_of(before.contribution if before else None, after.contribution)
    updates = [_update(cell, sums) for cell, sums in changes.items()]
    return [Check(LOCK, "attribute_not_exists(pk)"), put, *updates]


def _update(cell: Cell, sums: NamedSums) -> Update:
    """One ADD with a short name for each number, since the whole expression may have 4 KB."""
    numbers = {name: number for name, number in numbers_of(sums).items() if number}
    names = {f"#{place:x}": name for place, name in enumerate(numbers)}
    values = {f":{place:x}": number for place, number in enumerate(numbers.values())}
    added = ",".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
    return Update(cell_key(cell), f"ADD {added}", values=values, names=names)


def cell_key(cell: Cell) -> Key:
    return {"pk": cell.partition, "sk": cell.place}


def cell_item(cell: Cell, sums: NamedSums) -> Item:
    numbers = {name: number for name, number in numbers_of(sums).items() if number}
    return {**cell_key(cell), **numbers}


def numbers_of(sums: NamedSums) -> Mapping[str, int]:
    """Returns the attributes of a cell."""
    return {
        f"{measure}:{name}" if name else measure: number
        for name, each in sums.items()
        for measure, number in zip(
            _MEASURES, (each.count, each.total, each.squares, each.failed), strict=True
        )
    }


def cell_of(item: Item) -> tuple[Cell, NamedSums]:
    """Raises StoredDataInvalid."""
    cell = Cell(str(item["pk"]), str(item["sk"]))
    found: dict[str, dict[str, int]] = {}
    for attribute in item.keys() - _KEYS:
        measure, _, name = attribute.partition(":")
        number = item[attribute]
        if measure not in _MEASURES or not isinstance(number, int):
            raise StoredDataInvalid(f"{cell.partition} {cell.place} is no cell of a report")
        found.setdefault(name, {})[measure] = number
    sums = {
        name: Sums(*(each.get(measure, 0) for measure in _MEASURES)) for name, each in found.items()
    }
    return cell, sums


def contribution_key(evaluation: str) -> Key:
    return {"pk": f"{CONTRIBUTIONS}{evaluation}", "sk": CONTRIBUTION}


def contribution_item(evaluation: str, stored: StoredContribution, run: str = "") -> Item:
    content = stored.contribution
    text = {} if content is None else {"content": content.model_dump_json(exclude_defaults=True)}
    marked = {"run": run} if run else {}
    return {**contribution_key(evaluation), "revision": stored.revision, **text, **marked}


def stored_of(item: Item) -> StoredContribution:
    """Raises StoredDataInvalid."""
    content, revision = item.get("content"), item.get("revision")
    if not isinstance(revision, int):
        raise StoredDataInvalid(f"{item['pk']} has no revision")
    if content is None:
        return StoredContribution(revision, None)
    try:
        given = Contribution.model_validate(json.loads(str(content)))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
        raise StoredDataInvalid(f"{item['pk']} has invalid fields: {fields}") from None
    return StoredContribution(revision, given)
