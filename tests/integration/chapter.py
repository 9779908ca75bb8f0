"""Reads the guide's chapter about the first deployment, and runs its commands in order on the emulator.

A command that is neither run nor excused fails the test, and so does an excuse for a command that the
chapter no longer has.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from local.environment import ROOT
from local.processes import Done, run_owned
from tests.integration.first_account import REGIONS, EmptyAccount

GUIDE = ROOT / "docs" / "guide.md"
HEADING = "## From an empty AWS account to the first recording"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

NOT_HERE = {
    "aws configure sso --profile ringkeep": "a person signs in with a browser",
    "export AWS_PROFILE=ringkeep": "the emulator's keys need no profile",
    "aws sts get-caller-identity": "the AWS command line is not installed; make deploy asks the same",
    "aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions": (
        "the AWS command line is not installed; make deploy asks the same"
    ),
    "aws service-quotas request-service-quota-increase --service-code lambda"
    " --quota-code L-B99A9384 --desired-value 1000": "a request that people at AWS answer",
    "make setup": "the tests run in the environment that it makes",
    "source .venv/bin/activate": "the tests run in this environment",
    "rm service.json": "the shell's own command",
}
"""Why a command of the chapter does not run on the emulator."""


def chapter_of(guide: str) -> str:
    _, _, rest = guide.partition(f"{HEADING}\n")
    return rest.partition("\n## ")[0]


def commands_of(chapter: str) -> list[str]:
    """The lines of its code blocks without a language. A line that ends with a backslash continues."""
    blocks = [text for language, text in _BLOCK.findall(chapter) if not language]
    text = "".join(blocks).replace("\\\n", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@dataclass
class Walk:
    """A person who follows the chapter. `before` does what has to happen before a command can succeed,
    and returns what stands in it for a placeholder."""

    account: EmptyAccount
    folder: Path
    before: Callable[[str], dict[str, str]]
    environment: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """What each command has printed."""

    def follow(self, command: str) -> None:
        """Raises KeyError for a command that is not known, and AssertionError if one fails."""
        if command in NOT_HERE:
            return
        for placeholder, value in self.before(command).items():
            command = command.replace(placeholder, value)
        words = shlex.split(command)
        ways = {"make": self._make, "export": self._export, "ringkeep": self._ringkeep}
        done = ways[words[0]](words[1:])
        assert done.status == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        self.answers[" ".join(words[:3])] = done.stdout

    def _export(self, pairs: list[str]) -> Done:
        self.environment |= dict(pair.split("=", 1) for pair in pairs)
        return Done(0, "", "")

    def _make(self, words: list[str]) -> Done:
        assert words[0] == "deploy", words
        variables = dict(word.split("=", 1) for word in words[1:])
        faster = f"{variables['PARAMETERS']} ClockSpeed=20"
        environment = ("--environment", variables["ENVIRONMENT"], "--yes")
        return self.account.deploy(
            *environment, parameters=faster, without=REGIONS, name="", **self.environment
        )

    def _ringkeep(self, words: list[str]) -> Done:
        environment = self.account.environment(REGIONS, **self.environment)
        command = [sys.executable, "-m", "ringkeep.cli", *words]
        return run_owned(command, environment=environment, cwd=self.folder)
