"""The work in the user pool, over the users of a MemoryPeopleStore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.errors import Conflict
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryPoolTasks:
    """The ports PoolTasks, Invitations and ExtensionWishes."""

    def __init__(self, store: MemoryPeopleStore) -> None:
        self._store = store

    def due(self, now: float, limit: int) -> Sequence[PoolTask]:
        return [each for each in self._store.tasks.values() if each.due_at <= now][:limit]

    def replace(self, before: PoolTask, after: PoolTask) -> None:
        self._require(before)
        self._store.tasks[after.user_id] = after

    def finish(self, task: PoolTask, invitation: Invitation | None) -> None:
        self._require(task)
        del self._store.tasks[task.user_id]
        if invitation is not None:
            self._store.invited[task.user_id] = invitation

    def invitation(self, user_id: str) -> Invitation:
        return self._store.invited.get(user_id, Invitation())

    def put_invitation(self, user_id: str, invitation: Invitation) -> None:
        self._store.invited[user_id] = invitation

    def invitations(self, user_ids: Sequence[str]) -> Mapping[str, Invitation]:
        known = self._store.invited
        return {id_: known[id_] for id_ in user_ids if id_ in known}

    def wishes(self) -> Iterable[ExtensionWish]:
        return list(self._store.wished.values())

    def wish(self, user_id: str) -> ExtensionWish | None:
        return self._store.wished.get(user_id)

    def put_wish(self, wish: ExtensionWish) -> None:
        self._store.wished[wish.user_id] = wish

    def drop_wish(self, user_id: str) -> None:
        self._store.wished.pop(user_id, None)

    def _require(self, task: PoolTask) -> None:
        stored = self._store.tasks.get(task.user_id)
        if stored is None or stored.revision != task.revision:
            raise Conflict("another process changed the task at the same time")
