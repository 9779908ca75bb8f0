"""Entries of the audit log as they are stored, for their copies."""

from __future__ import annotations

from datetime import UTC, datetime

import boto3
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.usecases.access.ports import PeopleWrite
from tests.contract.tables import people_table

OCTOBER = datetime(2026, 10, 31, 23, tzinfo=UTC).timestamp()
NOVEMBER = datetime(2026, 11, 1, 1, tzinfo=UTC).timestamp()


def entry(at: float) -> AuditEntry:
    return AuditEntry(
        id=entry_id(at, bytes(8)),
        at=at,
        actor=Actor(kind=ActorKind.SYSTEM),
        action="users.add",
        object=ObjectRef(kind="user", id="a" * 32),
    )


def test_entries_are_read_as_they_are_whatever_stands_among_them() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        people = DynamoPeople(client, people_table(client))
        entries = [entry(OCTOBER), entry(NOVEMBER)]
        for each in entries:
            people.write(PeopleWrite((each,)))
        strange = {"pk": {"S": "month#2026-11"}, "sk": {"S": f"{entries[1].id}-x"}}
        client.put_item(TableName="people", Item=strange)
        found = list(DynamoAuditLog(client, "people").stored_entries(OCTOBER, NOVEMBER))
        assert [each.id for each in found if each.is_own] == [each.id for each in reversed(entries)]
        assert next(each.content for each in found if each.is_own)["action"] == "users.add"
        assert [each.is_own for each in found].count(False) == 1
