"""`make delete` empties the console's bucket, deletes the stack, and says what stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from tools.delete_stack import main

NAME = "ringkeep-dev"
ID = f"arn:aws:cloudformation:us-east-1:123456789012:stack/{NAME}/0a1b"
AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    clients = {
        "cloudformation": boto3.client("cloudformation"),
        "s3": boto3.client("s3"),
        "secretsmanager": boto3.client("secretsmanager"),
    }
    monkeypatch.setattr(boto3, "client", lambda service: clients[service])
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    stubbers = {name: Stubber(client) for name, client in clients.items()}
    for each in stubbers.values():
        each.activate()
    yield stubbers
    for each in stubbers.values():
        each.assert_no_pending_responses()


def event(logical_id: str, kind: str, status: str, **more: str) -> dict[str, object]:
    facts = {"LogicalResourceId": logical_id, "ResourceType": kind, "ResourceStatus": status}
    common = {"StackId": ID, "EventId": "1", "StackName": NAME, "Timestamp": AT}
    return {**common, **facts, "PhysicalResourceId": f"{NAME}-{logical_id.lower()}", **more}


def of_stack(status: str) -> dict[str, object]:
    return event(NAME, "AWS::CloudFormation::Stack", status)


BEGIN = of_stack("DELETE_IN_PROGRESS")
FAILED = of_stack("DELETE_FAILED")
CREATED = of_stack("CREATE_COMPLETE")
KEPT = [
    event("UserPool", "AWS::Cognito::UserPool", "DELETE_SKIPPED"),
    event("CallsTable", "AWS::DynamoDB::Table", "DELETE_SKIPPED"),
]


def described(aws: dict[str, Stubber], status: str, asked: str = NAME, **more: object) -> None:
    stack = {"StackName": NAME, "StackId": ID, "CreationTime": AT, "StackStatus": status}
    stack |= {"Description": "Ringkeep stores recordings.", **more}
    stack = {name: value for name, value in stack.items() if value}
    aws["cloudformation"].add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": asked})


def with_bucket(aws: dict[str, Stubber]) -> None:
    detail = {
        "LogicalResourceId": "ConsoleBucket",
        "PhysicalResourceId": "console",
        "ResourceType": "AWS::S3::Bucket",
        "LastUpdatedTimestamp": AT,
        "ResourceStatus": "CREATE_COMPLETE",
    }
    aws["cloudformation"].add_response("describe_stack_resource", {"StackResourceDetail": detail})


def with_files(aws: dict[str, Stubber]) -> None:
    with_bucket(aws)
    version = {"Key": "index.html", "VersionId": "null"}
    aws["s3"].add_response("list_object_versions", {"Versions": [version]}, {"Bucket": "console"})
    aws["s3"].add_response("delete_objects", {})
    aws["s3"].add_response("list_object_versions", {}, {"Bucket": "console"})
    aws["s3"].add_response("list_multipart_uploads", {})


def ends(aws: dict[str, Stubber], status: str, events: list[dict[str, object]]) -> None:
    aws["cloudformation"].add_response("delete_stack", {}, {"StackName": ID})
    described(aws, status, ID)
    aws["cloudformation"].add_response(
        "describe_stack_events", {"StackEvents": events}, {"StackName": ID}
    )


def with_secrets(aws: dict[str, Stubber], *names: str) -> None:
    secrets = {"SecretList": [{"Name": name} for name in names]}
    asked = {"Filters": [{"Key": "name", "Values": [f"{NAME}/"]}]}
    aws["secretsmanager"].add_response("list_secrets", secrets, asked)


def test_the_bucket_is_emptied_the_stack_deleted_and_what_stays_is_named(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = event("OldTable", "AWS::DynamoDB::Table", "DELETE_SKIPPED")
    described(aws, "CREATE_COMPLETE")
    with_files(aws)
    ends(aws, "DELETE_COMPLETE", [*KEPT, BEGIN, CREATED, earlier])
    with_secrets(aws, f"{NAME}/services/main")
    assert main([NAME, "--yes"]) == 0
    said = capsys.readouterr().out
    assert "deleted 1 files of the console" in said
    assert f"the stack {NAME} is deleted" in said
    for kept in (
        f"AWS::Cognito::UserPool {NAME}-userpool",
        f"AWS::DynamoDB::Table {NAME}-callstable",
        f"secret {NAME}/services/main",
    ):
        assert f"  {kept}\n" in said
    assert "oldtable" not in said


def test_what_cannot_be_deleted_is_named_with_the_reason(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    described(aws, "CREATE_COMPLETE")
    with_files(aws)
    failed = event(
        "TokensKey", "AWS::KMS::Key", "DELETE_FAILED", ResourceStatusReason="Access Denied"
    )
    before = event("ConsoleBucket", "AWS::S3::Bucket", "DELETE_FAILED")
    ends(aws, "DELETE_FAILED", [FAILED, failed, BEGIN, FAILED, before, BEGIN, CREATED])
    assert main([NAME, "--yes"]) == 1
    said = capsys.readouterr().err
    assert "could not delete everything" in said
    assert "TokensKey: Access Denied" in said
    assert "ConsoleBucket" not in said


def test_what_an_earlier_attempt_left_is_named_too(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    described(aws, "DELETE_FAILED")
    with_files(aws)
    ends(aws, "DELETE_COMPLETE", [BEGIN, FAILED, *KEPT, BEGIN, CREATED])
    with_secrets(aws)
    assert main([NAME, "--yes"]) == 0
    assert f"AWS::Cognito::UserPool {NAME}-userpool\n" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["resource", "bucket"])
def test_a_stack_without_the_bucket_is_deleted_too(aws: dict[str, Stubber], missing: str) -> None:
    """A first deployment may fail before it makes the bucket, and a second attempt finds it deleted."""
    described(aws, "ROLLBACK_COMPLETE")
    if missing == "resource":
        aws["cloudformation"].add_client_error("describe_stack_resource", "ValidationError")
    else:
        with_bucket(aws)
        aws["s3"].add_client_error("list_object_versions", "NoSuchBucket")
    ends(aws, "DELETE_COMPLETE", [BEGIN])
    with_secrets(aws)
    assert main([NAME, "--yes"]) == 0


def test_a_missing_stack_is_reported(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    aws["cloudformation"].add_client_error("describe_stacks", "ValidationError")
    assert main([NAME, "--yes"]) == 2
    assert f"there is no stack '{NAME}'" in capsys.readouterr().err


def test_a_protected_stack_keeps_its_console(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    described(aws, "CREATE_COMPLETE", EnableTerminationProtection=True)
    assert main([NAME, "--yes"]) == 2
    assert "--no-enable-termination-protection" in capsys.readouterr().err


def test_without_a_terminal_and_without_yes_nothing_is_deleted(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    described(aws, "CREATE_COMPLETE")
    assert main([NAME]) == 2
    assert "YES=1" in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["", "y", "ringkeep-prod"])
def test_only_the_stack_s_name_confirms(
    aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    described(aws, "CREATE_COMPLETE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    assert main([NAME]) == 1


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE"])
def test_a_stack_that_never_had_anything_is_deleted(aws: dict[str, Stubber], status: str) -> None:
    described(aws, status, Description="")
    aws["cloudformation"].add_client_error("describe_stack_resource", "ValidationError")
    ends(aws, "DELETE_COMPLETE", [BEGIN])
    with_secrets(aws)
    assert main([NAME, "--yes"]) == 0


def test_another_stack_is_left_alone(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    described(aws, "CREATE_COMPLETE", Description="A shop.")
    assert main([NAME, "--yes"]) == 2
    assert "is not a Ringkeep stack" in capsys.readouterr().err


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"])
def test_a_stack_that_is_being_changed_keeps_its_console(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], status: str
) -> None:
    described(aws, status)
    assert main([NAME, "--yes"]) == 2
    assert f"still working on the stack {NAME} ({status})" in capsys.readouterr().err


def test_the_stack_is_deleted_in_the_region_where_it_would_be_deployed(
    aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The AWS command line prefers AWS_REGION, which boto3 does not read."""
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    described(aws, "CREATE_COMPLETE")
    with_bucket(aws)
    aws["s3"].add_client_error("list_object_versions", "NoSuchBucket")
    ends(aws, "DELETE_COMPLETE", [BEGIN])
    with_secrets(aws)
    assert main([NAME, "--yes"]) == 0
    assert f"deleting the stack {NAME} in eu-central-1" in capsys.readouterr().out
    assert os.environ["AWS_DEFAULT_REGION"] == "eu-central-1"
