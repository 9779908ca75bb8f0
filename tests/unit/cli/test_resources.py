"""The stack's resources are found by its outputs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.cli.archive_facts import S3ArchiveFacts
from ringkeep.cli.published_console import PublishedConsole
from ringkeep.cli.resources import Resources, find_resources
from ringkeep.errors import ConfigurationError, ResourceMissing, StorageFailed
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

OUTPUTS = {
    "RecordingsBucketName": "bucket",
    "CallsTableName": "calls",
    "DirectoryTableName": "directory",
    "LimiterTableName": "limiter",
    "TokensTableName": "tokens",
    "ImportRecordingStateMachineArn": "arn:import",
    "BackfillStateMachineArn": "arn:backfill",
    "SecretsPrefix": "dev/services/",
    "WebhookSecretsPrefix": "dev/webhooks/",
    "WebhookUrl": "https://api.example.com/webhooks/ringcentral/{service}/key",
    "LiveTableName": "live",
    "UserPoolId": "us-east-1_1",
    "ConsoleBucketName": "console",
    "ConsoleDistributionId": "E1",
}


@pytest.fixture
def answers() -> Iterator[Stubber]:
    client = boto3.client("cloudformation", region_name="us-east-1")
    with Stubber(client) as stubber:
        yield stubber


def find(answers: Stubber, stack_name: str) -> Resources:
    return find_resources(cast("CloudFormationClient", answers.client), stack_name)


def deployed(answers: Stubber, outputs: dict[str, str]) -> None:
    stack = {
        "StackName": "dev",
        "CreationTime": datetime(2026, 11, 1, tzinfo=UTC),
        "StackStatus": "CREATE_COMPLETE",
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
    }
    answers.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": "dev"})


def test_resources_are_found_by_the_stack_s_outputs(answers: Stubber) -> None:
    deployed(answers, {**OUTPUTS, "SomethingElse": "x"})
    resources = find(answers, "dev")
    assert resources.calls_table_name == "calls"
    assert resources.secrets_prefix == "dev/services/"


def test_missing_stack_is_reported(answers: Stubber) -> None:
    answers.add_client_error("describe_stacks", "ValidationError", "no such stack", 400)
    with pytest.raises(ConfigurationError, match="there is no stack 'prod'"):
        find(answers, "prod")


def test_denied_access_is_reported(answers: Stubber) -> None:
    answers.add_client_error("describe_stacks", "AccessDenied", "no", 403)
    with pytest.raises(ConfigurationError, match="denies access to the stack dev"):
        find(answers, "dev")


def test_stack_with_missing_outputs_is_reported(answers: Stubber) -> None:
    rest = {name: value for name, value in OUTPUTS.items() if name != "CallsTableName"}
    deployed(answers, rest)
    with pytest.raises(ConfigurationError, match="has no outputs CallsTableName"):
        find(answers, "dev")


def test_a_stack_without_a_console_has_no_distribution(answers: Stubber) -> None:
    rest = {name: value for name, value in OUTPUTS.items() if name != "ConsoleDistributionId"}
    deployed(answers, rest)
    console = PublishedConsole(find(answers, "dev"), is_local=False, clock=FakeClock())
    assert not console.is_deployed


def test_a_stack_with_a_console_has_one(answers: Stubber) -> None:
    deployed(answers, OUTPUTS)
    console = PublishedConsole(find(answers, "dev"), is_local=False, clock=FakeClock())
    assert console.is_deployed


class Unreachable:
    def describe_stacks(self, **_: object) -> object:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")


def test_unreachable_aws_is_reported() -> None:
    with pytest.raises(StorageFailed, match=r"could not be reached \(stack dev\)"):
        find_resources(cast("CloudFormationClient", Unreachable()), "dev")


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        yield boto3.client("s3", region_name="us-east-1")


def test_facts_of_an_object(s3: S3Client) -> None:
    s3.create_bucket(Bucket="bucket")
    s3.put_object(
        Bucket="bucket",
        Key="a.mp3",
        Body=b"sound",
        ContentType="audio/mpeg",
        ChecksumAlgorithm="SHA256",
    )
    facts = S3ArchiveFacts(s3, "bucket").facts("a.mp3")
    assert facts is not None
    assert (facts.size, facts.content_type) == (5, "audio/mpeg")
    assert facts.checksum
    assert facts.stored_at > 0


def test_missing_object_has_no_facts(s3: S3Client) -> None:
    s3.create_bucket(Bucket="bucket")
    assert S3ArchiveFacts(s3, "bucket").facts("a.mp3") is None


def test_missing_bucket_is_reported(s3: S3Client) -> None:
    archive = S3ArchiveFacts(s3, "missing")
    with pytest.raises(ResourceMissing, match="bucket missing"):
        archive.facts("a.mp3")
