"""The commands of a deployment: the build, `sam deploy`, and Ringkeep's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.deploy.options import CONFIGURATION, ROOT, Options

CONSOLE = ROOT / "web" / "dist"
_BUILT = ROOT / ".aws-sam" / "build" / "template.yaml"


def build_command(options: Options) -> list[str]:
    """Empty if there is nothing to build."""
    if options.built is not None:
        return []
    return ["make", "--no-print-directory", "build", "web", f"ARCHITECTURE={options.architecture}"]


def deploy_command(
    options: Options, region: str, parameters: Mapping[str, str], *, new: bool
) -> list[str]:
    """A new stack that fails is deleted. `sam deploy` takes the option for updates too, and only
    waits there until CloudFormation has rolled back."""
    command = ["sam", "deploy", "--template-file", str(options.built or _BUILT)]
    command += ["--config-file", str(CONFIGURATION), "--config-env", options.environment]
    command += ["--stack-name", options.stack_name, "--region", region]
    command += ["--confirm-changeset" if options.confirm else "--no-confirm-changeset"]
    if new:
        command += ["--on-failure", "DELETE"]
    return [*command, "--parameter-overrides", *(override(*each) for each in parameters.items())]


def override(name: str, value: str) -> str:
    """In quotes, because sam takes an empty value only so."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'


def ringkeep_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ringkeep.cli", *arguments]


def publish_command() -> list[str]:
    return ringkeep_command("console", "publish", "--if-deployed", str(CONSOLE))


@dataclass(frozen=True)
class Runner:
    """Runs a command in the sources' folder, with the terminal of this process."""

    environment: Mapping[str, str]
    root: Path = ROOT

    def run(self, command: Sequence[str]) -> bool:
        """Whether it succeeded."""
        beside = Path(sys.executable).parent
        environment = dict(self.environment)
        environment["PATH"] = f"{beside}:{environment.get('PATH', '')}"
        done = subprocess.run(command, cwd=self.root, env=environment, check=False)
        return done.returncode == 0
