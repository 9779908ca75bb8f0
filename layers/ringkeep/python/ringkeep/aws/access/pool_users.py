"""Finds people in the Cognito user pool by their e-mail address, however it is spelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.errors import ConfigurationError, MailLimitReached, PoolRefused, Throttled

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        AdminGetUserResponseTypeDef,
        AttributeTypeTypeDef,
        UserTypeTypeDef,
    )

_NOT_SIGNED_IN: Final = "FORCE_CHANGE_PASSWORD"
"""Cognito's status of someone who has only a temporary password, also after that has expired."""


class PoolUsers:
    """A pool of version 0.1.0 tells upper from lower case in addresses; newer ones do not."""

    def __init__(self, client: CognitoIdentityProviderClient, user_pool_id: str) -> None:
        self._client = client
        self._pool = user_pool_id

    def find(self, email: str) -> PoolUser | None:
        """Returns the user with this address. The given spelling comes first, so that two users whose
        addresses differ only in case can both be reached. Raises ConfigurationError if several
        users match and none is spelled like that."""
        for spelling in dict.fromkeys((email.strip(), normalised_email(email))):
            user = self._get(spelling)
            if user:
                return user
        return _only(email, [each for each in self.all() if _same(each.email, email)])

    def all(self) -> Iterator[PoolUser]:
        pages = self._client.get_paginator("list_users").paginate(UserPoolId=self._pool)
        with translated("user pool"):
            for page in pages:
                for user in page["Users"]:
                    yield pool_user(user, user.get("Attributes", []))

    def _get(self, email: str) -> PoolUser | None:
        with pool_translated(email):
            try:
                user = self._client.admin_get_user(UserPoolId=self._pool, Username=email)
            except ClientError as refusal:
                if error_code(refusal) != "UserNotFoundException":
                    raise
                return None
        return pool_user(user, user.get("UserAttributes", []), email)


def _same(one: str, other: str) -> bool:
    return normalised_email(one) == normalised_email(other)


def _only(email: str, users: Sequence[PoolUser]) -> PoolUser | None:
    if len(users) > 1:
        spellings = ", ".join(user.email for user in users)
        raise ConfigurationError(
            f"several users differ from {email} only in upper and lower case: give one of {spellings}"
        )
    return users[0] if users else None


def pool_user(
    user: UserTypeTypeDef | AdminGetUserResponseTypeDef,
    attributes: Sequence[AttributeTypeTypeDef],
    email: str = "",
) -> PoolUser:
    """Reads a user of Cognito's answer. `email` is for one whose address it leaves out."""
    values = {each["Name"]: each.get("Value", "") for each in attributes}
    username = user.get("Username", "")
    return PoolUser(
        username=username,
        sub=values.get("sub") or username,
        email=values.get("email") or email,
        enabled=user.get("Enabled", False),
        signed_in=user.get("UserStatus") != _NOT_SIGNED_IN,
        verified=values.get("email_verified") == "true",
    )


@contextmanager
def pool_translated(email: str) -> Iterator[None]:
    """Translates the pool's refusals of one person's request."""
    with translated("user pool"):
        try:
            yield
        except ClientError as refusal:
            error = _refusal(email, error_code(refusal))
            if error is None:
                raise
            raise error from None


def _refusal(email: str, code: str) -> ConfigurationError | Throttled | None:
    """What Cognito will never accept is PoolRefused, for the administrator of the users."""
    match code:
        case "UserNotFoundException":
            return no_such_user(email)
        case "InvalidPasswordException" | "InvalidParameterException":
            return PoolRefused(f"Cognito rejects the address or password for {email}: {code}")
        case "CodeDeliveryFailureException":
            return PoolRefused(f"Cognito cannot send e-mail to {email}: check the address")
        case "AliasExistsException" | "UsernameExistsException":
            return PoolRefused(
                f"the user pool has another person with the address {email}: give one of the two a"
                " different address"
            )
        case "LimitExceededException":
            return MailLimitReached(
                f"Cognito sends no more e-mail today, so {email} has no invitation yet. Without Amazon SES"
                " its limit is 50 e-mails a day for the AWS account. Ringkeep sends it tomorrow. Once the"
                f" user pool is connected to Amazon SES, `ringkeep user invite {email}` sends it at once"
            )
    return None


def no_such_user(email: str) -> ConfigurationError:
    return ConfigurationError(f"there is no user {email}")
