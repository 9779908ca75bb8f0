"""Why a deployment failed, in a sentence: the first resource that failed, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

_STACK = "AWS::CloudFormation::Stack"
_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "REVIEW_IN_PROGRESS")
_FOLLOWING = re.compile(r"cancell?ed|^Resource (creation|update) Initiated", re.IGNORECASE)


@dataclass(frozen=True)
class Event:
    """What CloudFormation recorded about a resource, or about the stack itself."""

    logical_id: str
    type: str
    status: str
    reason: str
    id: str = ""


def first_failure(events: Iterable[Event]) -> Event | None:
    """The cause of the last operation's failure. `events` come newest first. Resources that CloudFormation
    cancelled because of the first failure are no cause."""
    operation = list(takewhile(lambda each: not _begins(each), events))
    failed = [each for each in operation if each.status.endswith("_FAILED")]
    causes = [each for each in failed if each.type != _STACK and not _FOLLOWING.search(each.reason)]
    return causes[-1] if causes else next(iter(failed), None)


def _begins(event: Event) -> bool:
    return event.type == _STACK and event.status in _BEGINNINGS


@dataclass(frozen=True)
class Cause:
    pattern: str
    advice: str
    parameter: str = ""
    """The cause counts only if the template has this parameter."""

    def match(self, reason: str) -> re.Match[str] | None:
        return re.search(self.pattern, reason, re.IGNORECASE)


_CAUSES = (
    Cause(
        r"must be verified before you can add(?: new)? CloudFront",
        "AWS has not verified this account for CloudFront yet. Recording does not need the console: deploy"
        ' now with PARAMETERS="DeployConsole=false", and ask AWS Support to verify the account for CloudFront'
        " (Account and billing, free of charge). Once it is verified, deploy with"
        ' PARAMETERS="DeployConsole=true"',
        parameter="DeployConsole",
    ),
    Cause(
        r"must be verified before you can add(?: new)? CloudFront",
        "AWS has not verified this account for CloudFront yet. Ask AWS Support to verify it (Account and"
        " billing, free of charge), and deploy again then",
    ),
    Cause(
        r"UnreservedConcurrentExecution",
        "The account's quota of concurrent executions is too small for this reservation. Deploy with"
        ' PARAMETERS="WebhookReservedConcurrency=0", and ask AWS for 1,000 (Service Quotas, AWS Lambda,'
        " Concurrent executions)",
    ),
    Cause(
        r"domain (already|is already|.* already exists)",
        "Another user pool, perhaps of another account, has this sign-in name. Leave SignInDomainPrefix out"
        " for a random one, or choose another",
    ),
    Cause(
        r"User account already exists|UsernameExists",
        "The person of AdministratorEmail is in the user pool already, outside of this stack. Deploy with"
        ' PARAMETERS="AdministratorEmail=", and make them an administrator with `ringkeep user add ADDRESS'
        " --role Administrator`. Do not delete them: an empty AdministratorEmail keeps the former one, too",
    ),
    Cause(
        r"not authorized to perform:? \[?(?P<action>[a-z0-9-]+:\w+).*"
        r"(?P<why>service control policy|permissions boundary)",
        "A {why} of your organization denies {action}. Ask its administrator to allow it",
    ),
    Cause(
        r"not authorized to perform:? \[?(?P<action>(?!kms:)[a-z0-9-]+:\w+)",
        "The credentials that deploy lack the right {action}. Add it, and deploy again",
    ),
    Cause(
        r"kms.*(not authorized|access ?denied|not allowed|does not exist|key policy|disabled)"
        r"|(not authorized|access ?denied|not allowed).*kms",
        "The key of KmsKeyArn does not let this service use it, or is not in this region. The guide, under"
        " 'A key of your own', has the policy that the key needs",
    ),
    Cause(
        r"access ?denied|not authorized|unauthorized|forbidden",
        "The credentials that deploy lack a right, or a policy of the organization denies it",
    ),
    Cause(
        r"already exists|AlreadyExists|already associated",
        "Something else has this name. Delete it if it is left over from a stack that is gone, or choose"
        " another stack name with STACK=...",
    ),
    Cause(
        r"TooMany(Buckets|\w+)|LimitExceeded|limit exceeded|quota|reached the (maximum|limit)"
        r"|exceeds? the (maximum|limit)|maximum number",
        "A quota of the account is used up. Remove what is not needed, or ask AWS for more under Service"
        " Quotas",
    ),
)


def explain(failure: Event, parameters: Iterable[str]) -> str:
    """The sentence for a failed resource. `parameters` are the names that the template has."""
    known = set(parameters)
    what = f"{failure.logical_id} ({failure.type}) failed: {failure.reason.strip().rstrip('.')}."
    for cause in _CAUSES:
        if cause.parameter and cause.parameter not in known:
            continue
        if found := cause.match(failure.reason):
            return f"{what}\n{_filled(cause.advice, found.groupdict())}."
    return what


def _filled(advice: str, groups: Mapping[str, str | None]) -> str:
    return advice.format(**{name: value or "" for name, value in groups.items()})
