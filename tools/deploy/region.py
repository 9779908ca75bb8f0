"""In which region the stack is deployed. Every step uses the same one."""

from __future__ import annotations

import os
from collections.abc import Mapping

import boto3
from botocore.exceptions import BotoCoreError, ProfileNotFound, UnknownRegionError
from botocore.session import Session

from tools.deploy.credentials import problem_of
from tools.deploy.terminal import Refused, Terminal

VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""The AWS command line prefers the first one. boto3, and so sam and `ringkeep`, read the second one alone."""
_PARTITION = "aws"


def chosen_region(
    environment: Mapping[str, str], profile_region: str | None, terminal: Terminal
) -> str:
    """Raises Refused if there is none, or if Ringkeep cannot run in it."""
    named = [*(environment.get(name) for name in VARIABLES), profile_region]
    region = next(filter(None, named), "")
    region = region or terminal.ask("Which AWS region (for example eu-central-1)? ")
    if not region:
        raise Refused(
            "no AWS region is set: name one, for example with `export AWS_DEFAULT_REGION=eu-central-1`,"
            " or store one with `aws configure`."
        )
    if partition_of(region) != _PARTITION:
        raise Refused(
            f"Ringkeep cannot run in {region}: it needs CloudFront and Cognito's sign-in pages, which"
            " AWS's partitions for governments and for China lack or name otherwise. Choose a"
            " commercial region, for example with `export AWS_DEFAULT_REGION=us-east-1`."
        )
    return region


def partition_of(region: str) -> str:
    """Raises Refused for a text that is no region's name, or if AWS_PROFILE names no profile."""
    try:
        return Session().get_partition_for_region(region)
    except UnknownRegionError:
        raise Refused(
            f"{region!r} is not the name of an AWS region: set AWS_DEFAULT_REGION, for example to"
            " eu-central-1."
        ) from None
    except ProfileNotFound as error:
        raise Refused(problem_of(error, region)) from error


def with_region(environment: Mapping[str, str], region: str) -> dict[str, str]:
    """The environment of every later step."""
    return {**environment, **dict.fromkeys(VARIABLES, region)}


def profile_region() -> str | None:
    """The region of the profile. Credentials are checked with the region, so a missing profile has none."""
    try:
        return boto3.Session().region_name
    except BotoCoreError:
        return None


def use_region(terminal: Terminal) -> str:
    """The region that `make deploy` would choose. Every later client of this process uses it. Raises
    Refused."""
    region = chosen_region(os.environ, profile_region(), terminal)
    os.environ.update(with_region({}, region))
    return region
