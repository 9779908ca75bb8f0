"""An AWS account without a stack, and `make deploy` as a process in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from local.build import build
from local.environment import ARCHITECTURE, ROOT
from local.processes import Done, run_owned
from local.stack import LocalStack

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
SAMS_OWN = "aws-sam-cli-managed-default"
"""The stack with the bucket that `sam deploy` uploads to. It stays, whatever becomes of a deployment."""


class EmptyAccount:
    """An emulator that `python -m tools.deploy` deploys to. The template is built once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.stack = LocalStack(folder, port=0)
        self.template = build()

    def client(self, service: str) -> Any:
        session: Any = boto3.Session("test", "test", region_name=self.stack.region)
        return session.client(service, endpoint_url=self.stack.endpoint_url)

    def environment(self, without: tuple[str, ...], **added: str) -> dict[str, str]:
        """A person's: without the variables that are named in `without`, and without a profile."""
        inherited = self.stack.environment.items()
        kept = {key: value for key, value in inherited if key not in without}
        no_files = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
        return {**kept, **no_files, "PYTHONPATH": str(ROOT / "layers/ringkeep/python"), **added}

    def deploy(
        self,
        *options: str,
        parameters: str = "",
        without: tuple[str, ...] = (),
        name: str = "calls",
        **added: str,
    ) -> Done:
        """Runs the command in the environment that `without` and `added` describe."""
        command = [sys.executable, "-m", "tools.deploy", "--built", str(self.template)]
        command += ["--architecture", ARCHITECTURE, "--stack-name", name]
        command += ["--parameters", parameters, *options]
        return run_owned(command, environment=self.environment(without, **added))

    @contextmanager
    def limits(self, **limits: object) -> Iterator[None]:
        """A new account's limits, for the time of the block."""
        self.stack.new_account.write_text(json.dumps(limits))
        try:
            yield
        finally:
            self.stack.new_account.unlink()

    def contents(self) -> dict[str, list[str]]:
        """What a deployment makes, by kind."""
        summaries = self.client("cloudformation").list_stacks()["StackSummaries"]
        alive = [each for each in summaries if each["StackStatus"] != "DELETE_COMPLETE"]
        buckets = self.client("s3").list_buckets()["Buckets"]
        return {
            "stacks": [each["StackName"] for each in alive if each["StackName"] != SAMS_OWN],
            "buckets": [each["Name"] for each in buckets if SAMS_OWN not in each["Name"]],
            "tables": self.client("dynamodb").list_tables()["TableNames"],
            "functions": _names(
                self.client("lambda").list_functions()["Functions"], "FunctionName"
            ),
            "pools": _names(
                self.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"], "Name"
            ),
            "log groups": _names(
                self.client("logs").describe_log_groups()["logGroups"], "logGroupName"
            ),
        }


def _names(found: list[Mapping[str, str]], key: str) -> list[str]:
    return sorted(each[key] for each in found)


@contextmanager
def empty_account(folder: Path) -> Iterator[EmptyAccount]:
    account = EmptyAccount(folder)
    try:
        account.stack.start_emulator()
        yield account
    finally:
        account.stack.stop()
