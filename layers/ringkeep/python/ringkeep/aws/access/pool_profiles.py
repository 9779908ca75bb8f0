"""The profiles of the user pool, and the identities of a company's identity provider that they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.access.federation import ExternalIdentity, PoolProfile

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

_NOT_CONNECTED = frozenset({"AliasExistsException", "InvalidParameterException"})
"""Cognito's refusals of an identity that is connected already, or has a profile of its own."""


class CognitoProfiles:
    def __init__(self, client: CognitoIdentityProviderClient) -> None:
        self._client = client

    def profile(self, pool_id: str, username: str) -> PoolProfile | None:
        with translated("user pool"):
            try:
                found = self._client.admin_get_user(UserPoolId=pool_id, Username=username)
            except ClientError as refusal:
                if error_code(refusal) != "UserNotFoundException":
                    raise
                return None
        return PoolProfile(
            username=found["Username"],
            enabled=found.get("Enabled", False),
            identities=tuple(_identities(found.get("UserAttributes", []))),
        )

    def connect(self, pool_id: str, username: str, identity: ExternalIdentity) -> bool:
        with translated("user pool"):
            try:
                self._client.admin_link_provider_for_user(
                    UserPoolId=pool_id,
                    DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": username},
                    SourceUser={
                        "ProviderName": identity.provider,
                        "ProviderAttributeName": "Cognito_Subject",
                        "ProviderAttributeValue": identity.subject,
                    },
                )
            except ClientError as refusal:
                if error_code(refusal) not in _NOT_CONNECTED:
                    raise
                return False
        return True


def _identities(attributes: Sequence[AttributeTypeTypeDef]) -> Iterator[ExternalIdentity]:
    text = next((it.get("Value", "") for it in attributes if it["Name"] == "identities"), "")
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return
    for each in found if isinstance(found, list) else []:
        if isinstance(each, Mapping):
            yield ExternalIdentity(
                provider=str(each.get("providerName", "")),
                subject=str(each.get("userId", "")),
                linked_at=_seconds(each.get("dateCreated")),
            )


def _seconds(milliseconds: object) -> float:
    """Cognito writes a number, and in some answers a text."""
    try:
        return float(str(milliseconds)) / 1000
    except ValueError:
        return 0.0
