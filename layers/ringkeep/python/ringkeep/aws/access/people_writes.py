"""Translates a change of people to the requests of one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ringkeep.aws.access.decision_items import closed, replaced
from ringkeep.aws.access.people_items import (
    ADMINISTRATORS,
    LICENCES,
    PROFILE_SET,
    TEAMS,
    administrators_item,
    audit_item,
    block_key,
    email_key,
    extension_item,
    extension_key,
    invitation_item,
    invitation_key,
    licences_item,
    list_key,
    pool_task_item,
    pool_task_key,
    profile_content,
    profile_key,
    sub_key,
    user_item,
    user_key,
    wish_item,
    wish_key,
)
from ringkeep.aws.access.team_items import block_item, teams_item
from ringkeep.aws.items import Item
from ringkeep.aws.transactions import Check, Delete, Key, Put, Update, Write
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.ports import (
    PeopleWrite,
    PoolTaskWrite,
    ProfileUse,
    ProfileWrite,
    UserWrite,
)

_IS_NEW: Final = "attribute_not_exists(pk)"
_IS_OWN: Final = "user_id = :user_id"
_AS_READ: Final = "revision = :expected"


def writes_of(write: PeopleWrite) -> list[Write]:
    return list(_writes(write))


def _writes(write: PeopleWrite) -> Iterator[Write]:
    for entry in write.audit:
        yield Put(audit_item(entry), _IS_NEW)
    for each in write.users:
        yield from _user(each)
    for user in write.relies_on:
        yield Check(user_key(user.id), _AS_READ, {":expected": user.version})
    for stored in write.extensions:
        yield _next(extension_key(stored.extension), extension_item(stored), stored.version)
    if write.administrators:
        version = write.administrators.version
        yield _next(ADMINISTRATORS, administrators_item(write.administrators), version)
    if write.licences:
        yield _next(LICENCES, licences_item(write.licences), write.licences.version)
    if write.teams:
        yield _next(TEAMS, teams_item(write.teams), write.teams.version)
    for block in write.blocks:
        yield Put({**block_key(block.manager, block.part), **block_item(block)})
    for use in write.profile_uses:
        yield from _profile_use(use)
    if write.profile:
        yield from _profile(write.profile)
    yield from _followed(write)


def _followed(write: PeopleWrite) -> Iterator[Write]:
    """What others do after the change."""
    for task in write.pool_tasks:
        yield from _pool_task(task)
    for wish in write.wishes:
        yield Put({**wish_key(wish.user_id), **wish_item(wish)})
    for user_id in write.wishes_ended:
        yield Delete(wish_key(user_id))
    for decision in write.decisions_closed:
        yield from closed(decision)
    for before, after in write.decisions_kept:
        yield from replaced(before, after)


def _next(key: Key, item: Item, version: int) -> Put:
    """Replaces the version before this one. Version 1 must be new."""
    if version == 1:
        return Put({**key, **item}, _IS_NEW)
    return Put({**key, **item}, _AS_READ, {":expected": version - 1})


def _user(write: UserWrite) -> Iterator[Write]:
    before, after = write.before, write.after
    yield _next(user_key(after.user.id), user_item(after), after.user.version)
    yield Put({**list_key(after), **user_item(after)})
    if before and list_key(before) != list_key(after):
        yield Delete(list_key(before))
    yield from _moved(before, after, _email)
    yield from _moved(before, after, _sub)


def _email(record: UserRecord | None) -> Key | None:
    return email_key(record.user.email) if record else None


def _sub(record: UserRecord | None) -> Key | None:
    return sub_key(record.user.sub) if record and record.user.sub else None


def _moved(
    before: UserRecord | None,
    after: UserRecord,
    key_of: Callable[[UserRecord | None], Key | None],
) -> Iterator[Write]:
    """Takes the key that points to the user, and gives the former one up."""
    old, new = key_of(before), key_of(after)
    if old == new:
        return
    if new:
        yield Put({**new, "user_id": after.user.id}, _IS_NEW)
    if old:
        yield Delete(old, _IS_OWN, {":user_id": after.user.id})


def _pool_task(write: PoolTaskWrite) -> Iterator[Write]:
    """A task that another process has taken meanwhile is read again: it may be done."""
    before, after = write.before, write.after
    item: Item = {**pool_task_key(after.user_id), **pool_task_item(after)}
    if before is None:
        yield Put(item, _IS_NEW)
    else:
        yield Put(item, _AS_READ, {":expected": before.revision})
    if after.invite:
        queued = Invitation(state=InvitationState.QUEUED, at=after.due_at, email=write.email)
        yield Put({**invitation_key(after.user_id), **invitation_item(queued)})


def _profile_use(use: ProfileUse) -> Iterator[Write]:
    """A built-in profile never changes, and its item appears with its first user."""
    key, profile = profile_key(use.profile.id), use.profile
    condition = "" if profile.built_in else _AS_READ
    values: Item = {} if profile.built_in else {":expected": profile.version}
    if use.added:
        yield Update(key, "ADD #users :added", condition, {**values, ":added": use.added})
    elif condition:
        yield Check(key, condition, values)


def _profile(write: ProfileWrite) -> Iterator[Write]:
    yield _next(PROFILE_SET, {"revision": write.expected + 1}, write.expected + 1)
    before, after = write.before, write.after
    if before is None and after is not None:
        new: Item = {"content": profile_content(after), "revision": after.version, "users": 0}
        yield Put({**profile_key(after.id), **new}, _IS_NEW)
    elif before is not None and after is not None:
        yield Update(
            profile_key(after.id),
            "SET #content = :content, #revision = :next",
            _AS_READ,
            {
                ":content": profile_content(after),
                ":next": after.version,
                ":expected": before.version,
            },
        )
    elif before is not None:
        values: Item = {":expected": before.version, ":none": 0}
        yield Delete(profile_key(before.id), f"{_AS_READ} AND #users <= :none", values)
