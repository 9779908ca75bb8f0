"""The real template on an AWS emulator, built and deployed by the real SAM CLI.

with LocalStack(Path(".local/demo")) as stack:
    stack.client("s3").list_objects_v2(Bucket=stack.outputs["RecordingsBucketName"])
"""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import boto3

from local.aws.invocations import concurrency_of
from local.aws.new_account import VARIABLE as NEW_ACCOUNT
from local.build import build
from local.command_line import CommandLine
from local.environment import (
    ARCHITECTURE,
    REGION,
    ROOT,
    STACK_NAME,
    free_port,
    laptop_environment,
)
from local.managed import Managed
from local.processes import LocalProcess, StackFailed, output_of, run_logged
from local.steps import step

DEFAULT_PORT = 4566
_PORT_FILE = "port"
_NO_BOUND = ["MaximumLongRuns=100"]
"""On a laptop an invocation that finds no free slot waits for one. A release may lack the parameter."""


class LocalStack(Managed):
    """One emulator with one deployed stack.

    `folder` keeps its state and logs. `persist`: whether tables and objects survive `stop`.
    `enforce_roles`: whether each function has no more rights than its role gives.
    `sources`: the tree that is deployed and whose command line runs: this one, or a release's.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        parameters: Mapping[str, str] | None = None,
        persist: bool = False,
        enforce_roles: bool = False,
        sources: Path = ROOT,
    ) -> None:
        self.sources = sources
        self.folder = folder.resolve()
        self.port = _port(self.folder / _PORT_FILE, port, persist=persist)
        self.region = REGION
        self.stack_name = STACK_NAME
        self.endpoint_url = f"http://127.0.0.1:{self.port}"
        self.outputs: dict[str, str] = {}
        self._parameters = {"Architecture": ARCHITECTURE, **(parameters or {})}
        self._persist = persist
        self._enforce_roles = enforce_roles
        self._process: LocalProcess | None = None
        self._commands: CommandLine | None = None
        self.environment = laptop_environment(self.endpoint_url, self.folder / "tmp")

    def start(self) -> None:
        """Raises StackFailed."""
        with step("building the functions and layers (sam build)"):
            template = build(self.sources)
        with step("starting the AWS emulator"):
            self.start_emulator()
        with step("deploying template.yaml (sam deploy)"):
            self.deploy(template)

    def deploy(self, template: Path) -> None:
        kept = [sys.executable, "-m", "tools.deploy.kept", STACK_NAME, str(template)]
        overrides = run_logged(kept, self.environment).split()
        overrides += [f"{name}={value}" for name, value in self._parameters.items()]
        overrides += _NO_BOUND if self.sources == ROOT else []
        command = ["sam", "deploy", "--template-file", str(template), "--stack-name", STACK_NAME]
        command += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset"]
        command += ["--no-progressbar", "--no-fail-on-empty-changeset", "--region", REGION]
        run_logged([*command, "--parameter-overrides", *overrides], self.environment)
        self.outputs = self._read_outputs()

    def command_line(self, *arguments: str, text: str | None = None) -> str:
        """Runs Ringkeep's command line against this stack. Raises StackFailed."""
        if self._commands is None or self._commands.sources != self.sources:
            self.end_command_line()
            self._commands = CommandLine(self.sources, self.product_environment)
        return output_of(("ringkeep", *arguments), self._commands.run(arguments, text))

    def end_command_line(self) -> None:
        """Ends its process; the next command starts another one."""
        commands, self._commands = self._commands, None
        if commands is not None:
            commands.stop()

    @property
    def product_environment(self) -> dict[str, str]:
        return {
            **self.environment,
            "STACK_NAME": STACK_NAME,
            "PYTHONPATH": str(self.sources / "layers/ringkeep/python"),
            "POWERTOOLS_SERVICE_NAME": "ringkeep",
            "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
        }

    def stop(self) -> None:
        """Ends the emulator and its workers. With `persist` the emulator saves its state first."""
        self.end_command_line()
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def start_emulator(self) -> None:
        """An empty account. Raises StackFailed."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        if self._persist:
            (self.folder / _PORT_FILE).write_text(str(self.port))
        command = [sys.executable, "-m", "local.aws.emulator"]
        self._process = LocalProcess(
            "the AWS emulator", command, self.log_path, self._emulator_environment()
        )
        self._process.start(self._is_ready)

    @property
    def new_account(self) -> Path:
        """A file with the limits of a new account; see `local.aws.new_account`. Usually it is missing."""
        return self.folder / "new_account.json"

    @property
    def log_path(self) -> Path:
        return self.folder / "emulator.log"

    def _emulator_environment(self) -> dict[str, str]:
        keep = "1" if self._persist else "0"
        return {
            **self.environment,
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "LAMBDA_ACCOUNT_CONCURRENCY": str(concurrency_of(os.cpu_count())),
            "PERSIST_STATE": keep,
            "AUTH": "true" if self._enforce_roles else "false",
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": keep,
            "S3_DATA_DIR": str(self.folder / "objects"),
            NEW_ACCOUNT: str(self.new_account),
        }

    def _is_ready(self) -> bool:
        with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=2):
            return True

    def _read_outputs(self) -> dict[str, str]:
        session = boto3.Session("test", "test", region_name=REGION)
        client = session.client("cloudformation", endpoint_url=self.endpoint_url)
        (stack,) = client.describe_stacks(StackName=STACK_NAME)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def _port(kept: Path, wanted: int | None, *, persist: bool) -> int:
    """A queue's URL contains the port, so a kept state must run at its first port.

    Raises StackFailed if that port is in use.
    """
    if not persist or not kept.exists():
        return free_port(DEFAULT_PORT if wanted is None else wanted)
    port = int(kept.read_text())
    if wanted not in (None, 0, port) or free_port(port) != port:
        raise StackFailed(
            f"the state in {kept.parent} belongs to port {port}: free that port, or remove the folder"
        )
    return port
