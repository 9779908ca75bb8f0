"""The webhooks' verification tokens in Secrets Manager."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.errors import ConfigurationError, StorageFailed
from ringkeep.usecases.accounts.ports import WebhookTokens

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PREFIX = "ringkeep-dev/webhooks/"


@pytest.fixture
def manager() -> Iterator[SecretsManagerClient]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


@pytest.fixture
def tokens(manager: SecretsManagerClient) -> VerificationTokens:
    return VerificationTokens(manager, PREFIX)


def test_a_token_is_created_once_and_is_long(tokens: VerificationTokens) -> None:
    port: WebhookTokens = tokens
    token = port.token("main")
    assert len(token) >= 43
    assert (port.token("main"), tokens.read("main")) == (token, token)


def test_each_service_has_its_own_token(
    tokens: VerificationTokens, manager: SecretsManagerClient
) -> None:
    assert tokens.token("main") != tokens.token("other")
    assert manager.get_secret_value(SecretId=f"{PREFIX}main")["SecretString"]


def test_a_service_without_a_token_reads_as_empty(tokens: VerificationTokens) -> None:
    assert tokens.read("main") == ""


def test_a_deleted_token_reads_as_empty(tokens: VerificationTokens) -> None:
    tokens.token("main")
    tokens.delete("main")
    assert tokens.read("main") == ""


def test_deleting_a_missing_token_changes_nothing(tokens: VerificationTokens) -> None:
    tokens.delete("main")
    tokens.token("main")
    tokens.delete("main")
    tokens.delete("main")


def test_a_service_that_is_added_again_immediately_has_another_token(
    tokens: VerificationTokens,
) -> None:
    first = tokens.token("main")
    tokens.delete("main")
    second = tokens.token("main")
    assert second not in ("", first)
    assert tokens.read("main") == second


def test_an_empty_secret_gets_a_token(
    tokens: VerificationTokens, manager: SecretsManagerClient
) -> None:
    manager.create_secret(Name=f"{PREFIX}main", SecretBinary=b"odd")
    assert tokens.token("main") == tokens.read("main") != ""


def test_the_faster_process_creates_the_token_for_both(tokens: VerificationTokens) -> None:
    token = tokens.token("main")
    tokens._create("main", "mine")
    assert tokens.read("main") == token


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", ConfigurationError), ("InternalServiceError", StorageFailed)],
)
def test_errors_of_aws_are_translated(code: str, error: type[Exception]) -> None:
    client = boto3.client("secretsmanager", region_name="us-east-1")
    tokens = VerificationTokens(client, PREFIX)
    with Stubber(client) as stub:
        for operation in ("get_secret_value", "delete_secret"):
            stub.add_client_error(operation, code)
        with pytest.raises(error):
            tokens.read("main")
        with pytest.raises(error):
            tokens.delete("main")
