"""The user pool as the function that keeps it in step uses it: it can invite, disable, enable and rename
people. It can set no password and delete no one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from botocore.exceptions import ClientError

from ringkeep.aws.access.pool_users import pool_translated, pool_user
from ringkeep.aws.errors import error_code
from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.usecases.access.pool_ports import MemberPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        AttributeTypeTypeDef,
        ListUsersInGroupRequestTypeDef,
    )

_PAGE: Final = 60
"""Cognito's largest page."""


class CognitoUserPool:
    """The ports UserPool and PoolMembers."""

    def __init__(self, client: CognitoIdentityProviderClient, user_pool_id: str) -> None:
        self._client = client
        self._pool = user_pool_id

    def by_id(self, sub: str) -> PoolUser | None:
        return self._get(sub)

    def by_email(self, email: str) -> PoolUser | None:
        return self._get(email)

    def create(self, email: str, *, invited: bool) -> PoolUser:
        with pool_translated(email):
            if invited:
                made = self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    UserAttributes=_attributes(email),
                    DesiredDeliveryMediums=["EMAIL"],
                )
            else:
                made = self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=email,
                    UserAttributes=_attributes(email),
                    MessageAction="SUPPRESS",
                )
        return pool_user(made["User"], made["User"].get("Attributes", []), email)

    def send_again(self, user: PoolUser) -> bool:
        with pool_translated(user.email):
            try:
                self._client.admin_create_user(
                    UserPoolId=self._pool,
                    Username=user.email,
                    MessageAction="RESEND",
                    DesiredDeliveryMediums=["EMAIL"],
                )
            except ClientError as refusal:
                if error_code(refusal) != "UnsupportedUserStateException":
                    raise
                return False
        return True

    def enable(self, user: PoolUser) -> None:
        with pool_translated(user.email):
            self._client.admin_enable_user(UserPoolId=self._pool, Username=user.username)

    def disable(self, user: PoolUser) -> None:
        """Signs out last, so that no one signs in between."""
        with pool_translated(user.email):
            if user.enabled:
                self._client.admin_disable_user(UserPoolId=self._pool, Username=user.username)
            self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=user.username)

    def change_email(self, user: PoolUser, email: str) -> None:
        with pool_translated(email):
            self._client.admin_update_user_attributes(
                UserPoolId=self._pool, Username=user.username, UserAttributes=_attributes(email)
            )

    def members(self, group: str, page: str) -> MemberPage:
        request: ListUsersInGroupRequestTypeDef = {
            "UserPoolId": self._pool,
            "GroupName": group,
            "Limit": _PAGE,
        }
        if page:
            request["NextToken"] = page
        with pool_translated(f"the group {group}"):
            try:
                answer = self._client.list_users_in_group(**request)
            except ClientError as refusal:
                if error_code(refusal) != "ResourceNotFoundException":
                    raise
                return MemberPage((), "")
        users = [pool_user(each, each.get("Attributes", [])) for each in answer.get("Users", [])]
        return MemberPage(users, answer.get("NextToken", ""))

    def is_member(self, user: PoolUser, group: str) -> bool:
        with pool_translated(user.email):
            answer = self._client.admin_list_groups_for_user(
                UserPoolId=self._pool, Username=user.username
            )
        return any(each.get("GroupName") == group for each in answer["Groups"])

    def _get(self, name: str) -> PoolUser | None:
        with pool_translated(name):
            try:
                user = self._client.admin_get_user(UserPoolId=self._pool, Username=name)
            except ClientError as refusal:
                if error_code(refusal) != "UserNotFoundException":
                    raise
                return None
        return pool_user(user, user.get("UserAttributes", []), name)


def _attributes(email: str) -> Sequence[AttributeTypeTypeDef]:
    """An administrator vouches for the address."""
    values = [
        {"Name": "email", "Value": normalised_email(email)},
        {"Name": "email_verified", "Value": "true"},
    ]
    return cast("Sequence[AttributeTypeTypeDef]", values)
