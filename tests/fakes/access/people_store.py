"""In-memory users with their transactions, and the audit log that they write."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterator, Mapping, Sequence

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState, PoolTask
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.teams import TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import (
    PeopleWrite,
    PoolTaskWrite,
    ProfileSet,
    ProfileUse,
    ProfileWrite,
    UserWrite,
)


class MemoryPeopleStore:
    """PeopleStore and AuditLog. `writes` has everything that was written, in order."""

    def __init__(self) -> None:
        self.records: dict[str, UserRecord] = {}
        self.emails: dict[str, str] = {}
        self.subs: dict[str, str] = {}
        self.places: list[tuple[str, str]] = []
        self.extensions: dict[Owner, ExtensionAssignments] = {}
        self.own_profiles: dict[str, SecurityProfile] = {}
        self.profile_users: dict[str, int] = {}
        self.profile_version = 0
        self.administrators_item = Administrators()
        self.licences_item = LicenceCounts()
        self.teams_item = Teams()
        self.team_blocks: dict[tuple[str, int], TeamBlock] = {}
        self.entries: dict[str, AuditEntry] = {}
        self.tasks: dict[str, PoolTask] = {}
        self.invited: dict[str, Invitation] = {}
        self.wished: dict[str, ExtensionWish] = {}
        self.decisions: dict[str, OpenDecision] = {}
        self.writes: list[PeopleWrite] = []
        self._lock = threading.Lock()

    def user(self, user_id: str) -> UserRecord | None:
        return self.records.get(user_id)

    def user_id_of_email(self, email: str) -> str:
        return self.emails.get(email, "")

    def user_id_of_sub(self, sub: str) -> str:
        return self.subs.get(sub, "")

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        start = bisect.bisect_right(self.places, (after, "\U0010ffff")) if after else 0
        return [self.records[id_] for _, id_ in self.places[start : start + limit]]

    def extension(self, extension: Owner) -> ExtensionAssignments:
        service, account_id, extension_id = extension
        empty = ExtensionAssignments(
            service=service, account_id=account_id, extension_id=extension_id
        )
        return self.extensions.get(extension, empty)

    def profiles(self) -> ProfileSet:
        own = tuple(self.own_profiles.values())
        return ProfileSet(own, dict(self.profile_users), self.profile_version)

    def profile(self, profile_id: str) -> SecurityProfile | None:
        return self.own_profiles.get(profile_id)

    def administrators(self) -> Administrators:
        return self.administrators_item

    def licences(self) -> LicenceCounts:
        return self.licences_item

    def teams(self) -> Teams:
        return self.teams_item

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        found = (self.team_blocks.get((manager, part)) for part in range(parts))
        return [each for each in found if each]

    def invitation(self, user_id: str) -> Invitation:
        return self.invited.get(user_id, Invitation())

    def pool_task(self, user_id: str) -> PoolTask | None:
        return self.tasks.get(user_id)

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        return [block for id_, count in parts.items() for block in self.team(id_, count)]

    def write(self, write: PeopleWrite) -> None:
        with self._lock:
            if not all(self._conditions(write)):
                raise Conflict("another process changed the people at the same time")
            self._apply(write)
            self.writes.append(write)

    def by_time(self, start: float, end: float) -> Iterator[AuditEntry]:
        found = (each for each in self.entries.values() if start <= each.at <= end)
        yield from sorted(found, key=lambda each: each.id, reverse=True)

    def by_person(self, actor_key: str, start: float, end: float) -> Iterator[AuditEntry]:
        return (each for each in self.by_time(start, end) if each.actor.key == actor_key)

    def by_object(self, object_: ObjectRef, start: float, end: float) -> Iterator[AuditEntry]:
        return (each for each in self.by_time(start, end) if each.object == object_)

    def _conditions(self, write: PeopleWrite) -> Iterator[bool]:
        yield all(entry.id not in self.entries for entry in write.audit)
        yield all(self._user_is_as_read(each) for each in write.users)
        yield all(self._version(each.id) == each.version for each in write.relies_on)
        yield all(
            self.extension(each.extension).version == each.version - 1 for each in write.extensions
        )
        pairs = (
            (self.administrators_item, write.administrators),
            (self.licences_item, write.licences),
            (self.teams_item, write.teams),
        )
        yield all(new is None or old.version == new.version - 1 for old, new in pairs)
        yield all(map(self._profile_is_as_read, write.profile_uses))
        if write.profile:
            yield from self._profile_conditions(write.profile)
        yield all(self.tasks.get(each.after.user_id) == each.before for each in write.pool_tasks)
        decided = [*write.decisions_closed, *(before for before, _ in write.decisions_kept)]
        stored = (self.decisions.get(each.id) for each in decided)
        versions = [each.version if each else 0 for each in stored]
        yield versions == [each.version for each in decided]

    def _user_is_as_read(self, write: UserWrite) -> bool:
        user = write.after.user
        taken = {self.emails.get(user.email, user.id), self.subs.get(user.sub, user.id)}
        return self._version(user.id) == user.version - 1 and taken == {user.id}

    def _version(self, user_id: str) -> int:
        record = self.records.get(user_id)
        return record.user.version if record else 0

    def _profile_is_as_read(self, use: ProfileUse) -> bool:
        stored = self.own_profiles.get(use.profile.id)
        return use.profile.built_in or (
            stored is not None and stored.version == use.profile.version
        )

    def _profile_conditions(self, write: ProfileWrite) -> Iterator[bool]:
        yield write.expected == self.profile_version
        changed = write.before or write.after
        stored = self.own_profiles.get(changed.id) if changed else None
        yield (stored.version if stored else 0) == (write.before.version if write.before else 0)
        if write.after is None and write.before:
            yield self.profile_users.get(write.before.id, 0) == 0

    def _apply(self, write: PeopleWrite) -> None:
        self.entries.update({entry.id: entry for entry in write.audit})
        for each in write.users:
            self._put_user(each.after)
        self.extensions.update({each.extension: each for each in write.extensions})
        self.administrators_item = write.administrators or self.administrators_item
        self.licences_item = write.licences or self.licences_item
        self.teams_item = write.teams or self.teams_item
        self.team_blocks.update({(each.manager, each.part): each for each in write.blocks})
        for use in write.profile_uses:
            users = self.profile_users.get(use.profile.id, 0) + use.added
            self.profile_users[use.profile.id] = users
        if write.profile:
            self._put_profile(write.profile)
        for task in write.pool_tasks:
            self._put_task(task)
        self.wished.update({each.user_id: each for each in write.wishes})
        for user_id in write.wishes_ended:
            self.wished.pop(user_id, None)
        for decision in write.decisions_closed:
            del self.decisions[decision.id]
        self.decisions.update({after.id: after for _, after in write.decisions_kept})

    def _put_user(self, record: UserRecord) -> None:
        user = record.user
        before = self.records.get(user.id)
        if before:
            self.places.remove((place_of(before.user), user.id))
            self.emails.pop(before.user.email)
            self.subs.pop(before.user.sub, None)
        self.records[user.id] = record
        bisect.insort(self.places, (place_of(user), user.id))
        self.emails[user.email] = user.id
        if user.sub:
            self.subs[user.sub] = user.id

    def _put_task(self, write: PoolTaskWrite) -> None:
        task = write.after
        self.tasks[task.user_id] = task
        if task.invite:
            self.invited[task.user_id] = Invitation(
                state=InvitationState.QUEUED, at=task.due_at, email=write.email
            )

    def _put_profile(self, write: ProfileWrite) -> None:
        self.profile_version += 1
        if write.before:
            self.own_profiles.pop(write.before.id)
        if write.after:
            self.own_profiles[write.after.id] = write.after
