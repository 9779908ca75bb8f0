"""Prints the parameters with which a deployed stack keeps what AWS cannot change; nothing for a new one.

- `SignInDomainPrefix`: a user pool has one domain, and CloudFormation creates a changed one before it
  deletes the old one. docs/decisions/sign-in-host.md says how to change it.
- `CreatedByVersion010`: a user pool tells upper and lower case apart, or not, from its creation on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError


def kept(stack_name: str) -> Iterator[str]:
    """Yields nothing if there is no such stack, or if AWS cannot be asked: `sam deploy` then says why."""
    try:
        if domain := physical_id(stack_name, "UserPoolDomain"):
            yield f"SignInDomainPrefix={domain}"
        pool = physical_id(stack_name, "UserPool")
        if pool and tells_case_apart(pool):
            yield "CreatedByVersion010=true"
    except (BotoCoreError, ClientError):
        return


def physical_id(stack_name: str, logical_id: str) -> str:
    found = boto3.client("cloudformation").describe_stack_resource(
        StackName=stack_name, LogicalResourceId=logical_id
    )
    return found["StackResourceDetail"].get("PhysicalResourceId", "")


def tells_case_apart(pool_id: str) -> bool:
    """The default of a pool that was created without the setting."""
    pool = boto3.client("cognito-idp").describe_user_pool(UserPoolId=pool_id)["UserPool"]
    return pool.get("UsernameConfiguration", {}).get("CaseSensitive", True)


def main(arguments: Sequence[str]) -> int:
    (stack_name,) = arguments
    for parameter in kept(stack_name):
        print(parameter)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
