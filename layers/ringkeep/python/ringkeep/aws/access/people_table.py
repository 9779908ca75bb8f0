"""The users, and everything that must agree with them, in one DynamoDB table. `people_items` has the keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import (
    ADMINISTRATORS,
    LICENCES,
    PROFILE_PREFIX,
    PROFILE_SET,
    PROFILES,
    TEAMS,
    USERS,
    administrators_of,
    audit_of,
    block_key,
    email_key,
    extension_key,
    extension_of,
    invitation_key,
    invitation_of,
    licences_of,
    place_of_block,
    pool_task_key,
    pool_task_of,
    profile_key,
    profile_of,
    sub_key,
    user_key,
    user_of,
)
from ringkeep.aws.access.people_writes import writes_of
from ringkeep.aws.access.team_items import block_of, teams_of
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key
from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.audit_search import (
    StoredEntry,
    id_range,
    months,
    object_partition,
    person_partition,
    time_partition,
)
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.teams import TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.ports import PeopleWrite, ProfileSet

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH: Final = 100
"""The maximum number of items in one batch read of DynamoDB."""


class DynamoPeople:
    """The PeopleStore port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def user(self, user_id: str) -> UserRecord | None:
        item = self._table.get(user_key(user_id))
        return user_of(item) if item else None

    def user_id_of_email(self, email: str) -> str:
        return self._user_id(email_key(email))

    def user_id_of_sub(self, sub: str) -> str:
        """A person's id in the user pool hardly ever changes its user, so the first read is at half
        price. Code that relies on the answer compares it with the user's own record."""
        return self._user_id(sub_key(sub), latest=False) or self._user_id(sub_key(sub))

    def users(self, after: str, limit: int) -> Sequence[UserRecord]:
        begins = " AND sk > :after" if after else ""
        values = {":pk": USERS, **({":after": after} if after else {})}
        items = self._table.query(f"pk = :pk{begins}", values, limit=limit)
        return [user_of(item) for item in items]

    def extension(self, extension: Owner) -> ExtensionAssignments:
        item = self._table.get(extension_key(extension))
        service, account_id, extension_id = extension
        empty = ExtensionAssignments(
            service=service, account_id=account_id, extension_id=extension_id
        )
        return extension_of(item) if item else empty

    def profiles(self) -> ProfileSet:
        """The version is read first: a profile that changes afterwards grows it, and the write that
        depends on it fails."""
        stored = self._table.get(PROFILE_SET)
        values = {":pk": PROFILES, ":prefix": PROFILE_PREFIX}
        items = list(self._table.query("pk = :pk AND begins_with(sk, :prefix)", values))
        ids = (str(item["sk"]).removeprefix(PROFILE_PREFIX) for item in items)
        users = {id_: int(str(item.get("users", 0))) for id_, item in zip(ids, items, strict=True)}
        own = tuple(profile for profile in map(profile_of, items) if profile)
        return ProfileSet(own, users, int(str(stored["revision"])) if stored else 0)

    def profile(self, profile_id: str) -> SecurityProfile | None:
        item = self._table.get(profile_key(profile_id), latest=False)
        return profile_of(item) if item else None

    def administrators(self) -> Administrators:
        return administrators_of(self._table.get(ADMINISTRATORS))

    def licences(self) -> LicenceCounts:
        return licences_of(self._table.get(LICENCES))

    def teams(self) -> Teams:
        item = self._table.get(TEAMS)
        return teams_of(item) if item else Teams()

    def team(self, manager: str, parts: int) -> Sequence[TeamBlock]:
        items = ((part, self._table.get(block_key(manager, part))) for part in range(parts))
        return [block_of(item, manager, part) for part, item in items if item]

    def invitation(self, user_id: str) -> Invitation:
        return invitation_of(self._table.get(invitation_key(user_id)))

    def pool_task(self, user_id: str) -> PoolTask | None:
        item = self._table.get(pool_task_key(user_id))
        return pool_task_of(item) if item else None

    def blocks(self, parts: Mapping[str, int], *, latest: bool) -> Sequence[TeamBlock]:
        keys = [block_key(id_, part) for id_, count in parts.items() for part in range(count)]
        batches = (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))
        items = (each for batch in batches for each in self._table.get_many(batch, latest=latest))
        return [block_of(item, *place_of_block(item)) for item in items]

    def write(self, write: PeopleWrite) -> None:
        self._table.transact(writes_of(write))

    def _user_id(self, key: Key, *, latest: bool = True) -> str:
        item = self._table.get(key, latest=latest)
        return str(item["user_id"]) if item else ""


class DynamoAuditLog:
    """The AuditLog port, over the same table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def by_time(self, start: float, end: float) -> Iterator[AuditEntry]:
        for month in months(start, end):
            yield from self._entries(time_partition(month), start, end)

    def stored_entries(self, start: float, end: float) -> Iterator[StoredEntry]:
        for month in months(start, end):
            for item in self._items(time_partition(month), start, end):
                content = item.get("content")
                known = content if isinstance(content, dict) else {}
                yield StoredEntry(str(item["pk"]), str(item["sk"]), known)

    def by_person(self, actor_key: str, start: float, end: float) -> Iterator[AuditEntry]:
        for month in months(start, end):
            yield from self._entries(person_partition(actor_key, month), start, end, "person")

    def by_object(self, object_: ObjectRef, start: float, end: float) -> Iterator[AuditEntry]:
        return self._entries(object_partition(object_), start, end, "object")

    def _entries(
        self, partition: str, start: float, end: float, by: str = ""
    ) -> Iterator[AuditEntry]:
        return map(audit_of, self._items(partition, start, end, by))

    def _items(self, partition: str, start: float, end: float, by: str = "") -> Iterator[Item]:
        first, last = id_range(start, end)
        pk, sk = (f"{by}_key", f"{by}_sort") if by else ("pk", "sk")
        return self._table.query(
            f"{pk} = :pk AND {sk} BETWEEN :first AND :last",
            {":pk": partition, ":first": first, ":last": last},
            index=f"by_{by}" if by else "",
            descending=True,
        )
