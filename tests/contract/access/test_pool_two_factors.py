"""Two factors of a user pool are turned on by the one request that Cognito accepts for it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.aws.access.pool_two_factors import PoolTwoFactors
from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.errors import RingkeepError

POOL = "us-east-1_AbCdEfGhI"


@pytest.fixture
def stubbed() -> Iterator[tuple[PoolTwoFactors, Stubber]]:
    client = boto3.client(
        "cognito-idp", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
    )
    with Stubber(client) as stubber:
        yield PoolTwoFactors(client, POOL), stubber
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize("wanted", [TwoFactors.ON, TwoFactors.OPTIONAL])
def test_the_request_names_the_authenticator_app(
    stubbed: tuple[PoolTwoFactors, Stubber], wanted: TwoFactors
) -> None:
    factors, stubber = stubbed
    request = {
        "UserPoolId": POOL,
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "MfaConfiguration": wanted.value,
    }
    stubber.add_response("set_user_pool_mfa_config", {}, request)
    factors.write(wanted)


@pytest.mark.parametrize("answer", [{}, {"MfaConfiguration": "OFF"}])
def test_a_pool_without_the_setting_has_none(
    stubbed: tuple[PoolTwoFactors, Stubber], answer: dict[str, str]
) -> None:
    factors, stubber = stubbed
    stubber.add_response("get_user_pool_mfa_config", answer, {"UserPoolId": POOL})
    assert factors.read() is TwoFactors.OFF


def test_a_refusal_is_one_of_ours(stubbed: tuple[PoolTwoFactors, Stubber]) -> None:
    factors, stubber = stubbed
    stubber.add_client_error("set_user_pool_mfa_config", "InvalidParameterException", "no", 400)
    with pytest.raises(RingkeepError, match="user pool"):
        factors.write(TwoFactors.ON)


@mock_aws
def test_what_is_written_is_read() -> None:
    client = boto3.client("cognito-idp", region_name="us-east-1")
    pool = client.create_user_pool(PoolName="people", MfaConfiguration="OPTIONAL")
    factors = PoolTwoFactors(client, pool["UserPool"]["Id"])
    factors.write(TwoFactors.ON)
    assert factors.read() is TwoFactors.ON
