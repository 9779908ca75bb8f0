"""What the command line alone does in the user pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.people import CognitoPeople
from ringkeep.aws.access.user_pool import CognitoUserPool
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.errors import PoolRefused
from tests.contract.access.user_pool import user_pool

EMAIL = "ann@example.com"
PASSWORD = "Secret123456"


@dataclass(frozen=True)
class Pool:
    client: CognitoIdentityProviderClient
    id: str
    people: CognitoPeople
    pool: CognitoUserPool

    def add(self, email: str = EMAIL) -> PoolUser:
        return self.pool.create(email, invited=False)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with mock_aws():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        pool_id = user_pool(client)
        people = CognitoPeople(client, pool_id)
        yield Pool(client, pool_id, people, CognitoUserPool(client, pool_id))


def test_a_given_password_is_permanent(pool: Pool) -> None:
    user = pool.add()
    assert not user.signed_in
    pool.people.set_password(user, PASSWORD)
    found = pool.people.find(EMAIL)
    assert found is not None and found.signed_in


def test_people_of_all_pages_are_listed_by_address(pool: Pool) -> None:
    names = [f"user{number:03}@example.com" for number in range(70)]
    for name in reversed(names):
        pool.add(name)
    assert [each.email for each in pool.people.all()] == names


def test_someone_deleted_is_gone(pool: Pool) -> None:
    pool.people.delete(pool.add())
    assert pool.people.all() == []
    assert pool.people.find(EMAIL) is None


def test_a_rejected_password_is_reported_without_quoting_it(pool: Pool) -> None:
    user = pool.add()
    with pytest.raises(PoolRefused, match="InvalidPasswordException") as refusal:
        pool.people.set_password(user, "too-short")
    assert "too-short" not in str(refusal.value)


@pytest.mark.parametrize(
    ("policy", "days"), [({"TemporaryPasswordValidityDays": 3}, 3), ({"MinimumLength": 12}, 7)]
)
def test_the_pool_says_how_long_a_temporary_password_is_valid(
    policy: dict[str, int], days: int
) -> None:
    """Without an own value it is Cognito's default."""
    client = boto3.client("cognito-idp", region_name="us-east-1")
    with Stubber(client) as stubber:
        answer = {"UserPool": {"Policies": {"PasswordPolicy": policy}}}
        stubber.add_response("describe_user_pool", answer, {"UserPoolId": "us-east-1_a"})
        assert CognitoPeople(client, "us-east-1_a").password_days() == days
