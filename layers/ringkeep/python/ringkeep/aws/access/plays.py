"""Who plays which recording, in the people table, beside the audit entries.

    pk `play#{user}`    sk `play#{id}`                       a play; its address can be renewed
    pk `play#{user}`    sk `listened#{service}:{account}:{recording}`    the parts that they listened to

Both have a `ttl`. The audit entry of a play stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.access.people_items import audit_item
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key, Put
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.listening import Part
from ringkeep.domain.recordings.plays import Play
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.recordings.media_ports import Listened

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_IS_NEW: Final = "attribute_not_exists(pk)"


class _ListenedItem(Model):
    parts: tuple[Part, ...] = ()
    revision: int


class DynamoPlays:
    """The Plays port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def begin(self, play: Play, entry: AuditEntry) -> None:
        item: Item = {
            **_play_key(play.user_id, play.id),
            "content": play.model_dump(mode="json"),
            "ttl": int(play.ends_at),
        }
        self._table.transact([Put(item, _IS_NEW), Put(audit_item(entry), _IS_NEW)])

    def play(self, user_id: str, play_id: str) -> Play | None:
        item = self._table.get(_play_key(user_id, play_id))
        return _validated_play(item) if item else None

    def listened(self, user_id: str, recording: RecordingKey) -> Listened:
        item = self._table.get(_listened_key(user_id, recording))
        return _listened(item) if item else Listened()

    def put_listened(
        self, user_id: str, recording: RecordingKey, listened: Listened, expires_at: float
    ) -> None:
        item: Item = {
            **_listened_key(user_id, recording),
            "parts": [list(part) for part in listened.parts],
            "revision": listened.version,
            "ttl": int(expires_at),
        }
        self._table.put_revision(item, listened.version - 1)


def _play_key(user_id: str, play_id: str) -> Key:
    return {"pk": f"play#{user_id}", "sk": f"play#{play_id}"}


def _listened_key(user_id: str, recording: RecordingKey) -> Key:
    return {"pk": f"play#{user_id}", "sk": f"listened#{recording_id_of(recording)}"}


def _validated_play(item: Item) -> Play:
    try:
        return Play.model_validate(item.get("content"))
    except ValidationError:
        raise StoredDataInvalid("a stored play has invalid fields") from None


def _listened(item: Item) -> Listened:
    try:
        stored = _ListenedItem.model_validate(item)
    except ValidationError:
        raise StoredDataInvalid("the stored parts of a recording are invalid") from None
    return Listened(stored.parts, stored.revision)
