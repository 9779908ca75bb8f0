"""The invitation is sent again to someone who has not signed in yet, and to no one else."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber
from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

from ringkeep.aws.access.people import CognitoPeople
from ringkeep.errors import ConfigurationError, StorageFailed, Throttled
from tests.fakes.state import MemoryStateStore

EMAIL = "Ann@example.com"
POOL = "us-east-1_a"


class Pool:
    """A user pool that answers what a test expects."""

    def __init__(self) -> None:
        client: CognitoIdentityProviderClient = boto3.client(
            "cognito-idp",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.stubber = Stubber(client)
        self.people = CognitoPeople(client, POOL, MemoryStateStore())

    def has(self, status: str, *, enabled: bool = True) -> None:
        user = {
            "Username": "0a1b",
            "UserAttributes": [{"Name": "email", "Value": EMAIL}],
            "Enabled": enabled,
            "UserStatus": status,
        }
        asked = {"UserPoolId": POOL, "Username": EMAIL}
        self.stubber.add_response("admin_get_user", user, asked)

    def sends(self) -> None:
        self.stubber.add_response(
            "admin_create_user",
            {},
            {
                "UserPoolId": POOL,
                "Username": EMAIL,
                "MessageAction": "RESEND",
                "DesiredDeliveryMediums": ["EMAIL"],
            },
        )

    def refuses(self, code: str) -> None:
        self.stubber.add_client_error("admin_create_user", code)

    def policy(self, **policy: int) -> None:
        answer = {"UserPool": {"Policies": {"PasswordPolicy": policy}}}
        self.stubber.add_response("describe_user_pool", answer, {"UserPoolId": POOL})


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    with pool.stubber:
        yield pool
    pool.stubber.assert_no_pending_responses()


def test_someone_with_a_temporary_password_is_invited_again(pool: Pool) -> None:
    """Also after the password has expired: Cognito's status stays the same."""
    pool.has("FORCE_CHANGE_PASSWORD")
    pool.sends()
    assert pool.people.invite(EMAIL)


@pytest.mark.parametrize("status", ["CONFIRMED", "RESET_REQUIRED", "EXTERNAL_PROVIDER"])
def test_someone_who_has_signed_in_gets_no_mail(pool: Pool, status: str) -> None:
    pool.has(status)
    assert not pool.people.invite(EMAIL)


def test_someone_who_signs_in_meanwhile_gets_no_mail(pool: Pool) -> None:
    pool.has("FORCE_CHANGE_PASSWORD")
    pool.refuses("UnsupportedUserStateException")
    assert not pool.people.invite(EMAIL)


def test_someone_disabled_gets_no_mail(pool: Pool) -> None:
    pool.has("FORCE_CHANGE_PASSWORD", enabled=False)
    with pytest.raises(ConfigurationError, match="user enable"):
        pool.people.invite(EMAIL)


def test_someone_unknown_has_to_be_added_first(pool: Pool) -> None:
    for _ in ("as typed", "in lower case"):
        pool.stubber.add_client_error("admin_get_user", "UserNotFoundException")
    pool.stubber.add_response("list_users", {"Users": []}, {"UserPoolId": POOL})
    with pytest.raises(ConfigurationError, match="user add"):
        pool.people.invite(EMAIL)


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("LimitExceededException", Throttled, "50 e-mails a day.*user invite.*tomorrow.*SES"),
        ("CodeDeliveryFailureException", ConfigurationError, "check the address"),
        ("TooManyRequestsException", StorageFailed, "user pool"),
        ("AccessDeniedException", ConfigurationError, "user pool"),
    ],
)
def test_refused_mail_is_a_sentence(
    pool: Pool, code: str, error: type[Exception], words: str
) -> None:
    pool.has("FORCE_CHANGE_PASSWORD")
    pool.refuses(code)
    with pytest.raises(error, match=words):
        pool.people.invite(EMAIL)


def test_the_pool_says_how_long_a_temporary_password_is_valid(pool: Pool) -> None:
    pool.policy(TemporaryPasswordValidityDays=3)
    assert pool.people.password_days() == 3


def test_without_an_own_value_a_temporary_password_is_valid_for_seven_days(pool: Pool) -> None:
    pool.policy(MinimumLength=12)
    assert pool.people.password_days() == 7
