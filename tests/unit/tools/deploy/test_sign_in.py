"""An update keeps the sign-in page of a deployed stack at its address, and the mark of version 0.1.0."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import NoRegionError
from botocore.stub import Stubber

from tests.unit.tools.deploy.facts import TEMPLATE, stack, template
from tools.deploy import aws
from tools.deploy.kept import main
from tools.deploy.sign_in import changes_domain, kept_parameters, refuse_changed_domain
from tools.deploy.terminal import Refused

WITH_MARK = template("Parameters: {CreatedByVersion010: {Type: String}}\nResources: {}")
WITHOUT_MARK = template("Parameters: {}\nResources: {}")
OF_010 = stack(RecordingsBucketName="b", HttpApiId="x")


def test_the_present_name_is_passed_on() -> None:
    kept = kept_parameters(stack(), "ringkeep-0123", {}, WITH_MARK)
    assert kept == {"SignInDomainPrefix": "ringkeep-0123"}


def test_a_new_stack_keeps_nothing() -> None:
    assert kept_parameters(None, "", {}, TEMPLATE) == {}


def test_a_stack_of_version_010_is_marked_if_the_template_has_the_mark() -> None:
    assert kept_parameters(OF_010, "d", {}, WITH_MARK)["CreatedByVersion010"] == "true"
    assert kept_parameters(OF_010, "d", {}, WITHOUT_MARK) == {"SignInDomainPrefix": "d"}


@pytest.mark.parametrize(
    ("present", "given", "changes"),
    [
        ("a", {}, False),
        ("a", {"SignInDomainPrefix": "a"}, False),
        ("a", {"SignInDomainPrefix": "b"}, True),
        ("a", {"SignInDomainPrefix": ""}, True),
        ("", {"SignInDomainPrefix": "b"}, False),
    ],
)
def test_another_name_is_a_change(present: str, given: dict[str, str], changes: bool) -> None:
    assert changes_domain(present, given) is changes


def test_a_change_is_refused_with_the_page_that_helps() -> None:
    with pytest.raises(Refused, match=r"at 'a', .* docs/decisions/sign-in-host\.md"):
        refuse_changed_domain("a")


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("cloudformation")
    monkeypatch.setattr(boto3.Session, "client", lambda *_, **__: client)
    with Stubber(client) as stubber:
        yield stubber


def describe(stubber: Stubber, *outputs: str) -> None:
    found = {
        "StackName": "ringkeep-dev",
        "StackId": "arn:stack",
        "CreationTime": "2026-11-26T00:00:00Z",
        "StackStatus": "CREATE_COMPLETE",
        "Outputs": [{"OutputKey": name, "OutputValue": "v"} for name in outputs],
    }
    stubber.add_response("describe_stacks", {"Stacks": [found]}, {"StackName": "ringkeep-dev"})
    detail = {
        "LogicalResourceId": "UserPoolDomain",
        "PhysicalResourceId": "ringkeep-0123-abcd",
        "ResourceType": "AWS::Cognito::UserPoolDomain",
        "LastUpdatedTimestamp": "2026-11-26T00:00:00Z",
        "ResourceStatus": "CREATE_COMPLETE",
    }
    asked = {"StackName": "ringkeep-dev", "LogicalResourceId": "UserPoolDomain"}
    stubber.add_response("describe_stack_resource", {"StackResourceDetail": detail}, asked)
    # The laptop's user pool is asked in test_two_factors.py.
    stubber.add_client_error("describe_stack_resource", "ValidationError")


def test_the_laptop_stack_reads_what_it_keeps(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    describe(cloudformation, "RecordingsBucketName", "WebhookApiId")
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == "SignInDomainPrefix=ringkeep-0123-abcd\n"


def test_of_a_new_stack_nothing_is_printed(
    cloudformation: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    cloudformation.add_client_error("describe_stacks", "ValidationError")
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == ""


def test_if_aws_cannot_be_asked_nothing_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sam deploy` then says what is missing."""

    def no_region(*_: object, **__: object) -> None:
        raise NoRegionError

    monkeypatch.setattr(aws.Aws, "__init__", no_region)
    assert main(["ringkeep-dev"]) == 0
    assert capsys.readouterr().out == ""
