"""Names that a stack chooses: unique where AWS wants it, and within AWS's limits for every stack name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.template.loader import RESOURCES

LIMITS = {
    ("AWS::ApiGatewayV2::Api", "Name"): 128,
    ("AWS::CloudFront::Distribution", "DistributionConfig.Comment"): 128,
    ("AWS::CloudFront::Function", "FunctionConfig.Comment"): 128,
    ("AWS::CloudFront::Function", "Name"): 64,
    ("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Description"): 256,
    ("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name"): 64,
    ("AWS::Athena::WorkGroup", "Name"): 128,
    ("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig.Comment"): 128,
    ("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig.Name"): 128,
    ("AWS::CloudTrail::Trail", "TrailName"): 128,
    ("AWS::CloudWatch::Alarm", "AlarmDescription"): 1024,
    ("AWS::CloudWatch::Dashboard", "DashboardName"): 255,
    ("AWS::Cognito::UserPoolDomain", "Domain"): 63,
    ("AWS::KMS::Key", "Description"): 8192,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    ("AWS::SNS::Topic", "DisplayName"): 100,
}
"""The most characters of each text, from AWS's references."""

CHOSEN = re.compile(r"(^|\.)([A-Za-z]*Name|[A-Za-z]*Description|Comment)$")
"""Where a resource has a name or a description of its own."""

UNIQUE_IN_THE_ACCOUNT = {
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Dashboard",
}
"""Two regions share their names. A trail's name is in its region, and a log group's too."""

PARTS = {
    "AWS::StackName": "S" * 128,
    "AWS::Region": "ap-southeast-1",
    "AWS::StackId": f"arn:aws:cloudformation:r:1:stack/{'S' * 128}/00000000-0000-4000-8000-000000000000",
    "SignInDomainPrefix": "d" * 63,
    "TokensKey": "00000000-0000-4000-8000-000000000000",
}
"""The longest value of each part. A stack's name has at most 128 characters."""


def longest(node: Any) -> str:
    """Returns the longest text that CloudFormation can make of a value."""
    if isinstance(node, str):
        return node
    ((function, argument),) = node.items()
    match function:
        case "Ref":
            return PARTS.get(argument, "")
        case "Fn::Sub":
            text: str = argument[0] if isinstance(argument, list) else argument
            return re.sub(r"\$\{([^}]+)\}", lambda found: PARTS[found[1]], text)
        case "Fn::Join":
            return str(argument[0]).join(map(longest, argument[1]))
        case "Fn::Select":
            separator, text = argument[1]["Fn::Split"]
            return longest(text).split(str(separator))[int(argument[0])]
        case "Fn::If":
            return max(map(longest, argument[1:]), key=len)
    raise AssertionError(function)


def values(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(node, dict) or any(key == "Ref" or key.startswith("Fn::") for key in node):
        yield path, node
        return
    for key, value in node.items():
        yield from values(value, f"{path}.{key}" if path else key)


def mentions_the_stack(node: Any) -> bool:
    return "AWS::StackName" in str(node) or "AWS::StackId" in str(node)


def texts(node: Any) -> list[tuple[str, Any]]:
    return [(path, value) for path, value in values(node) if CHOSEN.search(path)]


CHOSEN_TEXTS = [
    (name, it["Type"], path, value)
    for name, it in RESOURCES.items()
    for path, value in texts(it.get("Properties", {}))
    if mentions_the_stack(value) or (it["Type"], path) in LIMITS
]


def test_every_name_with_the_stacks_name_has_a_known_limit() -> None:
    unknown = {(kind, path) for _, kind, path, _ in CHOSEN_TEXTS} - set(LIMITS)
    assert unknown <= {("AWS::ApiGatewayV2::Stage", "Description")}


@pytest.mark.parametrize("name", sorted({name for name, *_ in CHOSEN_TEXTS}))
def test_every_name_fits_whatever_the_stack_is_called(name: str) -> None:
    for _, kind, path, value in (each for each in CHOSEN_TEXTS if each[0] == name):
        assert len(longest(value)) <= LIMITS[kind, path], path


@pytest.mark.parametrize(
    "name", [n for n, it in RESOURCES.items() if it["Type"] in UNIQUE_IN_THE_ACCOUNT]
)
def test_the_same_stack_can_be_in_two_regions(name: str) -> None:
    names = [value for path, value in texts(RESOURCES[name]["Properties"]) if path.endswith("Name")]
    assert names
    assert all("AWS::Region" in str(each) for each in names)


def test_the_name_of_a_trail_suits_every_stack_name() -> None:
    """It may have no two dashes in a row and none at its end; a stack's name may."""
    assert "AWS::StackName" not in str(RESOURCES["ObjectAccessTrail"]["Properties"]["TrailName"])
