"""The functions that only look up who someone is read no other items of the people table than their role
allows, and no change deletes or updates an entry of the audit log. The emulator does not compare keys."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.sign_ins import DynamoSignIns
from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.teams import Manager, TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.ports import PeopleWrite, ProfileWrite, UserWrite
from ringkeep.usecases.access.read_principal import ReadPrincipal
from tests.contract.tables import people_table
from tests.fakes.clock import FakeClock
from tests.unit.domain.access.example_users import ANN, BEN, user
from tests.unit.template.loader import FUNCTIONS
from tests.unit.template.rights import statements

READING = ("ApiFunction", "LiveSocketFunction", "PushLiveFunction", "CheckSocketsFunction")
OWN_TEAM = SecurityProfile(
    id="own", name="Own", rights=frozenset({Right.PLAY}), visibility=ProfileVisibility.TEAM
)
PEOPLE = [{"Fn::GetAtt": ["PeopleTable", "Arn"]}]


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture
def read(client: Any) -> list[str]:
    """The partition keys of everything that is read."""
    found: list[str] = []

    def note(params: Mapping[str, Any], **_: object) -> None:
        if "Key" in params:
            found.append(params["Key"]["pk"]["S"])
        for request in params.get("RequestItems", {}).values():
            found.extend(key["pk"]["S"] for key in request["Keys"])
        found.extend(
            each["S"]
            for each in params.get("ExpressionAttributeValues", {}).values()
            if "S" in each
        )

    for operation in ("GetItem", "BatchGetItem", "Query"):
        client.meta.events.register(f"provide-client-params.dynamodb.{operation}", note)
        client.meta.events.register(f"before-parameter-build.dynamodb.{operation}", note)
    return found


def allowed(name: str, action: str) -> list[str]:
    """The patterns of the keys for which the function has the right."""
    (found,) = (
        each["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        for each in statements(name)
        if action in each["Action"] and each["Resource"] == PEOPLE
    )
    return list(found)


def filled(client: Any) -> DynamoPeople:
    """A manager with an own profile, who has one report."""
    people = DynamoPeople(client, people_table(client))
    people.write(PeopleWrite((), profile=ProfileWrite(None, OWN_TEAM, 0)))
    for id_ in (ANN, BEN):
        who = user(id_, OWN_TEAM.id, email=f"{id_}@example.com").model_copy(
            update={"sub": f"s-{id_}"}
        )
        record = UserRecord(user=who)
        people.write(PeopleWrite((), users=(UserWrite(None, record),)))
    teams = Teams(managers={ANN: Manager(changed=1)}, version=1)
    block = TeamBlock(manager=ANN, reports={BEN: ()}, version=1)
    people.write(PeopleWrite((), teams=teams, blocks=(block,)))
    return people


def test_looking_someone_up_reads_only_what_the_roles_allow(client: Any, read: list[str]) -> None:
    people = filled(client)
    read.clear()
    ReadPrincipal(people, FakeClock()).user(f"s-{ANN}")
    DynamoSignIns(client, "people").is_recorded("a-session")
    assert len(set(read)) >= 6
    for name in READING:
        patterns = allowed(name, "dynamodb:GetItem")
        refused = [key for key in read if not any(fnmatch.fnmatch(key, it) for it in patterns)]
        assert refused == []


@pytest.mark.parametrize("name", READING)
def test_no_page_reads_the_audit_log_or_everyone(name: str) -> None:
    patterns = allowed(name, "dynamodb:Query")
    for key in ("month#2026-11", "users", "email#ann@example.com", "user_imports", "pool_tasks"):
        assert not any(fnmatch.fnmatch(key, each) for each in patterns)


@pytest.mark.parametrize("action", ["dynamodb:DeleteItem", "dynamodb:UpdateItem"])
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_deletes_or_updates_an_audit_entry(name: str, action: str) -> None:
    for each in statements(name):
        if action in each["Action"] and each["Resource"] == PEOPLE:
            assert each["Condition"] == {
                "ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": ["month#*"]}
            }
