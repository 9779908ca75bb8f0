"""The user pool as the command line uses it: it finds people in any spelling of their address, sets
passwords, and deletes people. No function may do that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringkeep.aws.access.pool_users import PoolUsers, pool_translated
from ringkeep.aws.errors import translated
from ringkeep.domain.access.pool_tasks import PoolUser

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


_DEFAULT_PASSWORD_DAYS = 7
"""Cognito's own default."""


class CognitoPeople:
    """Two spellings of an address are one person. Raises ConfigurationError if several people match."""

    def __init__(self, client: CognitoIdentityProviderClient, user_pool_id: str) -> None:
        self._client = client
        self._pool = user_pool_id
        self._users = PoolUsers(client, user_pool_id)

    def find(self, email: str) -> PoolUser | None:
        return self._users.find(email)

    def all(self) -> Sequence[PoolUser]:
        return sorted(self._users.all(), key=lambda each: each.email)

    def password_days(self) -> int:
        """Returns how many days a temporary password is valid."""
        with translated("user pool"):
            pool = self._client.describe_user_pool(UserPoolId=self._pool)["UserPool"]
        policy = pool.get("Policies", {}).get("PasswordPolicy", {})
        return int(policy.get("TemporaryPasswordValidityDays") or _DEFAULT_PASSWORD_DAYS)

    def set_password(self, user: PoolUser, password: str) -> None:
        with pool_translated(user.email):
            self._client.admin_set_user_password(
                UserPoolId=self._pool, Username=user.username, Password=password, Permanent=True
            )

    def delete(self, user: PoolUser) -> None:
        with pool_translated(user.email):
            self._client.admin_delete_user(UserPoolId=self._pool, Username=user.username)
