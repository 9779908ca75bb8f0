"""Runs several writers at the same time, one request to the store at a time, in a given order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.domain.access.teams import TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite, ProfileSet

_LONGEST_WAIT = 20.0


class Turns:
    """`order` names the writer of each next request. When it ends, or names one that has finished, the
    requests come as they come."""

    def __init__(self, writers: int, order: Sequence[int]) -> None:
        self._order = list(order)
        self._running = set(range(writers))
        self._changed = threading.Condition()

    def take(self, writer: int) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_next(writer), _LONGEST_WAIT):
                raise AssertionError("a writer waits for ever")
            if self._order:
                self._order.pop(0)
            self._changed.notify_all()

    def finish(self, writer: int) -> None:
        with self._changed:
            self._running.discard(writer)
            self._changed.notify_all()

    def _is_next(self, writer: int) -> bool:
        while self._order and self._order[0] not in self._running:
            self._order.pop(0)
        return not self._order or self._order[0] == writer


class TurnStore:
    """A store of one writer, who makes each request when it is their turn."""

    def __init__(self, store: PeopleStore, turns: Turns, writer: int) -> None:
        self._store = store
        self._turn: Callable[[], None] = lambda: turns.take(writer)

    def user(self, user_id: str) -> UserRecord | None:
        self._turn()
        return self._store.user(user_id)

    def user_id_of_email(self, email: str) -> str:
        self._turn()
        return self._store.user_id_of_email(email)

    def user_id_of_sub(self, sub: str) -> str:
        self._turn()
        return self._store.user_id_of_sub(sub)

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        self._turn()
        return self._store.users(after, limit)

    def extension(self, extension: Owner) -> ExtensionAssignments:
        self._turn()
        return self._store.extension(extension)

    def profiles(self) -> ProfileSet:
        self._turn()
        return self._store.profiles()

    def administrators(self) -> Administrators:
        self._turn()
        return self._store.administrators()

    def licences(self) -> LicenceCounts:
        self._turn()
        return self._store.licences()

    def teams(self) -> Teams:
        self._turn()
        return self._store.teams()

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        self._turn()
        return self._store.team(manager, parts)

    def invitation(self, user_id: str) -> Invitation:
        self._turn()
        return self._store.invitation(user_id)

    def pool_task(self, user_id: str) -> PoolTask | None:
        self._turn()
        return self._store.pool_task(user_id)

    def write(self, write: PeopleWrite) -> None:
        self._turn()
        self._store.write(write)


def run_together(
    store: PeopleStore, writers: Sequence[Callable[[PeopleStore], None]], order: Sequence[int]
) -> None:
    """Raises the first error of a writer."""
    turns = Turns(len(writers), order)
    errors: list[BaseException] = []

    def run(number: int, writer: Callable[[PeopleStore], None]) -> None:
        try:
            writer(TurnStore(store, turns, number))
        except BaseException as error:  # noqa: BLE001 # raised again by the test's own thread
            errors.append(error)
        finally:
            turns.finish(number)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
