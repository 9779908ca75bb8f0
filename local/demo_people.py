"""The people of the demo's contact centre: an administrator, two managers with teams, an evaluator, agents.

Everyone with an extension comes from a file of users. Six of them can sign in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from local.clients import Clients, Row
from local.commands import Command, run_commands
from local.sign_in import Person, new_person
from local.stack import LocalStack
from simulator.staff import TEAMS, team_of

MANAGERS: Final = {"Sales": "103", "Workshop": "102"}
"""The extension numbers of the two managers, by their own team. The other teams' leads report to them."""
_LEADS: Final = {team.name: team.lead for team in TEAMS}
_MANAGED_BY: Final = {"Orders": "Sales", "Service": "Workshop"}
AGENTS: Final = ("112", "113")
"""One of each manager's people."""
_COLUMNS: Final = (
    *("name", "email", "team", "site", "manager", "security_profile", "licences"),
    *("service", "extension"),
)


def add_staff(
    stack: LocalStack, clients: Clients, service: str, file: Path
) -> tuple[list[Person], str]:
    """Returns who can sign in, the administrator first, and what the commands said. The service's
    extensions were listed before."""
    people = {str(row.get("number")): row for row in clients.extensions(service) if _works(row)}
    file.write_text(users_file(people, service), encoding="utf-8")
    someone = [new_person("Administrator"), new_person("Evaluator")]
    for role, numbers in (("Manager", MANAGERS.values()), ("Agent", AGENTS)):
        someone += [new_person(role, _email(people[number])) for number in numbers]
    said = run_commands(
        stack,
        Command(("user", "import", str(file), "--confirm")),
        *(_with_password(each) for each in someone),
    )
    return someone, said


def _works(extension: Row) -> bool:
    enabled = extension.get("type") == "User" and extension.get("status") == "Enabled"
    return enabled and bool(extension.get("number"))


def _with_password(person: Person) -> Command:
    role = ("--role", person.role)
    return Command(("user", "add", person.email, *role, "--password-stdin"), person.password)


def users_file(people: Mapping[str, Row], service: str) -> str:
    """Returns the file, in which everyone with an extension is licensed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_lines(people, service))
    return text.getvalue()


def _lines(people: Mapping[str, Row], service: str) -> Iterator[Mapping[str, str]]:
    for number, row in people.items():
        yield {
            "name": str(row["name"]),
            "email": _email(row),
            "team": team_of(number),
            "site": str(row.get("site_name") or ""),
            "manager": _manager(number, people),
            "security_profile": "Manager" if number in MANAGERS.values() else "Agent",
            "licences": "call_recording; evaluation",
            "service": service,
            "extension": number,
        }


def _manager(number: str, people: Mapping[str, Row]) -> str:
    """Everyone reports to the lead of their team, and the lead of a team to the manager above."""
    lead = _LEADS.get(team_of(number), "")
    if number == lead:
        lead = MANAGERS.get(_MANAGED_BY.get(team_of(number), ""), "")
    return _email(people[lead]) if lead in people else ""


def _email(row: Row) -> str:
    return str(row.get("email") or "")
