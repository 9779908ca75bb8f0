"""An update keeps the sign-in page of a deployed stack at its address."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from tools.sign_in_domain import main

ASKED = {"StackName": "ringkeep-dev", "LogicalResourceId": "UserPoolDomain"}


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("cloudformation")
    monkeypatch.setattr(boto3, "client", lambda service: client)
    with Stubber(client) as stubber:
        yield stubber


def test_the_present_name_is_passed_on(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    detail = {
        "LogicalResourceId": "UserPoolDomain",
        "PhysicalResourceId": "ringkeep-0123-abcd",
        "ResourceType": "AWS::Cognito::UserPoolDomain",
        "LastUpdatedTimestamp": "2026-11-26T00:00:00Z",
        "ResourceStatus": "CREATE_COMPLETE",
    }
    response = {"StackResourceDetail": detail}
    cloudformation.add_response("describe_stack_resource", response, ASKED)
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == "SignInDomainPrefix=ringkeep-0123-abcd\n"


def test_a_new_stack_gets_a_random_name(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.add_client_error("describe_stack_resource", "ValidationError")
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == ""


def test_without_a_region_nothing_is_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sam deploy` then says what is missing."""
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == ""
