"""`You@example.com` and `you@example.com` are one person, in whatever spelling a command names them."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.people import CognitoPeople
from ringkeep.aws.access.user_pool import CognitoUserPool
from ringkeep.errors import ConfigurationError
from tests.contract.access.user_pool import user_pool

EMAIL = "you@example.com"


@pytest.fixture
def client() -> Iterator[CognitoIdentityProviderClient]:
    """Its pools tell upper from lower case, like those of version 0.1.0."""
    with mock_aws():
        yield boto3.client("cognito-idp", region_name="us-east-1")


@pytest.fixture
def pool_id(client: CognitoIdentityProviderClient) -> str:
    return user_pool(client)


@pytest.fixture
def people(client: CognitoIdentityProviderClient, pool_id: str) -> CognitoPeople:
    return CognitoPeople(client, pool_id)


def create(client: CognitoIdentityProviderClient, pool_id: str, email: str) -> str:
    """Adds a user as version 0.1.0 did, and returns the username."""
    made = client.admin_create_user(
        UserPoolId=pool_id,
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}],
        MessageAction="SUPPRESS",
    )
    return made["User"]["Username"]


def username(people: CognitoPeople, email: str) -> str:
    found = people.find(email)
    assert found is not None
    return found.username


def test_address_is_stored_in_lower_case(
    client: CognitoIdentityProviderClient, pool_id: str, people: CognitoPeople
) -> None:
    CognitoUserPool(client, pool_id).create(EMAIL, invited=False)
    assert [each.email for each in people.all()] == [EMAIL]
    assert people.find(" You@Example.com ") == people.all()[0]


@pytest.mark.parametrize("typed", ["You@Example.com", EMAIL, "YOU@EXAMPLE.COM"])
def test_mixed_case_user_of_an_old_pool_stays_reachable(
    client: CognitoIdentityProviderClient, pool_id: str, people: CognitoPeople, typed: str
) -> None:
    made = create(client, pool_id, "You@Example.com")
    assert username(people, typed) == made


def test_two_users_of_an_old_pool_are_told_apart_by_their_exact_spelling(
    client: CognitoIdentityProviderClient, pool_id: str, people: CognitoPeople
) -> None:
    upper = create(client, pool_id, "You@Example.com")
    lower = create(client, pool_id, EMAIL)
    assert username(people, "You@Example.com") == upper
    assert username(people, EMAIL) == lower
    assert username(people, "YOU@EXAMPLE.COM") == lower


def test_several_users_that_match_equally_well_are_named(
    client: CognitoIdentityProviderClient, pool_id: str, people: CognitoPeople
) -> None:
    create(client, pool_id, "You@example.com")
    create(client, pool_id, "YOU@example.com")
    with pytest.raises(ConfigurationError, match=r"You@example\.com.*YOU@example\.com|YOU.*You"):
        people.find(EMAIL)
    assert len(people.all()) == 2
