"""The secret with the keys of the webhook's addresses.

It stands beside the verification tokens, so that the public webhook function can read nothing else. No
service can have its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.aws.events.webhook_tokens import VerificationTokens

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEYS_NAME: Final = "_keys"
_NOT_FOUND: Final = "ResourceNotFoundException"


class WebhookKeySecret:
    """The KeyStore port. Writers hold a lease, because a secret has no conditional write."""

    def __init__(self, client: SecretsManagerClient, prefix: str) -> None:
        self._client = client
        self._name = prefix + KEYS_NAME
        self._secrets = VerificationTokens(client, prefix)

    def read(self) -> str:
        """Returns an empty text if nothing is stored. Raises ConfigurationError, StorageFailed."""
        return self._secrets.read(KEYS_NAME)

    def write(self, text: str) -> None:
        """Creates the secret if it does not exist. Raises ConfigurationError, StorageFailed."""
        with translated(f"secret {self._name}"):
            try:
                stored = self._client.describe_secret(SecretId=self._name)
            except ClientError as error:
                if error_code(error) != _NOT_FOUND:
                    raise
                self._create_secret(text)
                return
            if "DeletedDate" in stored:
                self._client.restore_secret(SecretId=self._name)
            self._client.put_secret_value(SecretId=self._name, SecretString=text)

    def _create_secret(self, text: str) -> None:
        self._client.create_secret(
            Name=self._name,
            Description="Secret parts of the webhook's addresses",
            SecretString=text,
        )
