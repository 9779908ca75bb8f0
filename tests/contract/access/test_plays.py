"""DynamoPlays, DynamoAuditEntries and their fakes behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audit_entries import DynamoAuditEntries
from ringkeep.aws.access.people_table import DynamoAuditLog
from ringkeep.aws.access.plays import DynamoPlays
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.recordings.plays import PLAY_SECONDS, Play
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import AuditEntries, AuditLog
from ringkeep.usecases.recordings.media_ports import Listened, Plays
from tests.contract.tables import people_table
from tests.fakes.recordings.media import MemoryAuditEntries, MemoryPlays

NOW = 1_795_000_000.0
RECORDING = RecordingKey(service="main", account_id="a1", recording_id="r1")
OBJECT = ObjectRef(kind="recording", id="main:a1:r1")
PLAY = Play(id="p1", user_id="ann", recording=RECORDING, opened_at=NOW)


def entry(number: int = 1) -> AuditEntry:
    return AuditEntry(
        id=entry_id(NOW, number.to_bytes(8)),
        at=NOW,
        actor=Actor(kind=ActorKind.USER, id="ann", name="Ann"),
        action="recordings.play",
        object=OBJECT,
    )


@dataclass
class Store:
    plays: Plays
    audit: AuditEntries
    log: AuditLog


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        audit = MemoryAuditEntries()
        yield Store(MemoryPlays(audit), audit, audit)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        log = DynamoAuditLog(client, name)
        yield Store(DynamoPlays(client, name), DynamoAuditEntries(client, name), log)


def test_a_play_and_its_entry_are_written_together(store: Store) -> None:
    store.plays.begin(PLAY, entry())
    assert store.plays.play("ann", "p1") == PLAY
    assert store.plays.play("ben", "p1") is None
    assert list(store.log.by_object(OBJECT, NOW, NOW)) == [entry()]


def test_an_entry_that_exists_is_never_written_again(store: Store) -> None:
    store.audit.add(entry())
    with pytest.raises(Conflict):
        store.audit.add(entry())
    with pytest.raises(Conflict):
        store.plays.begin(PLAY, entry())
    assert store.plays.play("ann", "p1") is None


def test_two_pages_do_not_undo_each_other(store: Store) -> None:
    assert store.plays.listened("ann", RECORDING) == Listened()
    first = Listened(((0.0, 12.25),), 1)
    store.plays.put_listened("ann", RECORDING, first, NOW)
    with pytest.raises(Conflict):
        store.plays.put_listened("ann", RECORDING, Listened(((3.0, 4.0),), 1), NOW)
    assert store.plays.listened("ann", RECORDING) == first
    store.plays.put_listened("ann", RECORDING, Listened(((0.0, 20.0),), 2), NOW)
    assert store.plays.listened("ann", RECORDING).parts == ((0.0, 20.0),)
    assert store.plays.listened("ben", RECORDING) == Listened()


def test_plays_and_what_was_heard_end_by_themselves_and_entries_do_not() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        plays = DynamoPlays(client, name)
        plays.begin(PLAY, entry())
        plays.put_listened("ann", RECORDING, Listened(((0.0, 1.0),), 1), NOW + 60)
        ends: dict[str, list[str | None]] = {}
        for it in client.scan(TableName=name)["Items"]:
            ends.setdefault(it["pk"]["S"], []).append(it.get("ttl", {}).get("N"))
        assert set(ends["play#ann"]) == {str(int(NOW + PLAY_SECONDS)), str(int(NOW) + 60)}
        assert ends["month#2026-11"] == [None]
