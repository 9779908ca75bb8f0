"""DynamoPoolTasks and its fake behave the same: tasks are claimed once, and are written with the user."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.pool_tasks_table import DynamoPoolTasks
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState, PoolReason, PoolTask
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite, PoolTaskWrite
from tests.contract.tables import people_table
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.pool_tasks import MemoryPoolTasks
from tests.unit.domain.access.example_users import ANN, BEN

NOW = 1_795_000_000.0


@dataclass(frozen=True)
class Stores:
    people: PeopleStore
    tasks: DynamoPoolTasks | MemoryPoolTasks


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = MemoryPeopleStore()
        yield Stores(memory, MemoryPoolTasks(memory))
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        yield Stores(DynamoPeople(client, name), DynamoPoolTasks(client, name))


_numbers = iter(range(1, 1_000_000))


def task(user_id: str = ANN, due_at: float = NOW, **fields: object) -> PoolTask:
    change = entry_id(NOW, next(_numbers).to_bytes(8))
    values = {"user_id": user_id, "change": change, "due_at": due_at, **fields}
    return PoolTask.model_validate(values)


def write(stores: Stores, before: PoolTask | None, after: PoolTask) -> None:
    written = PoolTaskWrite(before, after, "ann@example.com")
    stores.people.write(PeopleWrite(audit=(entry(),), pool_tasks=(written,)))


def entry() -> AuditEntry:
    return AuditEntry(
        id=entry_id(NOW, next(_numbers).to_bytes(8)),
        at=NOW,
        actor=Actor(kind=ActorKind.SYSTEM),
        action="users.change",
        object=ObjectRef(kind="user", id=ANN),
    )


def test_a_task_is_read_as_written(stores: Stores) -> None:
    assert stores.people.pool_task(ANN) is None
    first = task(due_at=NOW + 0.25, reason=PoolReason.EMAIL)
    write(stores, None, first)
    assert stores.people.pool_task(ANN) == first
    assert stores.tasks.invitation(ANN) == Invitation()


def test_an_invitation_is_queued_with_its_task(stores: Stores) -> None:
    write(stores, None, task(invite=True))
    queued = Invitation(state=InvitationState.QUEUED, at=NOW, email="ann@example.com")
    assert stores.tasks.invitation(ANN) == queued
    assert stores.tasks.invitations([ANN, BEN]) == {ANN: queued}
    assert stores.tasks.invitations([]) == {}


def test_only_due_tasks_are_found(stores: Stores) -> None:
    due, later = task(), task(BEN, due_at=NOW + 1)
    write(stores, None, due)
    write(stores, None, later)
    assert stores.tasks.due(NOW, 10) == [due]
    assert {each.user_id for each in stores.tasks.due(NOW + 1, 10)} == {ANN, BEN}
    assert len(stores.tasks.due(NOW + 1, 1)) == 1


def test_a_task_is_claimed_by_one_process(stores: Stores) -> None:
    first = task()
    write(stores, None, first)
    claimed = first.claimed(NOW)
    stores.tasks.replace(first, claimed)
    with pytest.raises(Conflict):
        stores.tasks.replace(first, claimed)
    assert stores.tasks.due(NOW, 10) == []
    assert stores.people.pool_task(ANN) == claimed


def test_a_task_that_changed_meanwhile_is_not_finished(stores: Stores) -> None:
    first, second = task(), task()
    write(stores, None, first)
    write(stores, first, second)
    with pytest.raises(Conflict):
        stores.tasks.finish(first, Invitation(state=InvitationState.SENT))
    assert stores.people.pool_task(ANN) == second
    assert stores.tasks.invitation(ANN).state is InvitationState.NONE
    stores.tasks.finish(second, Invitation(state=InvitationState.SENT))
    assert stores.people.pool_task(ANN) is None
    assert stores.tasks.invitation(ANN).state is InvitationState.SENT


def test_a_change_that_read_no_task_or_another_one_is_refused(stores: Stores) -> None:
    first = task()
    write(stores, None, first)
    with pytest.raises(Conflict):
        write(stores, None, task())
    stores.tasks.replace(first, first.claimed(NOW))
    with pytest.raises(Conflict):
        write(stores, first, task())
    write(stores, first.claimed(NOW), task())


def test_a_task_that_is_done_meanwhile_is_written_again(stores: Stores) -> None:
    first = task()
    write(stores, None, first)
    stores.tasks.finish(first, None)
    with pytest.raises(Conflict):
        write(stores, first, task())
    write(stores, None, task())


def test_a_user_has_one_wish(stores: Stores) -> None:
    wish = ExtensionWish(user_id=ANN, service="main", extension_id="101", since=NOW)
    stores.tasks.put_wish(wish)
    other = wish.model_copy(update={"extension_id": "102"})
    stores.tasks.put_wish(other)
    assert list(stores.tasks.wishes()) == [other]
    assert (stores.tasks.wish(ANN), stores.tasks.wish(BEN)) == (other, None)
    stores.tasks.drop_wish(ANN)
    stores.tasks.drop_wish(ANN)
    assert list(stores.tasks.wishes()) == []


def test_a_wish_is_written_and_ended_with_the_change_of_the_user(stores: Stores) -> None:
    wish = ExtensionWish(user_id=ANN, service="main", extension_id="101", since=NOW)
    stores.people.write(PeopleWrite(audit=(entry(),), wishes=(wish,)))
    assert list(stores.tasks.wishes()) == [wish]
    stores.people.write(PeopleWrite(audit=(entry(),), wishes_ended=(ANN, BEN)))
    assert list(stores.tasks.wishes()) == []
