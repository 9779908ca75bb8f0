"""Several changes of people that are written together, or not at all.

    together = PeopleTransaction(store)
    changes = Changes(together, clock)        # the use cases of single changes work on it
    AssignExtension(changes, extensions)(ann, ended, request)
    AssignExtension(changes, extensions)(ben, begun, request)
    store.write(together.combined())

Each change sees those before it, and is checked by its own rules. Versions are compared with what is
stored, so whatever was changed twice has only the next version. Nothing is stored before `combined` is
written.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.domain.access.teams import TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.ports import (
    PeopleStore,
    PeopleWrite,
    PoolTaskWrite,
    ProfileSet,
    ProfileUse,
    UserWrite,
)

_Each = TypeVar("_Each")
_Item = TypeVar("_Item", Administrators, ExtensionAssignments, LicenceCounts, Teams)


class PeopleTransaction:
    """The PeopleStore port, for changes of existing users without another e-mail address or manager."""

    def __init__(self, store: PeopleStore) -> None:
        self._store = store
        self._writes: list[PeopleWrite] = []

    def write(self, write: PeopleWrite) -> None:
        self._writes.append(write)

    def combined(self) -> PeopleWrite:
        """Returns one write of everything. A user whom a change relies on may be changed by another."""
        users = tuple(self._users())
        changed = {each.after.user.id for each in users}
        relied = _last((each for write in self._writes for each in write.relies_on), _user_id)
        return PeopleWrite(
            audit=tuple(entry for write in self._writes for entry in write.audit),
            users=users,
            relies_on=tuple(each for each in relied if each.id not in changed),
            extensions=_last(
                (each for write in self._writes for each in write.extensions),
                lambda each: each.extension,
            ),
            administrators=self._latest(lambda write: write.administrators),
            licences=self._latest(lambda write: write.licences),
            teams=self._latest(lambda write: write.teams),
            blocks=_last(
                (each for write in self._writes for each in write.blocks),
                lambda each: (each.manager, each.part),
            ),
            profile_uses=tuple(self._profile_uses()),
            pool_tasks=tuple(self._pool_tasks()),
            wishes_ended=_last(
                (each for write in self._writes for each in write.wishes_ended), lambda each: each
            ),
        )

    def user(self, user_id: str) -> UserRecord | None:
        """A user who was changed already has the stored version: the next change gives them the next one."""
        written = [each for each in self._user_writes() if each.after.user.id == user_id]
        if not written:
            return self._store.user(user_id)
        version = written[0].after.user.version - 1
        after = written[-1].after
        return after.model_copy(update={"user": after.user.model_copy(update={"version": version})})

    def extension(self, extension: Owner) -> ExtensionAssignments:
        written = self._latest(
            lambda write: next((it for it in write.extensions if it.extension == extension), None)
        )
        return _as_stored(written) or self._store.extension(extension)

    def administrators(self) -> Administrators:
        return (
            _as_stored(self._latest(lambda it: it.administrators)) or self._store.administrators()
        )

    def licences(self) -> LicenceCounts:
        return _as_stored(self._latest(lambda it: it.licences)) or self._store.licences()

    def teams(self) -> Teams:
        return _as_stored(self._latest(lambda it: it.teams)) or self._store.teams()

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        stored = {each.part: each for each in self._store.team(manager, parts)}
        written = (each for write in self._writes for each in write.blocks)
        stored.update({each.part: each for each in written if each.manager == manager})
        return [stored[part] for part in sorted(stored)]

    def pool_task(self, user_id: str) -> PoolTask | None:
        written = self._latest(
            lambda write: next((it for it in write.pool_tasks if it.after.user_id == user_id), None)
        )
        return written.after if written else self._store.pool_task(user_id)

    def invitation(self, user_id: str) -> Invitation:
        return self._store.invitation(user_id)

    def user_id_of_email(self, email: str) -> str:
        return self._store.user_id_of_email(email)

    def user_id_of_sub(self, sub: str) -> str:
        return self._store.user_id_of_sub(sub)

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        return self._store.users(after, limit)

    def profiles(self) -> ProfileSet:
        return self._store.profiles()

    def _latest(self, part: Callable[[PeopleWrite], _Each | None]) -> _Each | None:
        found = (it for write in reversed(self._writes) if (it := part(write)) is not None)
        return next(found, None)

    def _user_writes(self) -> Iterator[UserWrite]:
        return (each for write in self._writes for each in write.users)

    def _users(self) -> Iterator[UserWrite]:
        first: dict[str, UserWrite] = {}
        for each in self._user_writes():
            user_id = each.after.user.id
            before = first[user_id].before if user_id in first else each.before
            first[user_id] = UserWrite(before, each.after)
        yield from first.values()

    def _profile_uses(self) -> Iterator[ProfileUse]:
        uses: dict[str, ProfileUse] = {}
        for each in (use for write in self._writes for use in write.profile_uses):
            known = uses.get(each.profile.id)
            uses[each.profile.id] = replace(each, added=each.added + (known.added if known else 0))
        yield from uses.values()

    def _pool_tasks(self) -> Iterator[PoolTaskWrite]:
        tasks: dict[str, PoolTaskWrite] = {}
        for each in (task for write in self._writes for task in write.pool_tasks):
            user_id = each.after.user_id
            before = tasks[user_id].before if user_id in tasks else each.before
            tasks[user_id] = replace(each, before=before)
        yield from tasks.values()


def _as_stored(written: _Item | None) -> _Item | None:
    """Returns what was written with the stored version: the next change gives it the next one."""
    if written is None:
        return None
    return written.model_copy(update={"version": written.version - 1})


def _last(items: Iterable[_Each], key: Callable[[_Each], Hashable]) -> tuple[_Each, ...]:
    return tuple({key(each): each for each in items}.values())


def _user_id(user: User) -> str:
    return user.id
