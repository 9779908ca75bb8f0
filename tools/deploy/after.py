"""What follows a deployment: the invitation of the first administrator, and what the person does next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tools.deploy.parameters import Values

CONSOLE: Final = "ConsoleUrl"
"""The output with the console's address. A stack without a console has none."""


def invitation(values: Values, before: Mapping[str, str], outputs: Mapping[str, str]) -> list[str]:
    """The arguments of the command that invites the first administrator; empty if there is none to run.

    `before` and `outputs` are the stack's outputs before and after the deployment: the administrator is
    invited once, when the console is there.
    """
    address = values.effective("AdministratorEmail")
    if address and CONSOLE in outputs and CONSOLE not in before:
        return ["user", "invite", address]
    return []


def next_steps(
    stack_name: str, region: str, outputs: Mapping[str, str], values: Values, *, first: bool
) -> list[str]:
    steps = [f"The stack {stack_name} is deployed in {region}."]
    if address := outputs.get(CONSOLE, ""):
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
    steps.append(_administrator(values.effective("AdministratorEmail"), CONSOLE in outputs))
    steps.append("  ringkeep service add NAME --from-json service.json")
    return steps


def _administrator(address: str, has_console: bool) -> str:
    if not address:
        return "  ringkeep user add EMAIL --role Administrator"
    if not has_console:
        return f"  {address} is invited when the console is deployed, with DeployConsole=true"
    return f"  sign in as {address}; to invite again: ringkeep user invite {address}"
