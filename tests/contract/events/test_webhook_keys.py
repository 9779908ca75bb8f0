"""The keys of the webhook's addresses in Secrets Manager."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.aws.events.webhook_keys import KEYS_NAME, WebhookKeySecret
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import ConfigurationError, StorageFailed
from ringkeep.usecases.events.webhook_keys import KeyStore
from tests.fakes.events.webhook_keys import MemoryKeyStore

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PREFIX = "ringkeep-dev/webhooks/"


@pytest.fixture
def manager() -> Iterator[SecretsManagerClient]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


@pytest.fixture(params=["secret", "memory"])
def store(manager: SecretsManagerClient, request: pytest.FixtureRequest) -> KeyStore:
    return WebhookKeySecret(manager, PREFIX) if request.param == "secret" else MemoryKeyStore()


def test_nothing_is_stored_at_first(store: KeyStore) -> None:
    assert store.read() == ""


def test_the_last_text_is_read(store: KeyStore) -> None:
    store.write("first")
    store.write("second")
    assert store.read() == "second"


def test_a_deleted_secret_is_restored_by_the_next_write(manager: SecretsManagerClient) -> None:
    store = WebhookKeySecret(manager, PREFIX)
    store.write("first")
    manager.delete_secret(SecretId=PREFIX + KEYS_NAME, RecoveryWindowInDays=7)
    assert store.read() == ""
    store.write("second")
    assert store.read() == "second"


def test_no_service_can_have_the_name_of_the_secret() -> None:
    with pytest.raises(ValueError, match="name"):
        Service(
            name=KEYS_NAME, server_url="https://platform.ringcentral.com", secret_arn="", added_at=0
        )


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", ConfigurationError), ("InternalServiceError", StorageFailed)],
)
def test_errors_of_aws_are_translated(code: str, error: type[Exception]) -> None:
    client = boto3.client("secretsmanager", region_name="us-east-1")
    store = WebhookKeySecret(client, PREFIX)
    with Stubber(client) as stub:
        for operation in ("get_secret_value", "describe_secret"):
            stub.add_client_error(operation, code)
        with pytest.raises(error):
            store.read()
        with pytest.raises(error):
            store.write("x")
