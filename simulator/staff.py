"""The people of a contact centre: forty users in four teams, on two sites, each team with a queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension

PEOPLE: Final = 40


class Team(NamedTuple):
    """`lead` is the extension number of the person who leads it. The others report to them."""

    name: str
    site: str
    queue: str
    lead: str


TEAMS: Final = (
    Team("Sales", "Boston", "201", "103"),
    Team("Orders", "Boston", "202", "110"),
    Team("Service", "Denver", "200", "111"),
    Team("Workshop", "Denver", "203", "102"),
)
_ORDER = (TEAMS[1], TEAMS[2], TEAMS[0], TEAMS[3])
_FIRST_USERS = {"101": "", "102": "Workshop", "103": "Sales", "104": "Sales", "105": "Service"}
_FIRST = ("Aino", "Bashir", "Chiara", "Dario", "Edda", "Fergus", "Gala", "Henrik", "Ilse", "Jamal")
_LAST = ("Abara", "Benoit", "Carver", "Duarte")
_FIRST_NUMBER = 110
_FIRST_ID = 62_001_110
_QUEUES_ID = 62_001_090
STAFF_IDS: Final = tuple(range(_FIRST_ID, _FIRST_ID + PEOPLE))
"""Of all extensions that `add_staff` may add, except queues."""


def add_staff(account: Account) -> None:
    """Adds users to the account until it has forty, and a queue for each team that has none. A user's
    department is their team."""
    queues = {each.number for each in account.extensions.values() if each.type == "Department"}
    for number, team in enumerate(TEAMS):
        if team.queue not in queues:
            id_ = _QUEUES_ID + number
            account.add_extension(
                Extension(id_, f"{team.name} queue", team.queue, type="Department", site=team.site)
            )
    users = [each for each in account.extensions.values() if each.type == "User" and each.number]
    for extension in _new(PEOPLE - len(users)):
        account.add_extension(extension)


def team_of(number: str) -> str:
    """Returns the team of a user with this extension number in the demo's account."""
    if number in _FIRST_USERS:
        return _FIRST_USERS[number]
    return _ORDER[(int(number) - _FIRST_NUMBER) % len(_ORDER)].name


def _new(missing: int) -> Iterator[Extension]:
    """The teams take turns, so that the leads' numbers belong to their own teams."""
    for index in range(missing):
        team = _ORDER[index % len(_ORDER)]
        name = f"{_FIRST[index % len(_FIRST)]} {_LAST[index // len(_FIRST)]}"
        number = str(_FIRST_NUMBER + index)
        id_ = _FIRST_ID + index
        yield Extension(id_, name, number, department=team.name, site=team.site)
