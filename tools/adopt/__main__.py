"""Adopts what a deleted stack retained, before `make deploy` deploys a stack of the same name again.

    python -m tools.adopt ringkeep-prod [--parameters Key=Value ...] [--resources CallsTable=NAME ...]

docs/guide.md, "Deploy again with the old data", says when. Nothing is changed before the question.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tests.unit.template.loader import TEMPLATE
from tools.adopt.change_set import UNFINISHED, AdoptionFailed, adopt, stack_status
from tools.adopt.plan import Plan, Refused, planned
from tools.adopt.retained import deleted_stacks
from tools.deploy.region import use_region
from tools.deploy.terminal import Refused as NoRegion
from tools.deploy.terminal import this_terminal

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_ENVIRONMENTS = ("dev", "prod")


def main(arguments: Sequence[str] | None = None) -> int:
    args = _arguments(arguments)
    try:
        print(f"Region {use_region(this_terminal())}, stack {args.stack}.")
        return _run(boto3.client("cloudformation"), args)
    except (Refused, NoRegion, AdoptionFailed, BotoCoreError, ClientError) as error:
        print(f"Nothing was adopted: {error}", file=sys.stderr)
        return 1


def _run(client: CloudFormationClient, args: argparse.Namespace) -> int:
    if status := stack_status(client, args.stack):
        raise Refused(_exists(args.stack, status))
    old = list(deleted_stacks(client, args.stack))
    plan = planned(TEMPLATE, old, _pairs(args.parameters), _pairs(args.resources), args.without)
    print(plan.text(args.stack))
    if not args.yes and not _confirmed():
        print("nothing was changed")
        return 1
    adopt(client, args.stack, plan.template, plan.identifiers, args.seconds)
    print(f"The stack {args.stack} exists again, with these resources. {_next(args.stack, plan)}")
    return 0


def _exists(stack: str, status: str) -> str:
    if status == UNFINISHED:
        return (
            f"a change set for a new stack {stack} was never executed. Delete it first:"
            f" aws cloudformation delete-stack --stack-name {stack}"
        )
    if status.startswith("IMPORT_ROLLBACK"):
        return (
            f"an earlier adoption failed and left the stack {stack} ({status}). Delete it first, which"
            f" retains everything: make delete STACK={stack}"
        )
    return f"the stack {stack} exists ({status}). Only a stack that was deleted can be adopted."


def _next(stack: str, plan: Plan) -> str:
    environment = stack.removeprefix("ringkeep-")
    named = f"ENVIRONMENT={environment}" if environment in _ENVIRONMENTS else f"STACK={stack}"
    return f"Now deploy the rest: make deploy {named}{plan.given}"


def _pairs(texts: Sequence[str]) -> Mapping[str, str]:
    """A text may have several pairs, quoted as for a shell. Raises Refused."""
    try:
        split = [word.partition("=") for text in texts for word in shlex.split(text)]
    except ValueError as problem:
        raise Refused(f"write Name=value: {problem}") from None
    wrong = [name for name, equals, _ in split if not equals]
    if wrong:
        raise Refused(f"{wrong[0]} lacks its value: write Name=value")
    return {name: value for name, _, value in split}


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise Refused("there is no terminal for the question: give --yes")
    return input("Adopt them? [y/N] ").strip().lower() in ("y", "yes")


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.adopt", description=__doc__)
    parser.add_argument("stack", help="the name of the deleted stack")
    parser.add_argument("--parameters", nargs="*", default=[], metavar="Name=value")
    parser.add_argument("--resources", nargs="*", default=[], metavar="LogicalId=name")
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="LogicalId", help="leave these out"
    )
    parser.add_argument("--yes", action="store_true", help="adopt without a question")
    parser.add_argument("--seconds", type=int, default=5, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
