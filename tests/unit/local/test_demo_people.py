"""The demo's people: forty of them in four teams, below two managers."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from local.clients import Row
from local.demo_people import AGENTS, MANAGERS, users_file
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.user_files.columns import COLUMNS
from simulator import scenarios
from simulator.testing import frozen_clock, options_without_limits


def people() -> dict[str, Row]:
    account = scenarios.demo(clock=frozen_clock(), options=options_without_limits())
    users = (each for each in account.extensions.values() if each.type == "User" and each.number)
    return {
        str(each.number): {
            "name": each.name,
            "email": f"{each.number}@example.com",
        }
        for each in users
    }


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(users_file(people(), "default"))))


def test_the_file_has_columns_of_the_import(lines: list[dict[str, str]]) -> None:
    assert len(lines) == 40
    assert set(lines[0]) <= set(COLUMNS)


def test_two_managers_have_teams_of_everyone_but_those_above(lines: list[dict[str, str]]) -> None:
    tree = ManagerTree({each["email"]: each["manager"] for each in lines if each["manager"]})
    teams = [tree.team(f"{number}@example.com") for number in MANAGERS.values()]
    assert [len(each) >= 15 for each in teams] == [True, True]
    assert not teams[0] & teams[1]
    profiles = Counter(each["security_profile"] for each in lines)
    assert profiles == {"Manager": 2, "Agent": 38}


def test_each_manager_has_one_of_the_agents_who_sign_in(lines: list[dict[str, str]]) -> None:
    tree = ManagerTree({each["email"]: each["manager"] for each in lines if each["manager"]})
    agents = {f"{number}@example.com" for number in AGENTS}
    teams = [tree.team(f"{number}@example.com") for number in MANAGERS.values()]
    assert [len(each & agents) for each in teams] == [1, 1]
