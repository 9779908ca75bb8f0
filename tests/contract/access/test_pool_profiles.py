"""Cognito's profiles and their identities, and what it answers to a connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from ringkeep.aws.access.pool_profiles import CognitoProfiles
from ringkeep.domain.access.federation import ExternalIdentity, PoolProfile
from ringkeep.errors import RingkeepError

POOL = "us-east-1_AbCdEfGhI"
NAME = "4f1c0d8e-0000-4000-8000-000000000001"
IDENTITY = ExternalIdentity(provider="Company", subject="AAAikzqFVrSa")


class Pool:
    def __init__(self) -> None:
        client = boto3.client(
            "cognito-idp", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
        )
        self.stubber = Stubber(client)
        self.profiles = CognitoProfiles(client)

    def has(self, identities: str | None, *, enabled: bool = True) -> None:
        attributes = [{"Name": "sub", "Value": NAME}]
        if identities is not None:
            attributes.append({"Name": "identities", "Value": identities})
        answer = {
            "Username": NAME,
            "Enabled": enabled,
            "UserAttributes": attributes,
            "UserCreateDate": datetime(2026, 11, 26, tzinfo=UTC),
        }
        asked = {"UserPoolId": POOL, "Username": NAME}
        self.stubber.add_response("admin_get_user", answer, asked)

    def read(self) -> PoolProfile:
        found = self.profiles.profile(POOL, NAME)
        assert found is not None
        return found


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    with pool.stubber:
        yield pool
        pool.stubber.assert_no_pending_responses()


@pytest.mark.parametrize("created", [1_764_115_200_000, "1764115200000"])
def test_a_connected_identity_is_read(pool: Pool, created: object) -> None:
    stored = {
        "userId": "AAAikzqFVrSa",
        "providerName": "Company",
        "providerType": "OIDC",
        "issuer": None,
        "primary": False,
        "dateCreated": created,
    }
    pool.has(json.dumps([stored]))
    assert pool.read().identities == (
        ExternalIdentity(provider="Company", subject="AAAikzqFVrSa", linked_at=1_764_115_200.0),
    )


@pytest.mark.parametrize("stored", [None, "", "[]", "no json", '{"a": 1}', "[1]"])
def test_without_a_readable_identity_there_is_none(pool: Pool, stored: str | None) -> None:
    pool.has(stored)
    assert pool.read().identities == ()


def test_a_disabled_profile_says_so(pool: Pool) -> None:
    pool.has(None, enabled=False)
    assert not pool.read().enabled


def test_an_unknown_profile_is_none(pool: Pool) -> None:
    pool.stubber.add_client_error("admin_get_user", "UserNotFoundException")
    assert pool.profiles.profile(POOL, NAME) is None


def test_the_connection_names_the_profile_and_the_providers_id(pool: Pool) -> None:
    request = {
        "UserPoolId": POOL,
        "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": NAME},
        "SourceUser": {
            "ProviderName": "Company",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": "AAAikzqFVrSa",
        },
    }
    pool.stubber.add_response("admin_link_provider_for_user", {}, request)
    assert pool.profiles.connect(POOL, NAME, IDENTITY)


@pytest.mark.parametrize("code", ["AliasExistsException", "InvalidParameterException"])
def test_an_identity_that_is_connected_already_is_no_failure(pool: Pool, code: str) -> None:
    pool.stubber.add_client_error("admin_link_provider_for_user", code)
    assert not pool.profiles.connect(POOL, NAME, IDENTITY)


@pytest.mark.parametrize("code", ["TooManyRequestsException", "NotAuthorizedException"])
def test_other_refusals_are_failures(pool: Pool, code: str) -> None:
    pool.stubber.add_client_error("admin_link_provider_for_user", code)
    with pytest.raises(RingkeepError):
        pool.profiles.connect(POOL, NAME, IDENTITY)
