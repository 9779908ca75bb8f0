"""Looks up signed-in people: the Cognito user pool holds their status and role, the directory table
the extension assigned to them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Role, role_of
from ringkeep.usecases.access.older_assignments import assigned_account, assignment
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.state import StateStore

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

CACHE_SECONDS = 30.0
"""The maximum. The minimum is half of it."""


class CognitoIdentity:
    """The Identity port. Caches each person in memory for at most half a minute."""

    def __init__(
        self,
        client: CognitoIdentityProviderClient,
        user_pool_id: str,
        states: StateStore,
        clock: Clock,
    ) -> None:
        self._client = client
        self._pool = user_pool_id
        self._states = states
        self._clock = clock
        self._cache: dict[str, tuple[float, Principal | None]] = {}

    def viewer(self, username: str) -> Principal | None:
        now = self._clock.now()
        cached = self._cache.get(username)
        if cached is None or now - cached[0] > _cache_seconds(username):
            cached = (now, self._read(username))
            self._cache[username] = cached
        return cached[1]

    def _read(self, username: str) -> Principal | None:
        with translated("user pool"):
            try:
                email = self._enabled_email(username)
                role = self._role(username) if email is not None else None
            except ClientError as refusal:
                if error_code(refusal) != "UserNotFoundException":
                    raise
                return None
        if email is None or role is None:
            return None
        assigned = assignment(self._states, username).value
        return Principal(
            username=username,
            email=email,
            role=role,
            service=assigned.service,
            account_id=assigned_account(self._states, assigned),
            extension_id=assigned.extension_id,
        )

    def _enabled_email(self, username: str) -> str | None:
        """Returns None if the user is disabled."""
        user = self._client.admin_get_user(UserPoolId=self._pool, Username=username)
        if not user.get("Enabled", False):
            return None
        attributes = {
            each["Name"]: each.get("Value", "") for each in user.get("UserAttributes", [])
        }
        return attributes.get("email", "")

    def _role(self, username: str) -> Role | None:
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=username
        )
        return role_of(group.get("GroupName", "") for page in pages for group in page["Groups"])


def _cache_seconds(username: str) -> float:
    """Returns a different time for each user, so that the cached entries of many users do not expire
    together and exceed the user pool's request limit."""
    share = (zlib.crc32(username.encode()) % 100) / 100
    return CACHE_SECONDS * (1 - share / 2)
