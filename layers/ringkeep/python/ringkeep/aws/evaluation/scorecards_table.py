"""Scorecards in the evaluations table.

| pk | sk | content |
|---|---|---|
| scorecards | {id} | the head: what a list shows |
| scorecard#{id} | draft | the draft of the next version |
| scorecard#{id} | version#{number} | a version, which never changes |

The table's stream takes each item to a copy in the archive: `copy_key` names it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Key, Put, Write
from ringkeep.domain.evaluation.records import (
    MOST_SCORECARDS,
    ScorecardHead,
    ScorecardVersion,
    ScorecardWrite,
)
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HEADS: Final = "scorecards"
CONTENTS: Final = "scorecard#"
DRAFT: Final = "draft"
VERSION: Final = "version#"
_IS_NEW: Final = "attribute_not_exists(pk)"

_Stored = TypeVar("_Stored", bound=BaseModel)


class DynamoScorecards:
    """The Scorecards port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def heads(self) -> Sequence[ScorecardHead]:
        items = self._table.query("pk = :pk", {":pk": HEADS}, limit=MOST_SCORECARDS)
        return [_stored(ScorecardHead, item) for item in items]

    def head(self, scorecard_id: str) -> ScorecardHead | None:
        return self._read(ScorecardHead, _head_key(scorecard_id))

    def draft(self, scorecard_id: str) -> Scorecard | None:
        return self._read(Scorecard, _draft_key(scorecard_id))

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None:
        return self._read(ScorecardVersion, _version_key(scorecard_id, number))

    def requests(self, write: ScorecardWrite) -> Sequence[tuple[str, Write]]:
        """Returns what a change writes, for a transaction with another table."""
        return [(self._table.name, each) for each in _writes(write)]

    def _read(self, model: type[_Stored], key: Key) -> _Stored | None:
        item = self._table.get(key)
        return None if item is None else _stored(model, item)


def _writes(write: ScorecardWrite) -> list[Write]:
    writes: list[Write] = [head_put(write.after, write.before)]
    if write.draft is not None:
        writes.append(draft_put(write.after.id, write.draft))
    if write.drops_draft:
        writes.append(Delete(_draft_key(write.after.id)))
    if write.version is not None:
        writes.append(version_put(write.version))
    return writes


def head_put(head: ScorecardHead, before: ScorecardHead | None = None) -> Put:
    item: Item = {**_head_key(head.id), "revision": head.revision, "content": _text(head)}
    if before is None:
        return Put(item, _IS_NEW)
    return Put(item, "revision = :expected", {":expected": before.revision})


def draft_put(scorecard_id: str, draft: Scorecard) -> Put:
    return Put({**_draft_key(scorecard_id), "content": _text(draft)})


def version_put(version: ScorecardVersion) -> Put:
    key = _version_key(version.scorecard_id, version.number)
    return Put({**key, "content": _text(version)}, _IS_NEW)


def _text(value: BaseModel) -> str:
    return value.model_dump_json(exclude_defaults=True)


def _stored(model: type[_Stored], item: Item) -> _Stored:
    try:
        return model.model_validate(json.loads(str(item["content"])))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(f"{item['pk']} {item['sk']} has invalid fields: {fields}")


def _head_key(scorecard_id: str) -> dict[str, str]:
    return {"pk": HEADS, "sk": scorecard_id}


def _draft_key(scorecard_id: str) -> dict[str, str]:
    return {"pk": f"{CONTENTS}{scorecard_id}", "sk": DRAFT}


def _version_key(scorecard_id: str, number: int) -> dict[str, str]:
    return {"pk": f"{CONTENTS}{scorecard_id}", "sk": f"{VERSION}{number:06d}"}


def copy_key(pk: str, sk: str) -> str:
    """Returns the key of the copy of an item: `scorecards/{id}/scorecard.json`, `.../draft.json` or
    `.../version-000001.json`. Empty for an item that is none of these."""
    if pk == HEADS:
        return f"scorecards/{sk}/scorecard.json"
    id_ = pk.removeprefix(CONTENTS)
    if id_ == pk or not (sk == DRAFT or sk.startswith(VERSION)):
        return ""
    return f"scorecards/{id_}/{sk.replace('#', '-')}.json"


def scorecard_copy(item: Item) -> tuple[str, str] | None:
    """Returns the key and the content of the copy of an item, None for one without a copy."""
    key = copy_key(str(item.get("pk", "")), str(item.get("sk", "")))
    content = item.get("content")
    return (key, content) if key and isinstance(content, str) else None
