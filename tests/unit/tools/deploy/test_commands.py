"""The commands of a deployment."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from click import Command, Context

from tests.unit.tools.deploy.facts import REGION
from tools.deploy.commands import (
    Runner,
    build_command,
    deploy_command,
    override,
    publish_command,
)
from tools.deploy.options import read_options

OPTIONS = read_options(["--environment", "prod", "--architecture", "x86_64"])
BUILT = dataclasses.replace(OPTIONS, built=Path("built.yaml"))


def test_both_builds_are_one_command() -> None:
    command = build_command(OPTIONS)
    assert command == ["make", "--no-print-directory", "build", "web", "ARCHITECTURE=x86_64"]


def test_a_built_template_is_not_built_again() -> None:
    assert build_command(BUILT) == []


def test_a_first_deployment_that_fails_is_deleted() -> None:
    assert "--on-failure DELETE" in " ".join(deploy_command(OPTIONS, REGION, {}, new=True))
    assert "--on-failure" not in deploy_command(OPTIONS, REGION, {}, new=False)


def test_sam_gets_the_region_the_stack_and_whether_to_ask() -> None:
    text = " ".join(deploy_command(OPTIONS, REGION, {}, new=True))
    assert "--stack-name ringkeep-prod --region eu-central-1 --confirm-changeset" in text
    quiet = deploy_command(read_options([]), REGION, {}, new=True)
    assert "--no-confirm-changeset" in quiet


def sam_deploy() -> Command:
    from samcli.commands.deploy.command import cli  # noqa: PLC0415 # a second that not every worker needs

    command: Command = cli
    return command


def test_the_pinned_sam_knows_every_option() -> None:
    known = {name for each in sam_deploy().params for name in [*each.opts, *each.secondary_opts]}
    command = deploy_command(OPTIONS, REGION, {}, new=True)
    used = {word for word in command if word.startswith("--")}
    assert used - known == set()


@pytest.mark.parametrize("value", ["", "20", "o'brien@example.com", 'a"b@example.com', "two words"])
def test_sam_reads_every_value_as_it_was_given(value: str) -> None:
    from samcli.cli.types import CfnParameterOverridesType  # noqa: PLC0415 # likewise

    overrides, context = (override("Key", value),), Context(sam_deploy())
    read = CfnParameterOverridesType().convert(overrides, None, context)
    assert read == {"Key": value}


def test_the_console_is_published_if_it_is_deployed() -> None:
    assert "--if-deployed" in publish_command()


def test_a_command_runs_with_the_environment_beside_this_interpreter(tmp_path: Path) -> None:
    program = "import os, sys; sys.exit(os.environ['AWS_REGION'] != 'eu-central-1')"
    runner = Runner({"AWS_REGION": REGION}, tmp_path)
    assert runner.run([sys.executable, "-c", program])
    assert not runner.run([sys.executable, "-c", "raise SystemExit(3)"])
