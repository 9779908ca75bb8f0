"""Names that AWS has only once, and that something else may have already.

A sign-in prefix of another account and the name of a bucket cannot be looked up: the deployment finds out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.deploy.parameters import Values
from tools.deploy.sign_in import DOMAIN
from tools.deploy.template import resolved
from tools.deploy.terminal import Refused


@dataclass(frozen=True)
class Kind:
    """A kind of resource with a unique name. `scope` says where it is unique."""

    type: str
    title: str
    path: tuple[str, ...]
    scope: str
    remedy: str
    switch: tuple[str, str] | None = None
    """A parameter and the value without which the resource is not made."""


_OTHER = "delete it if it is left over from a stack that is gone, or choose another stack name"
_LEFT_OVER = "delete it if nothing else uses it: `{command}`"
ACCESS_CONTROL = Kind(
    "AWS::CloudFront::OriginAccessControl",
    "CloudFront origin access control",
    ("OriginAccessControlConfig", "Name"),
    "the account",
    _OTHER,
    ("DeployConsole", "true"),
)
HEADERS_POLICY = Kind(
    "AWS::CloudFront::ResponseHeadersPolicy",
    "CloudFront response headers policy",
    ("ResponseHeadersPolicyConfig", "Name"),
    "the account",
    _OTHER,
    ("DeployConsole", "true"),
)
DASHBOARD = Kind(
    "AWS::CloudWatch::Dashboard",
    "CloudWatch dashboard",
    ("DashboardName",),
    "the account",
    _LEFT_OVER.format(command="aws cloudwatch delete-dashboards --dashboard-names {name}"),
)
TRAIL = Kind(
    "AWS::CloudTrail::Trail",
    "CloudTrail trail",
    ("TrailName",),
    "the region",
    _LEFT_OVER.format(command="aws cloudtrail delete-trail --name {name} --region {region}"),
    ("RecordObjectAccess", "true"),
)
LOG_GROUP = Kind(
    "AWS::Logs::LogGroup",
    "log group",
    ("LogGroupName",),
    "the region",
    "export its logs if you need them, then delete it:"
    " `aws logs delete-log-group --log-group-name {name} --region {region}`",
)
SIGN_IN = Kind(
    "AWS::Cognito::UserPoolDomain",
    "sign-in domain",
    ("Domain",),
    "the region",
    "leave SignInDomainPrefix out for a random name, or choose another",
)
KINDS = (ACCESS_CONTROL, HEADERS_POLICY, DASHBOARD, TRAIL, LOG_GROUP)


@dataclass(frozen=True)
class Name:
    kind: Kind
    text: str


def wanted_names(values: Values, stack_name: str, region: str) -> list[Name]:
    """The names that the deployment needs, as far as they follow from the stack's name and region."""
    template = values.template
    found = [Name(SIGN_IN, values.effective(DOMAIN))] if values.effective(DOMAIN) else []
    for kind in KINDS:
        if not _is_made(kind, values):
            continue
        properties = [each.properties for each in template.resources if each.type == kind.type]
        texts = {resolved(_at(each, kind.path), stack_name, region) for each in properties}
        complete = {name for text in texts for name in _complete(text, template.function_logs)}
        found += [Name(kind, name) for name in sorted(complete) if stack_name in name]
    return found


def _complete(text: str, function_logs: Sequence[str]) -> list[str]:
    """The names that a loop makes of one with an open end."""
    return [text + each for each in function_logs] if text.endswith("/") else [text]


def _is_made(kind: Kind, values: Values) -> bool:
    if kind.switch is None or kind.switch[0] not in values.template.parameters:
        return True
    name, value = kind.switch
    return values.effective(name) == value


def _at(node: object, path: Sequence[str]) -> object:
    for key in path:
        node = node.get(key, "") if isinstance(node, dict) else ""
    return node


def refuse_taken(taken: Sequence[Name], stack_name: str, region: str) -> None:
    """Raises Refused if a name is taken."""
    if taken:
        lines = "".join(f"\n  {_sentence(each, region)}" for each in taken)
        raise Refused(f"the stack {stack_name} cannot be made, because names are taken:{lines}")


def _sentence(name: Name, region: str) -> str:
    remedy = name.kind.remedy.format(name=name.text, region=region)
    return f"{name.kind.title} {name.text} exists in {name.kind.scope}: {remedy}."
