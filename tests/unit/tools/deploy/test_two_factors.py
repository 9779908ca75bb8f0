"""An update passes on the user pool's second factor, and does not ask CloudFormation to turn it on."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.unit.tools.deploy.facts import TEMPLATE, template
from tools.deploy.aws import Aws
from tools.deploy.terminal import Refused
from tools.deploy.two_factors import TWO_FACTORS, kept_two_factors, refuse_turning_on

OLDER = template("Parameters: {}\nResources: {}")


@pytest.mark.parametrize(
    ("present", "passed"), [("ON", "ON"), ("OPTIONAL", "OPTIONAL"), ("OFF", "OPTIONAL")]
)
def test_an_update_passes_what_the_pool_has(present: str, passed: str) -> None:
    assert kept_two_factors(present, {}, TEMPLATE) == {TWO_FACTORS: passed}


def test_a_new_stack_decides_by_the_template() -> None:
    assert kept_two_factors("", {}, TEMPLATE) == {}


def test_a_template_without_the_parameter_gets_none() -> None:
    assert kept_two_factors("ON", {}, OLDER) == {}


def test_what_the_person_gives_counts() -> None:
    assert kept_two_factors("ON", {TWO_FACTORS: "OPTIONAL"}, TEMPLATE) == {}


@pytest.mark.parametrize("present", ["OPTIONAL", "OFF"])
@pytest.mark.parametrize("given", ["ON", ""])
def test_turning_it_on_is_refused_with_the_command_that_can(present: str, given: str) -> None:
    with pytest.raises(Refused, match="ringkeep --stack-name ringkeep-dev mfa on"):
        refuse_turning_on(present, {TWO_FACTORS: given}, "ringkeep-dev")


@pytest.mark.parametrize(
    ("present", "given"),
    [
        ("ON", {TWO_FACTORS: "ON"}),
        ("ON", {TWO_FACTORS: "OPTIONAL"}),
        ("OPTIONAL", {TWO_FACTORS: "OPTIONAL"}),
        ("OPTIONAL", {}),
        ("", {TWO_FACTORS: "ON"}),
    ],
)
def test_everything_else_can_be_deployed(present: str, given: dict[str, str]) -> None:
    refuse_turning_on(present, given, "ringkeep-dev")


@mock_aws
def test_the_pool_of_the_stack_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("cognito-idp", region_name="us-east-1")
    pool = client.create_user_pool(PoolName="people", MfaConfiguration="OPTIONAL")["UserPool"]["Id"]
    aws = Aws(boto3.Session(region_name="us-east-1"))
    monkeypatch.setattr(aws._stacks, "describe_stack_resource", lambda **_: _resource(pool))
    assert aws.two_factors("ringkeep-dev") == "OPTIONAL"


@mock_aws
def test_a_stack_without_a_pool_has_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: str) -> None:
        raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStackResource")

    aws = Aws(boto3.Session(region_name="us-east-1"))
    monkeypatch.setattr(aws._stacks, "describe_stack_resource", missing)
    assert aws.two_factors("ringkeep-dev") == ""


def _resource(physical_id: str) -> dict[str, dict[str, str]]:
    return {"StackResourceDetail": {"PhysicalResourceId": physical_id}}
