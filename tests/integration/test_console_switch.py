"""A stack without a console, which gets one by an update, and is deleted in the end. It is a second stack
beside the shared one, under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from local.environment import ARCHITECTURE, BUILD_FOLDER, ROOT
from local.processes import run_logged
from local.stack import LocalStack
from tests.integration.conftest import PATIENCE
from tests.unit.template.test_without_console import CONSOLE
from tools import delete_stack

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

NAME = "ringkeep-quiet"
NOT_DEPLOYED = "the stack has no console: DeployConsole is false"
KEPT = {"RecordingsBucket", "CallsTable", "DirectoryTable", "UserPool"}


@dataclass
class Second:
    """The second stack on the shared stack's emulator."""

    shared: LocalStack
    client: CloudFormationClient

    def deploy(self, **parameters: str) -> None:
        command = ["sam", "deploy", "--template-file", str(BUILD_FOLDER / "template.yaml")]
        command += ["--stack-name", NAME, "--resolve-s3", "--capabilities", "CAPABILITY_IAM"]
        command += ["--no-confirm-changeset", "--no-progressbar", "--parameter-overrides"]
        command += [f"Architecture={ARCHITECTURE}"]
        command += [f"{name}={value}" for name, value in parameters.items()]
        run_logged(command, self.shared.environment)

    def command_line(self, *arguments: str) -> str:
        return self.shared.command_line("--stack-name", NAME, *arguments)

    def resources(self) -> dict[str, str]:
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=NAME)
        return {
            it["LogicalResourceId"]: it.get("PhysicalResourceId", "")
            for page in pages
            for it in page["StackResourceSummaries"]
        }

    def outputs(self) -> dict[str, str]:
        (stack,) = self.client.describe_stacks(StackName=NAME)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    def fetch(self, address: str) -> httpx.Response:
        """Asks the console's distribution, which the emulator finds by its host name."""
        headers = {
            "host": self.outputs()["ConsoleDistributionDomain"],
            "x-forwarded-proto": "https",
        }
        url = f"{self.shared.endpoint_url}{address}"
        return httpx.get(url, headers=headers, trust_env=False, timeout=PATIENCE)


@pytest.fixture(scope="module")
def second(stack: LocalStack) -> Iterator[Second]:
    client = boto3.client(
        "cloudformation", endpoint_url=stack.endpoint_url, region_name=stack.region
    )
    found = Second(stack, client)
    found.deploy(DeployConsole="false")
    yield found
    client.delete_stack(StackName=NAME)
    client.get_waiter("stack_delete_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1})


def callbacks(second: Second) -> list[str]:
    ids = second.outputs()
    client = boto3.client("cognito-idp", endpoint_url=second.shared.endpoint_url)
    found = client.describe_user_pool_client(
        UserPoolId=ids["UserPoolId"], ClientId=ids["ConsoleClientId"]
    )
    return found["UserPoolClient"]["CallbackURLs"]


def check_without_console(second: Second) -> dict[str, str]:
    made = second.resources()
    assert set(made) & CONSOLE == set()
    assert callbacks(second) == ["https://console.invalid/signed-in"]
    assert "ConsoleUrl" not in second.outputs()
    page = str(ROOT / "web")
    assert NOT_DEPLOYED in second.command_line("console", "publish", "--if-deployed", page)
    second.command_line("status")
    return made


def check_with_console(second: Second, before: dict[str, str], built: Path) -> None:
    made = second.resources()
    assert set(made) - set(before) == CONSOLE
    assert {name: made[name] for name in before} == before
    (callback,) = callbacks(second)
    assert callback == f"{second.outputs()['ConsoleUrl']}/signed-in"
    second.command_line("console", "publish", str(built))
    page = second.fetch("/realtime/x")
    assert (page.status_code, page.text) == (200, "<!doctype html>")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert second.fetch("/assets/no-such-file.js").status_code == 403


def check_deleted(second: Second, made: dict[str, str], said: str) -> None:
    assert "files of the console" in said
    for name in KEPT:
        assert f" {made[name]}\n" in said
    with pytest.raises(ClientError, match="does not exist"):
        second.client.describe_stacks(StackName=NAME)
    s3 = boto3.client("s3", endpoint_url=second.shared.endpoint_url)
    buckets = {each["Name"] for each in s3.list_buckets()["Buckets"]}
    assert made["ConsoleBucket"] not in buckets
    assert made["RecordingsBucket"] in buckets


def test_a_console_is_turned_on_by_an_update_and_deleted_with_its_stack(
    second: Second,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    before = check_without_console(second)
    second.deploy(DeployConsole="true")
    check_with_console(second, before, tmp_path)
    made = second.resources()
    monkeypatch.setenv("AWS_ENDPOINT_URL", second.shared.endpoint_url)
    assert delete_stack.main([NAME, "--yes"]) == 0
    check_deleted(second, made, capsys.readouterr().out)
