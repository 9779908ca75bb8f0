"""Fifty events a second for a minute, with a page for each of 100 managers who see only their own team.

    PYTHONPATH=. .venv/bin/python benchmarks/live_teams.py [events a second] [seconds] [managers]

As live_load.py, and bound like it: no event lost, no wrong end state, and no page shows someone who is not
of its manager's team. The managers and their people come from a file of users. Writes
results/live_teams.json.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.live_latency import FOLDER, laptop
from benchmarks.live_load import Page, Stack, watched
from local import console
from local.clients import Clients
from local.commands import Command, run_commands
from local.sign_in import Person

RESULT = Path(__file__).parent / "results" / "live_teams.json"
MANAGERS = 100
PEOPLE_OF_A_TEAM = 2
_COLUMNS = ("name", "email", "manager", "security_profile", "service", "extension_id")


def address(manager: int) -> str:
    return f"manager{manager}@example.com"


def teams(clients: Clients, managers: int) -> list[list[str]]:
    """Returns the ids of the extensions of each manager's people. The first one is an agent's already."""
    taken = console.first_extension(clients)
    users = [
        str(each["id"])
        for each in clients.extensions(console.SERVICE)
        if each.get("type") == "User" and each.get("status") == "Enabled" and each["id"] != taken
    ]
    return [users[number::managers] for number in range(managers)]


def users_file(of_managers: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_lines(of_managers))
    return text.getvalue()


def _lines(of_managers: Sequence[Sequence[str]]) -> Iterator[Mapping[str, str]]:
    for number, extensions in enumerate(of_managers):
        name = f"Manager {number}"
        yield {"name": name, "email": address(number), "security_profile": "manager"}
        for id_ in extensions:
            yield {
                "name": f"Person {id_}",
                "email": f"person{id_}@example.com",
                "manager": address(number),
                "security_profile": "agent",
                "service": console.SERVICE,
                "extension_id": id_,
            }


def added(stack: Stack, of_managers: Sequence[Sequence[str]]) -> list[Person]:
    """Returns the managers, who can sign in."""
    file = FOLDER / "users.csv"
    file.write_text(users_file(of_managers), encoding="utf-8")
    people = [
        Person("Manager", address(number), f"Aa1-{secrets.token_urlsafe(24)}", "Manager")
        for number in range(len(of_managers))
    ]
    said = run_commands(
        stack[0].stack,
        Command(("user", "import", str(file), "--confirm")),
        *(_with_password(each) for each in people),
    )
    print(said[:2_000], flush=True)
    return people


def _with_password(person: Person) -> Command:
    role = ("--role", person.security_profile)
    return Command(("user", "add", person.email, *role, "--password-stdin"), person.password)


def outside(pages: Sequence[Page], of_managers: Sequence[Sequence[str]]) -> int:
    """Returns how many lines pages show of people who are not of the team."""
    both = zip(pages, of_managers, strict=True)
    return sum(len(page.lines.keys() - set(team)) for page, team in both)


def measure(stack: Stack, rate: int, seconds: int, managers: int) -> dict[str, Any]:
    of_managers = teams(stack[1], managers)
    people = added(stack, of_managers)
    result, pages = asyncio.run(watched(stack, people, rate, seconds))
    return {
        **result,
        "managers": managers,
        "people_of_a_team": [min(map(len, of_managers)), max(map(len, of_managers))],
        "lines_of_pages": sum(len(page.lines) for page in pages),
        "lines_outside_of_the_team": outside(pages, of_managers),
    }


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    rate, seconds, managers = (*given, *(50, 60, MANAGERS)[len(given) :])
    with laptop(managers * PEOPLE_OF_A_TEAM) as stack:
        results = measure(stack, rate, seconds, managers)
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
