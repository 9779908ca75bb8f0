"""The verification tokens of the webhooks: one secret a service, named `{prefix}{service}`.

Apart from the credentials, so that the function which strangers can call reads nothing but these.
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
    """RingCentral proves itself with what `token` gave it."""

    def __init__(self, client: SecretsManagerClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def read(self, service: str) -> str:
        """Empty when the service has none. Raises ConfigurationError, StorageFailed."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                return self._client.get_secret_value(SecretId=name).get("SecretString", "")
            except ClientError as refusal:
                if error_code(refusal) not in (_NOT_FOUND, _BEING_DELETED):
                    raise
        return ""

    def token(self, service: str) -> str:
        """The service's token, made now when there is none. Whoever else makes one just now makes
        it for both."""
        known = self.read(service)
        if not known:
            self._make(service, secrets.token_urlsafe(_TOKEN_BYTES))
            known = self.read(service)
        return known

    def delete(self, service: str) -> None:
        """Recoverable for a week; deleting what is gone changes nothing."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                self._client.delete_secret(SecretId=name, RecoveryWindowInDays=_RECOVERY_DAYS)
            except ClientError as refusal:
                if error_code(refusal) not in (_NOT_FOUND, _BEING_DELETED):
                    raise

    def _make(self, service: str, token: str) -> None:
        """A name that is scheduled for deletion stays taken: it comes back, with another token."""
        name = self._prefix + service
        with translated(f"secret {name}"):
            try:
                self._client.create_secret(
                    Name=name,
                    Description="What RingCentral's events prove themselves with",
                    SecretString=token,
                )
            except ClientError as refusal:
                if error_code(refusal) not in (_TAKEN, _BEING_DELETED):
                    raise
                self._replace(service, token)

    def _replace(self, service: str, token: str) -> None:
        if self.read(service):
            return  # somebody else was faster
        name = self._prefix + service
        if "DeletedDate" in self._client.describe_secret(SecretId=name):
            self._client.restore_secret(SecretId=name)
        self._client.put_secret_value(SecretId=name, SecretString=token)
