"""What is to be done in the user pool, invitations, and extensions that are not listed yet: items of the
people table. `people_items` has the keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import (
    EXTENSION_WISHES,
    INVITATION_PREFIX,
    POOL_TASKS,
    invitation_item,
    invitation_key,
    invitation_of,
    pool_task_item,
    pool_task_key,
    pool_task_of,
    wish_item,
    wish_key,
    wish_of,
)
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Put, Write
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_AS_READ: Final = "revision = :expected"


class DynamoPoolTasks:
    """The ports PoolTasks, Invitations and ExtensionWishes."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def due(self, now: float, limit: int) -> Sequence[PoolTask]:
        values: Item = {":pk": POOL_TASKS, ":now": now}
        items = self._table.query("pk = :pk", values, only="due_at <= :now", limit=limit)
        return [pool_task_of(item) for item in items]

    def replace(self, before: PoolTask, after: PoolTask) -> None:
        item = {**pool_task_key(after.user_id), **pool_task_item(after)}
        self._table.put(item, _AS_READ, {":expected": before.revision})

    def finish(self, task: PoolTask, invitation: Invitation | None) -> None:
        done: list[Write] = [
            Delete(pool_task_key(task.user_id), _AS_READ, {":expected": task.revision})
        ]
        if invitation is not None:
            done.append(Put({**invitation_key(task.user_id), **invitation_item(invitation)}))
        self._table.transact(done)

    def invitation(self, user_id: str) -> Invitation:
        return invitation_of(self._table.get(invitation_key(user_id)))

    def put_invitation(self, user_id: str, invitation: Invitation) -> None:
        self._table.put({**invitation_key(user_id), **invitation_item(invitation)})

    def invitations(self, user_ids: Sequence[str]) -> Mapping[str, Invitation]:
        items = self._table.get_many([invitation_key(id_) for id_ in user_ids]) if user_ids else ()
        return {
            str(item["pk"]).removeprefix(INVITATION_PREFIX): invitation_of(item) for item in items
        }

    def wishes(self) -> Iterator[ExtensionWish]:
        return map(wish_of, self._table.query("pk = :pk", {":pk": EXTENSION_WISHES}))

    def wish(self, user_id: str) -> ExtensionWish | None:
        item = self._table.get(wish_key(user_id))
        return wish_of(item) if item else None

    def put_wish(self, wish: ExtensionWish) -> None:
        self._table.put({**wish_key(wish.user_id), **wish_item(wish)})

    def drop_wish(self, user_id: str) -> None:
        self._table.delete(wish_key(user_id))
