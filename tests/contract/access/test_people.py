"""The people in the user pool, as an administrator changes them on the command line."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.people import CognitoPeople
from ringkeep.domain.access.roles import Role
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.access.older_assignments import assignment_name
from tests.contract.access.user_pool import user_pool
from tests.fakes.state import MemoryStateStore

EMAIL = "ann@example.com"
PASSWORD = "Secret123456"


@pytest.fixture
def client() -> Iterator[CognitoIdentityProviderClient]:
    with mock_aws():
        yield boto3.client("cognito-idp", region_name="us-east-1")


@pytest.fixture
def states() -> MemoryStateStore:
    return MemoryStateStore()


@pytest.fixture
def people(client: CognitoIdentityProviderClient, states: MemoryStateStore) -> CognitoPeople:
    return CognitoPeople(client, user_pool(client), states)


def test_new_person_has_a_role_and_no_extension(people: CognitoPeople) -> None:
    people.add(EMAIL, Role.MANAGER)
    (row,) = people.all()
    assert (row.email, row.role, row.enabled) == (EMAIL, Role.MANAGER, True)
    assert (row.service, row.extension_id) == ("", "")


def test_adding_an_existing_person_changes_their_role(people: CognitoPeople) -> None:
    first = people.add(EMAIL, Role.ADMINISTRATOR)
    people.add(EMAIL, Role.AGENT)
    (row,) = people.all()
    assert (row.username, row.role) == (first.username, Role.AGENT)


def test_assigned_extension_survives_a_change_of_role(people: CognitoPeople) -> None:
    people.add(EMAIL, Role.AGENT)
    people.assign(EMAIL, "main", "101")
    people.assign(EMAIL, "main", "102")
    people.add(EMAIL, Role.MANAGER)
    (row,) = people.all()
    assert (row.role, row.service, row.extension_id) == (Role.MANAGER, "main", "102")


def test_given_password_is_permanent(
    people: CognitoPeople, client: CognitoIdentityProviderClient
) -> None:
    row = people.add(EMAIL, Role.AGENT, PASSWORD)
    pool_id = client.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    user = client.admin_get_user(UserPoolId=pool_id, Username=row.username)
    assert user["UserStatus"] == "CONFIRMED"


def test_people_of_all_pages_are_listed_by_address(
    people: CognitoPeople,
) -> None:
    names = [f"user{number:03}@example.com" for number in range(70)]
    for name in reversed(names):
        people.add(name, Role.AGENT)
    assert [row.email for row in people.all()] == names


def test_person_is_disabled_and_enabled(people: CognitoPeople) -> None:
    people.add(EMAIL, Role.AGENT)
    people.enable(EMAIL, enabled=False)
    assert not people.find(EMAIL).enabled
    people.enable(EMAIL, enabled=True)
    assert people.find(EMAIL).enabled


def test_no_data_of_a_removed_person_is_kept(
    people: CognitoPeople, states: MemoryStateStore
) -> None:
    row = people.add(EMAIL, Role.AGENT)
    people.assign(EMAIL, "main", "101")
    people.remove(EMAIL)
    assert people.all() == []
    document, _ = states.get(assignment_name(row.username))
    assert EMAIL not in str(document)


def test_unknown_address_is_reported(people: CognitoPeople) -> None:
    with pytest.raises(ConfigurationError, match=EMAIL):
        people.remove(EMAIL)
    with pytest.raises(ConfigurationError, match=EMAIL):
        people.enable(EMAIL, enabled=True)
    with pytest.raises(ConfigurationError, match=EMAIL):
        people.assign(EMAIL, "main", "101")


def test_rejected_password_is_reported_without_quoting_it(
    people: CognitoPeople,
) -> None:
    with pytest.raises(ConfigurationError, match="InvalidPasswordException") as refusal:
        people.add(EMAIL, Role.AGENT, "too-short")
    assert "too-short" not in str(refusal.value)
