"""The credentials of the services in Secrets Manager: one secret for each service, named
`{prefix}{service}/{random}`.

A deleted secret keeps its name during its recovery window. With the random suffix, a service can be
added again right after it was removed. The service's row holds the ARN.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pydantic import ValidationError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import ConfigurationError, ResourceMissing
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

RECOVERY_DAYS = 7
_CACHE_SECONDS = 300.0


class SecretsManagerSecrets:
    """The Secrets port. Caches credentials in memory for five minutes, or until `forget`."""

    def __init__(self, client: SecretsManagerClient, prefix: str, clock: Clock) -> None:
        self._client = client
        self._prefix = prefix
        self._clock = clock
        self._cache: dict[str, tuple[float, Connection]] = {}

    def read(self, arn: str) -> Connection:
        """Raises ConfigurationError or ResourceMissing, whose messages never quote the content."""
        cached = self._cache.get(arn)
        if cached and self._clock.now() < cached[0]:
            return cached[1]
        connection = parse_connection(self._content(arn), f"the secret {_name(arn)}")
        self._cache[arn] = (self._clock.now() + _CACHE_SECONDS, connection)
        return connection

    def put(self, service: str, connection: Connection, arn: str | None = None) -> str:
        """Stores the connection and returns the ARN of its secret: `arn`, if that secret exists or
        can be restored, else a new secret."""
        if arn is not None:
            try:
                self._update(arn, connection)
            except ResourceMissing:
                pass
            else:
                self.forget(arn)
                return arn
        return self._create(service, connection)

    def delete(self, arn: str) -> None:
        """Schedules the deletion; the secret can be restored for 7 days. A missing or deleted
        secret changes nothing."""
        self.forget(arn)
        try:
            with translated(_what(arn)):
                if "DeletedDate" not in self._client.describe_secret(SecretId=arn):
                    self._client.delete_secret(SecretId=arn, RecoveryWindowInDays=RECOVERY_DAYS)
        except ResourceMissing:
            return

    def forget(self, arn: str | None = None) -> None:
        if arn is None:
            self._cache.clear()
        else:
            self._cache.pop(arn, None)

    def _content(self, arn: str) -> str:
        with translated(_what(arn)):
            try:
                return self._client.get_secret_value(SecretId=arn).get("SecretString", "")
            except ClientError as refusal:
                if not _is_being_deleted(refusal):
                    raise
        raise ResourceMissing(f"the {_what(arn)} is scheduled for deletion: add the service again")

    def _create(self, service: str, connection: Connection) -> str:
        name = f"{self._prefix}{service}/{secrets.token_hex(4)}"
        with translated(f"secret {name}"):
            answer = self._client.create_secret(
                Name=name,
                Description=f"RingCentral credentials of the service {service}",
                SecretString=connection_json(connection),
            )
        return answer["ARN"]

    def _update(self, arn: str, connection: Connection) -> None:
        content = connection_json(connection)
        with translated(_what(arn)):
            if "DeletedDate" in self._client.describe_secret(SecretId=arn):
                self._client.restore_secret(SecretId=arn)
            self._client.put_secret_value(SecretId=arn, SecretString=content)


def _is_being_deleted(refusal: ClientError) -> bool:
    """Whether the error is Secrets Manager's response for a secret in its recovery window."""
    return error_code(refusal) == "InvalidRequestException"


def _name(arn: str) -> str:
    return arn.rpartition(":secret:")[2]


def _what(arn: str) -> str:
    return f"secret {_name(arn)}"


def connection_json(connection: Connection) -> str:
    """Returns the content of the secret: the connection with its credentials in clear text."""
    values = connection.model_dump(mode="json", exclude_none=True, exclude={"users"})
    values["client_secret"] = connection.client_secret.get_secret_value()
    values["users"] = [_user(user) for user in connection.users]
    return json.dumps(values)


def _user(user: Credentials) -> dict[str, str]:
    if user.jwt is not None:
        return {"jwt": user.jwt.get_secret_value()}
    password = user.password.get_secret_value() if user.password else ""
    return {"username": user.username or "", "extension": user.extension, "password": password}


def parse_connection(content: str, what: str) -> Connection:
    """Raises ConfigurationError that names the missing or invalid fields and does not quote them."""
    try:
        values = json.loads(content)
    except ValueError:
        raise ConfigurationError(f"{what} does not hold JSON") from None
    try:
        return Connection.model_validate(values)
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    # Raised outside the handler: the error's context must not hold `problem`, which quotes the secret.
    raise ConfigurationError(f"{what} has missing or invalid fields: {fields}")
