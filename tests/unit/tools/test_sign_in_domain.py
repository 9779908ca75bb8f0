"""An update keeps of a deployed stack what AWS cannot change: its sign-in address and its user pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from tools.sign_in_domain import main

DOMAIN, POOL = "ringkeep-0123-abcd", "us-east-1_AbCdEf"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Stubber]]:
    clients = {name: boto3.client(name) for name in ("cloudformation", "cognito-idp")}  # type: ignore[call-overload]
    stubbers = {name: Stubber(client) for name, client in clients.items()}
    monkeypatch.setattr(boto3, "client", clients.__getitem__)
    for stubber in stubbers.values():
        stubber.activate()
    yield stubbers
    for stubber in stubbers.values():
        stubber.assert_no_pending_responses()


def has(aws: Mapping[str, Stubber], logical_id: str, physical_id: str) -> None:
    detail = {
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": physical_id,
        "ResourceType": f"AWS::Cognito::{logical_id}",
        "LastUpdatedTimestamp": "2026-11-26T00:00:00Z",
        "ResourceStatus": "CREATE_COMPLETE",
    }
    asked = {"StackName": "ringkeep-dev", "LogicalResourceId": logical_id}
    response = {"StackResourceDetail": detail}
    aws["cloudformation"].add_response("describe_stack_resource", response, asked)


def pool_has(aws: Mapping[str, Stubber], **settings: Any) -> None:
    has(aws, "UserPoolDomain", DOMAIN)
    has(aws, "UserPool", POOL)
    asked = {"UserPoolId": POOL}
    response = {"UserPool": {"Id": POOL, **settings}}
    aws["cognito-idp"].add_response("describe_user_pool", response, asked)


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["ringkeep-dev"]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_present_name_is_passed_on(
    aws: Mapping[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    pool_has(aws, UsernameConfiguration={"CaseSensitive": False})
    assert printed(capsys) == [f"SignInDomainPrefix={DOMAIN}"]


@pytest.mark.parametrize("settings", [{}, {"UsernameConfiguration": {"CaseSensitive": True}}])
def test_a_pool_of_version_010_stays_as_it_is(
    aws: Mapping[str, Stubber], capsys: pytest.CaptureFixture[str], settings: dict[str, Any]
) -> None:
    pool_has(aws, **settings)
    assert printed(capsys) == [f"SignInDomainPrefix={DOMAIN}", "CreatedByVersion010=true"]


def test_the_name_is_passed_on_even_if_the_pool_cannot_be_read(
    aws: Mapping[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    has(aws, "UserPoolDomain", DOMAIN)
    has(aws, "UserPool", POOL)
    aws["cognito-idp"].add_client_error("describe_user_pool", "AccessDeniedException")
    assert printed(capsys) == [f"SignInDomainPrefix={DOMAIN}"]


def test_a_new_stack_gets_a_random_name(
    aws: Mapping[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    aws["cloudformation"].add_client_error("describe_stack_resource", "ValidationError")
    assert printed(capsys) == []


def test_without_a_region_nothing_is_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sam deploy` then says what is missing."""
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert printed(capsys) == []
