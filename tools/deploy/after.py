"""What follows a deployment: the invitation of the first administrator, and what the person does next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tools.deploy.parameters import Values
from tools.deploy.state import CREATED_BY_010

_ADMINISTRATOR: Final = "AdministratorEmail"
CONSOLE: Final = "ConsoleUrl"
"""The output with the console's address. A stack without a console has none."""


def invitation(values: Values, before: Mapping[str, str], outputs: Mapping[str, str]) -> list[str]:
    """The arguments of the command that invites the first administrator; empty if there is none to run.

    `before` and `outputs` are the stack's outputs before and after the deployment: the administrator is
    invited once, when the console is there, and so is another one that an update has named.
    """
    address = values.effective(_ADMINISTRATOR)
    if not address or CONSOLE not in outputs:
        return []
    return ["user", "invite", address] if CONSOLE not in before or _is_another(values) else []


def _is_another(values: Values) -> bool:
    """Whether the stack had no administrator, or another one. In a stack of version 0.1.0 Cognito invites
    them itself, and a second invitation would replace the password of the first."""
    if values.effective(CREATED_BY_010) == "true":
        return False
    return values.effective(_ADMINISTRATOR) != values.deployed.get(_ADMINISTRATOR, "")


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
    steps.append(_administrator(values.effective(_ADMINISTRATOR), CONSOLE in outputs))
    steps.append("  ringkeep service add NAME --from-json service.json")
    return steps


def _administrator(address: str, has_console: bool) -> str:
    if not address:
        return "  ringkeep user add EMAIL --role Administrator"
    if not has_console:
        return f"  {address} is invited when the console is deployed, with DeployConsole=true"
    return f"  sign in as {address}; to invite again: ringkeep user invite {address}"
