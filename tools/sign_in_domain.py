"""Prints the parameter that keeps the sign-in page of a deployed stack at its address; nothing for a new one.

A user pool has one domain, and CloudFormation creates a changed one before it deletes the old one. An
update that changes the domain therefore fails. docs/decisions/sign-in-host.md says how to change it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError


def present_domain(stack_name: str) -> str:
    """Returns an empty text if there is no such stack, or if AWS cannot be asked: `sam deploy` then says
    why."""
    try:
        found = boto3.client("cloudformation").describe_stack_resource(
            StackName=stack_name, LogicalResourceId="UserPoolDomain"
        )
    except (BotoCoreError, ClientError):
        return ""
    return found["StackResourceDetail"].get("PhysicalResourceId", "")


def main(arguments: Sequence[str]) -> int:
    (stack_name,) = arguments
    domain = present_domain(stack_name)
    if domain:
        print(f"SignInDomainPrefix={domain}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
