"""Who is who: Cognito's user pool says who exists, is enabled and has which role; the directory says
which extension is whose."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Role, role_of
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

KEPT_SECONDS = 30.0
"""The longest; half of it is the shortest."""


class Assignment(BaseModel):
    """The extension whose line a person sees as their own."""

    model_config = ConfigDict(frozen=True)

    email: str = ""
    service: str = ""
    extension_id: str = ""


def assignment_name(username: str) -> str:
    """The state document with the person's service and extension."""
    return f"users#{username}"


def assignment(states: StateStore, username: str) -> StateDocument[Assignment]:
    return StateDocument(states, assignment_name(username), Assignment)


class CognitoIdentity:
    """The Identity port. What was read is kept in memory for half a minute at most."""

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
        self._kept: dict[str, tuple[float, Principal | None]] = {}

    def viewer(self, username: str) -> Principal | None:
        now = self._clock.now()
        kept = self._kept.get(username)
        if kept is None or now - kept[0] > _kept_seconds(username):
            kept = (now, self._read(username))
            self._kept[username] = kept
        return kept[1]

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
            extension_id=assigned.extension_id,
        )

    def _enabled_email(self, username: str) -> str | None:
        """None for who may not sign in."""
        user = self._client.admin_get_user(UserPoolId=self._pool, Username=username)
        if not user.get("Enabled", False):
            return None
        facts = {each["Name"]: each.get("Value", "") for each in user.get("UserAttributes", [])}
        return facts.get("email", "")

    def _role(self, username: str) -> Role | None:
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=username
        )
        return role_of(group.get("GroupName", "") for page in pages for group in page["Groups"])


def _kept_seconds(username: str) -> float:
    """Not the same for all: many viewers at once would be more than the user pool answers."""
    share = (zlib.crc32(username.encode()) % 100) / 100
    return KEPT_SECONDS * (1 - share / 2)
