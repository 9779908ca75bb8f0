"""Creates a user pool like the template's, under moto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.domain.access.older_roles import OLDER_ROLES

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def user_pool(client: CognitoIdentityProviderClient) -> str:
    """Returns the id of the new pool."""
    pool = client.create_user_pool(
        PoolName="ringkeep",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 12,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "RequireUppercase": True,
            }
        },
    )
    pool_id = pool["UserPool"]["Id"]
    for role in OLDER_ROLES:
        client.create_group(UserPoolId=pool_id, GroupName=role)
    return pool_id
