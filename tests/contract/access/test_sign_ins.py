"""DynamoSignIns and its fake behave the same, and the entry is in the audit log."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoAuditLog
from ringkeep.aws.access.pool_tasks_table import DynamoPoolTasks
from ringkeep.aws.access.sign_ins import DynamoSignIns
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState
from ringkeep.errors import Conflict, ResourceMissing
from ringkeep.usecases.access.record_sign_in import SignInLog
from tests.contract.tables import people_table
from tests.fakes.access.sign_ins import MemorySignInLog

NOW = 1_795_000_000.0


def entry(number: int = 1) -> AuditEntry:
    return AuditEntry(
        id=entry_id(NOW, number.to_bytes(8)),
        at=NOW,
        actor=Actor(kind=ActorKind.USER, id="a" * 32, name="Ann"),
        action="session.sign_in",
        object=ObjectRef(kind="user", id="a" * 32),
    )


@pytest.fixture(params=["fake", "dynamodb"])
def log(request: pytest.FixtureRequest) -> Iterator[SignInLog]:
    if request.param == "fake":
        yield MemorySignInLog()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoSignIns(client, people_table(client))


def test_a_sign_in_is_recorded_once(log: SignInLog) -> None:
    assert not log.is_recorded("s-1")
    log.record("s-1", entry(1), NOW + 60)
    assert log.is_recorded("s-1")
    with pytest.raises(Conflict):
        log.record("s-1", entry(2), NOW + 60)
    assert not log.is_recorded("s-2")


def test_the_entry_is_in_the_audit_log_and_the_mark_expires() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        log = DynamoSignIns(client, name)
        log.record("s-1", entry(1), NOW + 60)
        with pytest.raises(Conflict):
            log.record("s-1", entry(2), NOW + 60)
        found = list(DynamoAuditLog(client, name).by_person("a" * 32, NOW - 1, NOW + 1))
        assert found == [entry(1)]
        key = {"pk": {"S": "sign_in#s-1"}, "sk": {"S": "sign_in"}}
        assert client.get_item(TableName=name, Key=key)["Item"]["ttl"] == {"N": str(int(NOW) + 60)}


def test_a_sign_in_ends_the_invitation() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        tasks = DynamoPoolTasks(client, name)
        tasks.put_invitation("a" * 32, Invitation(state=InvitationState.SENT, at=NOW - 60))
        DynamoSignIns(client, name).record("s-1", entry(1), NOW + 60)
        invitation = tasks.invitation("a" * 32)
        assert (invitation.state, invitation.at) == (InvitationState.SIGNED_IN, NOW)


def test_a_missing_table_is_named() -> None:
    with mock_aws():
        log = DynamoSignIns(boto3.client("dynamodb", region_name="us-east-1"), "missing")
        with pytest.raises(ResourceMissing, match="missing"):
            log.is_recorded("s-1")
