"""The people table, its stream and the copies of the audit log, in the deployed template."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from local.clients import Clients
from local.stack import LocalStack
from ringkeep.aws.access.audit_copies import copy_key
from ringkeep.aws.access.people_items import audit_item
from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.aws.items import to_item
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite
from tests.integration.conftest import eventually

ACTOR = Actor(kind=ActorKind.COMMAND_LINE, name="integration test")
OBJECT = ObjectRef(kind="licences", id="all")


@pytest.fixture(scope="module")
def entry() -> AuditEntry:
    now = time.time()
    id_ = entry_id(now, bytes.fromhex("0123456789abcdef"))
    return AuditEntry(id=id_, at=now, actor=ACTOR, action="licences.change", object=OBJECT)


@pytest.fixture(scope="module")
def people(stack: LocalStack, clients: Clients, entry: AuditEntry) -> Iterator[DynamoPeople]:
    """The table after one change, which wrote its audit entry."""
    people = DynamoPeople(clients.dynamodb, stack.outputs["PeopleTableName"])
    licences = people.licences()
    following = licences.model_copy(update={"version": licences.version + 1})
    people.write(PeopleWrite(audit=(entry,), licences=following))
    yield people


def copies(clients: Clients, stack: LocalStack, key: str) -> list[dict[str, object]]:
    """The versions of a copy, as they are now."""
    bucket = stack.outputs["AuditBucketName"]
    found = clients.s3.list_object_versions(Bucket=bucket, Prefix=key).get("Versions", [])
    return [
        json.loads(
            clients.s3.get_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])[
                "Body"
            ].read()
        )
        for each in found
    ]


def test_a_change_and_its_audit_entry_are_written_together_or_not_at_all(
    people: DynamoPeople, entry: AuditEntry
) -> None:
    before = people.licences()
    again = LicenceCounts(version=before.version + 1)
    with pytest.raises(Conflict):
        people.write(PeopleWrite(audit=(entry,), licences=again))
    assert people.licences() == before


def test_an_entry_is_found_by_time_by_person_and_by_object(
    stack: LocalStack, clients: Clients, people: DynamoPeople, entry: AuditEntry
) -> None:
    log = DynamoAuditLog(clients.dynamodb, stack.outputs["PeopleTableName"])
    start, end = entry.at - 1, entry.at + 1
    assert entry in list(log.by_time(start, end))
    assert entry in list(log.by_person(ACTOR.key, start, end))
    assert entry in list(log.by_object(OBJECT, start, end))


def test_an_entry_is_copied_and_stays_as_it_was(
    stack: LocalStack, clients: Clients, people: DynamoPeople, entry: AuditEntry
) -> None:
    key = copy_key(entry.id)
    (copy,) = eventually(lambda: copies(clients, stack, key))
    assert AuditEntry.model_validate(copy) == entry
    altered = entry.model_copy(update={"action": "licences.forged"})
    clients.dynamodb.put_item(
        TableName=stack.outputs["PeopleTableName"], Item=to_item(audit_item(altered))
    )
    following = entry.model_copy(update={"id": entry_id(entry.at + 1, b"\1" * 8)})
    clients.dynamodb.put_item(
        TableName=stack.outputs["PeopleTableName"], Item=to_item(audit_item(following))
    )
    assert eventually(lambda: copies(clients, stack, copy_key(following.id)))
    assert copies(clients, stack, key) == [copy]


def test_only_audit_entries_are_copied(stack: LocalStack, clients: Clients) -> None:
    keys = [
        each["Key"]
        for each in clients.s3.list_objects_v2(Bucket=stack.outputs["AuditBucketName"])["Contents"]
    ]
    assert keys
    assert all(key.endswith(".json") and key[4] == "-" for key in keys)


def test_the_same_entry_is_never_written_twice(
    stack: LocalStack, clients: Clients, people: DynamoPeople, entry: AuditEntry
) -> None:
    item = to_item(audit_item(entry))
    record = {
        "eventName": "INSERT",
        "dynamodb": {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item},
    }
    done = clients.invoke("CopyAuditFunctionName", {"Records": [record]})
    assert done == {"copied": 0, "known": 1, "altered": 0}


def test_the_work_after_changes_of_people_runs(clients: Clients) -> None:
    done = eventually(lambda: clients.invoke("KeepUsersFunctionName", {}).get("steps"))
    assert not [name for name, each in done.items() if each.get("status") == "failed"]
