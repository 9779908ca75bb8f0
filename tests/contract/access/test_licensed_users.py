"""DynamoLicensedUsers and its fake read the same of what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.licensed_users import DynamoLicensedUsers
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import ResourceMissing
from ringkeep.usecases.access.ports import PeopleStore, PeopleWrite, UserWrite
from ringkeep.usecases.recordings.ports import LicensedPeople
from tests.contract.tables import people_table
from tests.fakes.access.licensed_people import MemoryLicensedPeople
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.unit.domain.access.example_users import ANN, BEN, user

ACCOUNT = ("main", "809646016")


def owner(extension_id: str) -> Owner:
    return Owner(*ACCOUNT, extension_id)


@pytest.fixture(params=["memory", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Iterator[tuple[PeopleStore, LicensedPeople]]:
    with mock_aws():
        if request.param == "memory":
            memory = MemoryPeopleStore()
            yield memory, MemoryLicensedPeople(memory)
        else:
            client = boto3.client("dynamodb", region_name="us-east-1")
            name = people_table(client)
            yield DynamoPeople(client, name), DynamoLicensedUsers(client, name)


def assigned(extension_id: str, user_id: str) -> ExtensionAssignments:
    return ExtensionAssignments(
        service=ACCOUNT[0],
        account_id=ACCOUNT[1],
        extension_id=extension_id,
        assignments=(Assignment(user_id=user_id),),
        version=1,
    )


def test_extensions_say_who_has_them_and_users_what_they_are_licensed_for(
    stores: tuple[PeopleStore, LicensedPeople],
) -> None:
    people, licensed = stores
    ann = user(ANN, licences=frozenset({Licence.CALL_RECORDING}))
    write = UserWrite(None, UserRecord(user=ann))
    people.write(PeopleWrite(audit=(), users=(write,), extensions=(assigned("101", ANN),)))
    found = licensed.extensions([owner("101"), owner("102")])
    assert set(found) == {owner("101")}
    assert found[owner("101")].user_on(date(2026, 11, 18)) == ANN
    assert licensed.users([ANN, BEN]) == {ANN: ann}


def test_more_than_one_batch_is_read_completely(
    stores: tuple[PeopleStore, LicensedPeople],
) -> None:
    people, licensed = stores
    ids = [str(number) for number in range(130)]
    for id_ in ids:
        people.write(PeopleWrite(audit=(), extensions=(assigned(id_, ANN),)))
    assert len(licensed.extensions([owner(id_) for id_ in ids])) == 130


def test_nothing_is_asked_for_without_ids(stores: tuple[PeopleStore, LicensedPeople]) -> None:
    _, licensed = stores
    assert licensed.extensions([]) == {}
    assert licensed.users([]) == {}


@pytest.mark.parametrize("strange", ["x" * 3000, ""])
def test_an_id_that_cannot_be_a_key_hides_no_other(
    stores: tuple[PeopleStore, LicensedPeople], strange: str
) -> None:
    people, licensed = stores
    people.write(PeopleWrite(audit=(), extensions=(assigned("101", ANN),)))
    assert set(licensed.extensions([owner(strange), owner("101")])) == {owner("101")}


@mock_aws
def test_a_missing_table_is_no_answer() -> None:
    licensed = DynamoLicensedUsers(boto3.client("dynamodb", region_name="us-east-1"), "people")
    with pytest.raises(ResourceMissing):
        licensed.users([ANN])
