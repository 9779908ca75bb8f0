"""What follows a deployment: the invitation of the first administrator, and what the person does next."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping

from ringkeep.cli.arguments import parser
from tools.deploy.parameters import Values


def has_command(*words: str) -> bool:
    """Whether this version of the command line has the command."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        try:
            parser().parse_args([*words, "--help"])
        except SystemExit as ended:
            return ended.code == 0
    return False


def invitation(values: Values, *, first_deployment: bool) -> list[str]:
    """The arguments of the command that invites the first administrator; empty if there is none to run."""
    address = values.effective("AdministratorEmail")
    if first_deployment and address and has_command("user", "invite"):
        return ["user", "invite", address]
    return []


def next_steps(
    stack_name: str, region: str, outputs: Mapping[str, str], values: Values, *, first: bool
) -> list[str]:
    steps = [f"The stack {stack_name} is deployed in {region}."]
    if address := outputs.get("ConsoleUrl", ""):
        steps.append(f"The console: {address}")
    if not first:
        return steps
    steps.append("What to do next:")
    steps.append(f"  export AWS_DEFAULT_REGION={region} STACK_NAME={stack_name}")
    steps.append("  source .venv/bin/activate")
    if values.effective("AlarmEmail"):
        steps.append(
            f"  confirm AWS's message to {values.effective('AlarmEmail')}, then: ringkeep alarms test"
        )
    if address := values.effective("AdministratorEmail"):
        steps.append(f"  sign in as {address}; to invite again: ringkeep user invite {address}")
    else:
        steps.append("  ringkeep user add EMAIL --role Administrator")
    steps.append("  ringkeep service add NAME --from-json service.json")
    return steps
