"""The clock and the AWS clients that all wiring shares."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from ringkeep.aws.server_clock import ServerClock
from ringkeep.threads import AWS_CONNECTIONS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

AWS = Config(
    retries={"mode": "standard", "max_attempts": 5},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=AWS_CONNECTIONS,
)
CLOCK: Final = ServerClock()
"""What one client learns about the host's clock holds for all work of the process."""


class Base:
    """Creates each client when it is first needed. All adapters of the function share it."""

    def __init__(self) -> None:
        self.clock = CLOCK

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        client = boto3.client("dynamodb", config=AWS)
        self.clock.follow(client)
        return client

    @cached_property
    def secrets_manager(self) -> SecretsManagerClient:
        return boto3.client("secretsmanager", config=AWS)
