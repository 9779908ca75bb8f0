"""The second factor of a Cognito user pool: an authenticator app (a software token)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated
from ringkeep.domain.access.two_factors import TwoFactors

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class PoolTwoFactors:
    """Works with SetUserPoolMfaConfig: UpdateUserPool, which CloudFormation uses, refuses to turn MFA on."""

    def __init__(self, client: CognitoIdentityProviderClient, user_pool_id: str) -> None:
        self._client = client
        self._pool = user_pool_id

    def read(self) -> TwoFactors:
        with translated("user pool"):
            found = self._client.get_user_pool_mfa_config(UserPoolId=self._pool)
        return TwoFactors(found.get("MfaConfiguration", TwoFactors.OFF))

    def write(self, wanted: TwoFactors) -> None:
        """The request replaces nothing that it does not name, so it names the one factor that we use."""
        with translated("user pool"):
            self._client.set_user_pool_mfa_config(
                UserPoolId=self._pool,
                SoftwareTokenMfaConfiguration={"Enabled": wanted is not TwoFactors.OFF},
                MfaConfiguration=wanted.value,
            )
