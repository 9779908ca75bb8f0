"""The user pool as the function that keeps it in step uses it, and what Cognito may refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.user_pool import CognitoUserPool
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.errors import (
    ConfigurationError,
    MailLimitReached,
    PoolRefused,
    RingkeepError,
    StorageFailed,
)
from tests.contract.access.user_pool import user_pool
from tests.fakes.access.user_pool import MemoryUserPool

EMAIL = "ann@example.com"
POOL = "us-east-1_a"
ANN = PoolUser(username="0a1b", sub="0a1b", email=EMAIL, enabled=True, signed_in=False)


@pytest.fixture(params=["fake", "Cognito"])
def pool(request: pytest.FixtureRequest) -> Iterator[CognitoUserPool | MemoryUserPool]:
    if request.param == "fake":
        yield MemoryUserPool()
        return
    with mock_aws():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        yield CognitoUserPool(client, user_pool(client))


def test_someone_is_found_by_their_id_and_their_address(
    pool: CognitoUserPool | MemoryUserPool,
) -> None:
    assert (pool.by_id("unknown"), pool.by_email(EMAIL)) == (None, None)
    made = pool.create(EMAIL, invited=True)
    assert (made.email, made.enabled, made.signed_in, made.verified) == (EMAIL, True, False, True)
    assert pool.by_id(made.sub) == pool.by_email(EMAIL) == made


def test_someone_is_disabled_and_enabled(pool: CognitoUserPool | MemoryUserPool) -> None:
    made = pool.create(EMAIL, invited=False)
    pool.disable(made)
    disabled = pool.by_id(made.sub)
    assert disabled is not None and not disabled.enabled
    pool.disable(disabled)
    pool.enable(disabled)
    assert pool.by_id(made.sub) == made


def test_a_new_address_is_the_one_to_sign_in_with(pool: CognitoUserPool | MemoryUserPool) -> None:
    made = pool.create(EMAIL, invited=False)
    pool.change_email(made, "lee@example.com")
    changed = pool.by_email("lee@example.com")
    assert changed is not None
    assert (changed.sub, changed.verified) == (made.sub, True)
    assert pool.by_email(EMAIL) is None


def test_an_address_of_someone_else_is_refused(pool: CognitoUserPool | MemoryUserPool) -> None:
    pool.create(EMAIL, invited=False)
    lee = pool.create("lee@example.com", invited=False)
    with pytest.raises(PoolRefused, match="another person"):
        pool.change_email(lee, EMAIL)
    with pytest.raises(PoolRefused, match="another person"):
        pool.create(EMAIL, invited=False)


def test_members_of_a_group_are_read_in_pages() -> None:
    with mock_aws():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        pool_id = user_pool(client)
        pool = CognitoUserPool(client, pool_id)
        for number in range(70):
            made = pool.create(f"user{number}@example.com", invited=False)
            client.admin_add_user_to_group(
                UserPoolId=pool_id, Username=made.username, GroupName="Agent"
            )
        first = pool.members("Agent", "")
        second = pool.members("Agent", first.next)
        assert len({each.sub for each in (*first.users, *second.users)}) == 70
        assert second.next == ""
        assert pool.is_member(made, "Agent")
        assert not pool.is_member(made, "Administrator")
        assert pool.members("Unknown", "") == ((), "")


class Refusing:
    """A user pool that answers what a test expects."""

    def __init__(self) -> None:
        client: CognitoIdentityProviderClient = boto3.client(
            "cognito-idp",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.stubber = Stubber(client)
        self.pool = CognitoUserPool(client, POOL)

    def refuses(self, code: str) -> None:
        self.stubber.add_client_error("admin_create_user", code)


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    pool = Refusing()
    with pool.stubber:
        yield pool
    pool.stubber.assert_no_pending_responses()


def test_an_invitation_is_sent_again_to_the_address_of_the_pool(refusing: Refusing) -> None:
    asked = {
        "UserPoolId": POOL,
        "Username": EMAIL,
        "MessageAction": "RESEND",
        "DesiredDeliveryMediums": ["EMAIL"],
    }
    refusing.stubber.add_response("admin_create_user", {}, asked)
    assert refusing.pool.send_again(ANN)


def test_someone_who_signs_in_meanwhile_gets_no_mail(refusing: Refusing) -> None:
    refusing.refuses("UnsupportedUserStateException")
    assert not refusing.pool.send_again(ANN)


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("LimitExceededException", MailLimitReached, "50 e-mails a day.*tomorrow.*user invite"),
        ("CodeDeliveryFailureException", PoolRefused, "check the address"),
        ("InvalidParameterException", PoolRefused, "rejects the address"),
        ("TooManyRequestsException", StorageFailed, "user pool"),
        ("AccessDeniedException", ConfigurationError, "user pool"),
    ],
)
@pytest.mark.parametrize(
    "send", [lambda pool: pool.send_again(ANN), lambda pool: pool.create(EMAIL, invited=True)]
)
def test_refused_mail_is_a_sentence(
    refusing: Refusing,
    send: Callable[[CognitoUserPool], object],
    code: str,
    error: type[RingkeepError],
    words: str,
) -> None:
    refusing.refuses(code)
    with pytest.raises(error, match=words) as refused:
        send(refusing.pool)
    assert isinstance(refused.value, PoolRefused) == (error is PoolRefused)


def test_a_disabled_person_is_signed_out_last(refusing: Refusing) -> None:
    asked = {"UserPoolId": POOL, "Username": "0a1b"}
    refusing.stubber.add_response("admin_disable_user", {}, asked)
    refusing.stubber.add_response("admin_user_global_sign_out", {}, asked)
    refusing.stubber.add_response("admin_user_global_sign_out", {}, asked)
    refusing.pool.disable(ANN)
    refusing.pool.disable(ANN.model_copy(update={"enabled": False}))
