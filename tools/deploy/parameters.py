"""The parameters that the person gave, checked against the template before anything is built."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from tools.deploy.template import Parameter, Template
from tools.deploy.terminal import Refused, Terminal

ADDRESSES = {
    "AdministratorEmail": "Who is the first administrator of the console",
    "AlarmEmail": "Who receives the alarms",
}
_WITHOUT = {
    "AdministratorEmail": "no one can sign in to the console until `ringkeep user add` has added someone",
    "AlarmEmail": "alarms reach no one; only CloudWatch shows them",
}


def parse(text: str) -> dict[str, str]:
    """Raises Refused for a word that is not Key=Value."""
    try:
        pairs = [word.partition("=") for word in shlex.split(text)]
    except ValueError as problem:
        raise Refused(f'PARAMETERS takes "Key=Value ...": {problem}.') from None
    wrong = [key for key, equals, _ in pairs if not equals or not key]
    if wrong:
        raise Refused(f'PARAMETERS takes "Key=Value ...", which this is not: {" ".join(wrong)}.')
    return {key: value for key, _, value in pairs}


def check(given: Mapping[str, str], template: Template) -> None:
    """Raises Refused for the first parameter that the template does not take."""
    for name, value in given.items():
        parameter = template.parameters.get(name)
        if parameter is None:
            raise Refused(_unknown(name, template))
        if problem := parameter.problem(value):
            raise Refused(f"the parameter {name} {problem}; it is {value!r}.")


def _unknown(name: str, template: Template) -> str:
    near = difflib.get_close_matches(name, template.parameters, n=1)
    hint = f" Did you mean {near[0]}?" if near else " README.md lists them under Settings."
    return f"the template has no parameter {name}.{hint}"


@dataclass(frozen=True)
class Values:
    """Where a parameter's value comes from: the person, the deployed stack, or the template."""

    given: Mapping[str, str]
    deployed: Mapping[str, str]
    template: Template

    def effective(self, name: str) -> str:
        for values in (self.given, self.deployed):
            if name in values:
                return values[name]
        declared = self.template.parameters.get(name)
        return declared.default if declared else ""


def ask_for_addresses(
    values: Values, terminal: Terminal, *, first_deployment: bool
) -> dict[str, str]:
    """The given parameters with the two addresses. Asks for what is missing on a first deployment, and
    otherwise says what is missing without them."""
    answers = dict(values.given)
    for name, question in ADDRESSES.items():
        declared = values.template.parameters.get(name)
        if declared is None or values.effective(name) or name in answers:
            continue
        if first_deployment and (address := _address(question, declared, terminal)):
            answers[name] = address
        else:
            terminal.write(f'Without {name}, {_WITHOUT[name]}. PARAMETERS="{name}=..." sets it.')
    return answers


def _address(question: str, declared: Parameter, terminal: Terminal) -> str:
    while True:
        answer = terminal.ask(f"{question} (an e-mail address, or nothing)? ")
        problem = declared.problem(answer)
        if not problem:
            return answer
        terminal.write(f"It {problem}.")
