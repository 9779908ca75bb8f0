"""`You@example.com` and `you@example.com` are one person, in whatever spelling a command names them."""

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
from tests.fakes.access.people import MemoryPeople
from tests.fakes.state import MemoryStateStore

EMAIL = "you@example.com"
TYPED = " You@Example.com "


@pytest.fixture
def states() -> MemoryStateStore:
    return MemoryStateStore()


@pytest.fixture
def client() -> Iterator[CognitoIdentityProviderClient]:
    """Its pools tell upper from lower case, like those of version 0.1.0."""
    with mock_aws():
        yield boto3.client("cognito-idp", region_name="us-east-1")


@pytest.fixture
def pool_id(client: CognitoIdentityProviderClient) -> str:
    return user_pool(client)


@pytest.fixture
def cognito(
    client: CognitoIdentityProviderClient, pool_id: str, states: MemoryStateStore
) -> CognitoPeople:
    return CognitoPeople(client, pool_id, states)


@pytest.fixture(params=["Cognito", "memory"])
def people(request: pytest.FixtureRequest, cognito: CognitoPeople) -> CognitoPeople | MemoryPeople:
    return cognito if request.param == "Cognito" else MemoryPeople()


def create(client: CognitoIdentityProviderClient, pool_id: str, email: str) -> str:
    """Adds a user as version 0.1.0 did, and returns the username."""
    made = client.admin_create_user(
        UserPoolId=pool_id,
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}],
        MessageAction="SUPPRESS",
    )
    return made["User"]["Username"]


def test_address_is_stored_in_lower_case(people: CognitoPeople | MemoryPeople) -> None:
    people.add(TYPED, Role.AGENT)
    assert [row.email for row in people.all()] == [EMAIL]


def test_another_spelling_adds_nobody(people: CognitoPeople | MemoryPeople) -> None:
    first = people.add(EMAIL, Role.AGENT)
    second = people.add(TYPED, Role.MANAGER)
    assert (second.username, second.invited) == (first.username, False)
    assert [row.role for row in people.all()] == [Role.MANAGER]


def test_every_command_reaches_the_person_in_another_spelling(
    people: CognitoPeople | MemoryPeople,
) -> None:
    people.add(EMAIL, Role.AGENT)
    people.assign(TYPED, "main", "101")
    people.enable(TYPED, enabled=False)
    row = people.find(EMAIL)
    assert (row.extension_id, row.enabled) == ("101", False)
    people.remove(TYPED)
    assert list(people.all()) == []


def test_assignment_has_the_address_in_lower_case(
    cognito: CognitoPeople, states: MemoryStateStore
) -> None:
    row = cognito.add(EMAIL, Role.AGENT)
    cognito.assign(TYPED, "main", "101")
    document, _ = states.get(assignment_name(row.username))
    assert document is not None and document["email"] == EMAIL


@pytest.mark.parametrize("typed", ["You@Example.com", EMAIL, "YOU@EXAMPLE.COM"])
def test_mixed_case_user_of_an_old_pool_stays_reachable(
    client: CognitoIdentityProviderClient, pool_id: str, cognito: CognitoPeople, typed: str
) -> None:
    username = create(client, pool_id, "You@Example.com")
    assert cognito.find(typed).username == username
    assert cognito.add(typed, Role.AGENT).username == username
    cognito.remove(typed)
    assert list(cognito.all()) == []


def test_two_users_of_an_old_pool_are_told_apart_by_their_exact_spelling(
    client: CognitoIdentityProviderClient, pool_id: str, cognito: CognitoPeople
) -> None:
    upper = create(client, pool_id, "You@Example.com")
    lower = create(client, pool_id, EMAIL)
    assert cognito.find("You@Example.com").username == upper
    assert cognito.find(EMAIL).username == lower
    assert cognito.find("YOU@EXAMPLE.COM").username == lower


def test_several_users_that_match_equally_well_are_named(
    client: CognitoIdentityProviderClient, pool_id: str, cognito: CognitoPeople
) -> None:
    create(client, pool_id, "You@example.com")
    create(client, pool_id, "YOU@example.com")
    with pytest.raises(ConfigurationError, match=r"You@example\.com.*YOU@example\.com|YOU.*You"):
        cognito.remove(EMAIL)
    assert len(list(cognito.all())) == 2
