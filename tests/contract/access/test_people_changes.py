"""The use cases write the same to DynamoDB as to the in-memory fake."""

from __future__ import annotations

from contextlib import suppress

import boto3
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.read_sight import ReadSight
from tests.contract.tables import people_table
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    choice,
    extension,
    profile_fields,
)


def changes(store: PeopleStore) -> None:
    """Every kind of change, and some that are refused."""
    setup = PeopleSetup(store=store)
    root = setup.add("root", "administrator")
    own = setup.profiles.add(profile_fields("Coach"), by(root))
    gone = setup.profiles.add(profile_fields("Gone"), by(root))
    boss = setup.add("boss", "manager", manager=root.user.id)
    ann = setup.add("ann", "coach", manager=boss.user.id, licences=["evaluation"])
    ben = setup.add("ben", manager=boss.user.id, request=by(root))
    setup.profiles.change(own.id, profile_fields("Trainer"), by(root))
    setup.profiles.delete(gone.id, COMMAND_LINE)
    setup.assign(ann.user.id, choice("101", last="2026-03-31"), by(root))
    setup.assign(ben.user.id, choice("101", first="2026-04-01"), by(root))
    held = setup.assign(ben.user.id, choice("102"), by(root)).assignments
    setup.assign.withdraw(ben.user.id, held[-1], by(root))
    setup.edit(ben, by(root), name="Zoë", email="zoe@example.com", sub="s-1", manager=ann.user.id)
    setup.edit(boss, by(root), security_profile="administrator")
    setup.deactivate(ann.user.id, by(boss))
    for refused in ({"email": "boss@example.com"}, {"manager": ben.user.id}):
        with suppress(ChangeRefused):
            setup.edit(ann, by(root), **refused)


def test_both_stores_hold_the_same_after_every_kind_of_change() -> None:
    fake = MemoryPeopleStore()
    changes(fake)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        table, log = DynamoPeople(client, name), DynamoAuditLog(client, name)
        changes(table)
        assert table.users("", 100) == fake.users("", 100)
        assert table.administrators() == fake.administrators()
        assert table.licences() == fake.licences()
        assert table.teams() == fake.teams()
        assert set(table.profiles().own) == set(fake.profiles().own)
        for number in ("101", "102"):
            assert table.extension(extension(number)) == fake.extension(extension(number))
        for id_, entry in fake.teams().managers.items():
            assert table.team(id_, entry.parts) == fake.team(id_, entry.parts)
        assert_same_sight(table, fake)
        now = 1_795_000_000.0
        assert list(log.by_time(now, now + 60)) == list(fake.by_time(now, now + 60))


def assert_same_sight(table: DynamoPeople, fake: MemoryPeopleStore) -> None:
    profiles = fake.profiles().by_id
    for record in fake.records.values():
        profile = profiles[record.user.security_profile]
        assert ReadSight(table)(record, profile) == ReadSight(fake)(record, profile)
        assert table.user_id_of_email(record.user.email) == record.user.id


def test_the_changes_are_the_ones_that_were_meant() -> None:
    fake = MemoryPeopleStore()
    changes(fake)
    assert len(fake.records) == 4
    assert fake.user_id_of_sub("s-1") == fake.user_id_of_email("zoe@example.com")
    assert fake.profile_users[fake.profiles().own[0].id] == 1
