"""Secrets Manager and its fake behave the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.accounts.secrets import SecretsManagerSecrets
from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import ConfigurationError, ResourceMissing
from ringkeep.usecases.accounts.ports import Secrets
from tests.fakes.accounts.secrets import MemorySecrets
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PREFIX = "ringkeep-dev/services/"
CONNECTION = Connection.model_validate(
    {
        "server_url": "https://platform.example.com",
        "client_id": "app",
        "client_secret": "s",
        "users": [
            {"jwt": "j"},
            {"username": "+16505550100", "extension": "101", "password": "p"},
        ],
    }
)
CHANGED = CONNECTION.model_copy(update={"client_id": "another"})


@pytest.fixture
def manager() -> Iterator[SecretsManagerClient]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def real(manager: SecretsManagerClient, clock: FakeClock) -> SecretsManagerSecrets:
    return SecretsManagerSecrets(manager, PREFIX, clock)


@pytest.fixture(params=["fake", "secrets manager"])
def secrets(request: pytest.FixtureRequest, real: SecretsManagerSecrets) -> Secrets:
    return MemorySecrets() if request.param == "fake" else real


def content(manager: SecretsManagerClient, arn: str) -> str:
    return manager.get_secret_value(SecretId=arn)["SecretString"]


def with_content(manager: SecretsManagerClient, text: str) -> str:
    return manager.create_secret(Name=f"{PREFIX}default/1", SecretString=text)["ARN"]


def test_credentials_are_read_as_written(secrets: Secrets) -> None:
    assert secrets.read(secrets.put("default", CONNECTION)) == CONNECTION


def test_changed_credentials_stay_in_the_same_secret(secrets: Secrets) -> None:
    arn = secrets.put("default", CONNECTION)
    assert secrets.put("default", CHANGED, arn) == arn
    assert secrets.read(arn) == CHANGED


def test_service_that_is_removed_and_added_again_gets_a_new_secret(secrets: Secrets) -> None:
    first = secrets.put("default", CONNECTION)
    secrets.delete(first)
    second = secrets.put("default", CONNECTION)
    assert second != first
    assert secrets.read(second) == CONNECTION


def test_a_deleted_secret_cannot_be_read(secrets: Secrets) -> None:
    arn = secrets.put("default", CONNECTION)
    secrets.delete(arn)
    with pytest.raises(ResourceMissing):
        secrets.read(arn)


def test_writing_to_a_deleted_secret_restores_it(secrets: Secrets) -> None:
    arn = secrets.put("default", CONNECTION)
    secrets.delete(arn)
    assert secrets.put("default", CHANGED, arn) == arn
    assert secrets.read(arn) == CHANGED


def test_writing_to_a_missing_secret_creates_a_new_one(secrets: Secrets) -> None:
    missing = "arn:aws:secretsmanager:us-east-1:123456789012:secret:missing-AbCdEf"
    arn = secrets.put("default", CONNECTION, missing)
    assert arn != missing
    assert secrets.read(arn) == CONNECTION


def test_deleting_twice_or_a_missing_secret_changes_nothing(secrets: Secrets) -> None:
    arn = secrets.put("default", CONNECTION)
    secrets.delete(arn)
    secrets.delete(arn)
    secrets.delete("arn:aws:secretsmanager:us-east-1:123456789012:secret:missing-AbCdEf")


def test_secret_name_has_the_service_and_a_random_suffix(
    real: SecretsManagerSecrets, manager: SecretsManagerClient
) -> None:
    names = {
        manager.describe_secret(SecretId=real.put("default", CONNECTION))["Name"] for _ in range(3)
    }
    assert len(names) == 3
    assert all(name.startswith(f"{PREFIX}default/") for name in names)


def test_a_deleted_secret_is_kept_for_seven_days(
    real: SecretsManagerSecrets, manager: SecretsManagerClient
) -> None:
    arn = real.put("default", CONNECTION)
    real.delete(arn)
    described = manager.describe_secret(SecretId=arn)
    assert "DeletedDate" in described


def test_a_changed_secret_has_two_versions(
    real: SecretsManagerSecrets, manager: SecretsManagerClient
) -> None:
    arn = real.put("default", CONNECTION)
    real.put("default", CHANGED, arn)
    stages = manager.describe_secret(SecretId=arn)["VersionIdsToStages"]
    assert sorted(stage for names in stages.values() for stage in names) == [
        "AWSCURRENT",
        "AWSPREVIOUS",
    ]


def test_credentials_are_cached_for_five_minutes(
    real: SecretsManagerSecrets, manager: SecretsManagerClient, clock: FakeClock
) -> None:
    arn = real.put("default", CONNECTION)
    real.read(arn)
    changed = content(manager, arn).replace('"app"', '"another"')
    manager.put_secret_value(SecretId=arn, SecretString=changed)
    clock.advance(299)
    assert real.read(arn) == CONNECTION
    clock.advance(1)
    assert real.read(arn) == CHANGED


def test_forget_clears_the_cache(
    real: SecretsManagerSecrets, manager: SecretsManagerClient
) -> None:
    arn = real.put("default", CONNECTION)
    real.read(arn)
    changed = content(manager, arn).replace('"app"', '"another"')
    manager.put_secret_value(SecretId=arn, SecretString=changed)
    real.forget(arn)
    assert real.read(arn) == CHANGED


@pytest.mark.parametrize(
    "text",
    [
        "hunter2",
        '"hunter2"',
        '["hunter2"]',
        '{"password": "hunter2"}',
        json.dumps(
            {
                "server_url": "https://hunter2.example/path",
                "client_id": "a",
                "client_secret": "hunter2",
                "users": [{"username": "hunter2", "jwt": "hunter2"}],
            }
        ),
        "",
    ],
)
def test_invalid_secret_is_named_and_its_content_is_not_shown(
    real: SecretsManagerSecrets, manager: SecretsManagerClient, text: str
) -> None:
    arn = with_content(manager, text or " ")
    with pytest.raises(ConfigurationError, match="the secret ringkeep-dev/services/def") as raised:
        real.read(arn)
    message = f"{raised.value} {raised.value.__cause__} {raised.value.__context__}"
    assert "hunter2" not in message


def test_binary_secret_is_refused(
    real: SecretsManagerSecrets, manager: SecretsManagerClient
) -> None:
    arn = manager.create_secret(Name=f"{PREFIX}default/2", SecretBinary=b"x")["ARN"]
    with pytest.raises(ConfigurationError, match="does not hold JSON"):
        real.read(arn)


def test_a_missing_secret_is_named(real: SecretsManagerSecrets) -> None:
    arn = f"arn:aws:secretsmanager:us-east-1:123456789012:secret:{PREFIX}missing/1-AbCdEf"
    with pytest.raises(ResourceMissing, match="secret ringkeep-dev/services/missing/1"):
        real.read(arn)
