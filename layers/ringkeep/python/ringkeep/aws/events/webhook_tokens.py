"""The verification tokens of the webhooks: one secret per service, named `{prefix}{service}`.

They are stored apart from the credentials, so that the public webhook function can read only these.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_NOT_FOUND = "ResourceNotFoundException"
_TAKEN = "ResourceExistsException"
_BEING_DELETED = "InvalidRequestException"
_RECOVERY_DAYS = 7
_TOKEN_BYTES = 32


class VerificationTokens:
    """Stores the tokens with which RingCentral authenticates its events."""

    def __init__(self, client: SecretsManagerClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def read(self, service: str) -> str:
        """Returns an empty text if the service has none. Raises ConfigurationError, StorageFailed."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                return self._client.get_secret_value(SecretId=name).get("SecretString", "")
            except ClientError as error:
                if error_code(error) not in (_NOT_FOUND, _BEING_DELETED):
                    raise
        return ""

    def token(self, service: str) -> str:
        """Returns the service's token, and creates it if there is none. If two processes create it at
        once, both return the same token."""
        token = self.read(service)
        if not token:
            self._create(service, secrets.token_urlsafe(_TOKEN_BYTES))
            token = self.read(service)
        return token

    def delete(self, service: str) -> None:
        """Deletes the token; it can be recovered for a week. Deleting a missing one changes nothing."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                self._client.delete_secret(SecretId=name, RecoveryWindowInDays=_RECOVERY_DAYS)
            except ClientError as error:
                if error_code(error) not in (_NOT_FOUND, _BEING_DELETED):
                    raise

    def _create(self, service: str, token: str) -> None:
        """Creates the secret. A name that is scheduled for deletion is still in use: that secret is
        restored with the new token."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                self._client.create_secret(
                    Name=name,
                    Description="Verification token of RingCentral's events",
                    SecretString=token,
                )
            except ClientError as error:
                if error_code(error) not in (_TAKEN, _BEING_DELETED):
                    raise
                self._replace(service, token)

    def _replace(self, service: str, token: str) -> None:
        if self.read(service):
            return  # another process was faster
        name = self._prefix + service
        if "DeletedDate" in self._client.describe_secret(SecretId=name):
            self._client.restore_secret(SecretId=name)
        self._client.put_secret_value(SecretId=name, SecretString=token)
