"""Names that AWS has only once are looked up before the deployment."""

from __future__ import annotations

import pytest

from tests.unit.template.loader import RESOURCES
from tests.unit.tools.deploy.facts import REGION, template, values
from tools.deploy.names import (
    ACCESS_CONTROL,
    DASHBOARD,
    LOG_GROUP,
    SIGN_IN,
    TRAIL,
    Name,
    refuse_taken,
    wanted_names,
)
from tools.deploy.parameters import Values
from tools.deploy.template import resolved
from tools.deploy.terminal import Refused

UNKNOWN = """
Parameters: {}
Resources:
  Access:
    Type: AWS::CloudFront::OriginAccessControl
    Properties: {OriginAccessControlConfig: {Name: !Join ["-", [calls, !Ref AWS::StackId]]}}
"""


def names(wanted: Values) -> list[Name]:
    return wanted_names(wanted, "calls", REGION)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("fixed", "fixed"),
        ({"Ref": "AWS::StackName"}, "calls"),
        ({"Fn::Sub": "${AWS::StackName}-${AWS::Region}"}, "calls-eu-central-1"),
        ({"Fn::Sub": ["/ringkeep/${AWS::StackName}/${Log}", {}]}, "/ringkeep/calls/"),
        ({"Ref": "Other"}, ""),
        ({"Fn::If": ["A", "b", "c"]}, ""),
        (None, ""),
    ],
)
def test_a_name_is_resolved_as_far_as_the_stack_decides_it(value: object, text: str) -> None:
    assert resolved(value, "calls", REGION) == text


def test_the_names_of_the_template_that_can_be_known() -> None:
    wanted = names(values({"SignInDomainPrefix": "our-calls"}))
    assert {each.kind for each in wanted} >= {DASHBOARD, LOG_GROUP, SIGN_IN}
    assert all("calls" in each.text for each in wanted)


def test_a_name_that_no_one_can_know_is_not_looked_up() -> None:
    assert names(values(template=template(UNKNOWN))) == []


def test_every_log_group_of_the_template_is_looked_up() -> None:
    texts = {each.text for each in names(values()) if each.kind == LOG_GROUP}
    declared = [each for each in RESOURCES.values() if each["Type"] == LOG_GROUP.type]
    assert len(texts) == len(declared) >= 15
    assert "/ringkeep/calls/receive_webhook" in texts
    assert "/aws/vendedlogs/states/calls/backfill" in texts


def test_what_the_parameters_leave_out_is_not_looked_up() -> None:
    kinds = {each.kind for each in names(values())}
    assert not kinds & {TRAIL, SIGN_IN}


def test_without_the_console_its_names_do_not_count() -> None:
    text = """
Parameters: {DeployConsole: {Type: String, Default: "true"}}
Resources:
  Access:
    Type: AWS::CloudFront::OriginAccessControl
    Properties: {OriginAccessControlConfig: {Name: !Ref AWS::StackName}}
"""
    assert names(values(template=template(text))) == [Name(ACCESS_CONTROL, "calls")]
    assert names(values({"DeployConsole": "false"}, template=template(text))) == []


def test_no_taken_name_stops_nothing() -> None:
    refuse_taken([], "calls", REGION)


def test_each_taken_name_is_said_with_what_helps() -> None:
    taken = [
        Name(ACCESS_CONTROL, "calls"),
        Name(LOG_GROUP, "/ringkeep/calls/api"),
        Name(SIGN_IN, "c"),
    ]
    with pytest.raises(Refused) as refused:
        refuse_taken(taken, "calls", REGION)
    lines = str(refused.value).splitlines()
    assert lines[0] == "the stack calls cannot be made, because names are taken:"
    assert "origin access control calls exists in the account: delete it if" in lines[1]
    command = "aws logs delete-log-group --log-group-name /ringkeep/calls/api --region eu-central-1"
    assert command in lines[2]
    assert "leave SignInDomainPrefix out" in lines[3]
