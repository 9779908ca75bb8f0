"""The lists that administrators read: DynamoDB and the fake agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.domain.access.user_records import beginning_of, place_of
from ringkeep.usecases.access.list_ports import PeopleLists
from tests.contract.tables import people_table
from tests.fakes.access.people_lists import MemoryPeopleLists
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, choice, extension

NAMES = ("Ann", "Ann Lee", "anna", "Änne", "Ben", "Zoë", "李小龙", "Ann-Marie", "an")


class Stage(NamedTuple):
    setup: PeopleSetup
    lists: PeopleLists


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        setup = PeopleSetup()
        yield Stage(setup, MemoryPeopleLists(setup.memory))
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = people_table(client)
        setup = PeopleSetup(store=DynamoPeople(client, table))
        yield Stage(setup, DynamoPeopleLists(client, table))


def add_all(stage: Stage) -> None:
    for number, name in enumerate(NAMES):
        stage.setup.add(name, email=f"u{number}@example.com")


def names(stage: Stage, begins: str = "", after: str = "", limit: int = 100) -> list[str]:
    found = stage.lists.users(beginning_of(begins), after, limit)
    return [each.user.name for each in found]


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("", ["an", "Ann", "Ann Lee", "Ann-Marie", "anna", "Änne", "Ben", "Zoë", "李小龙"]),
        ("ann", ["Ann", "Ann Lee", "Ann-Marie", "anna", "Änne"]),
        ("Ann ", ["Ann Lee"]),
        ("ÄNN", ["Ann", "Ann Lee", "Ann-Marie", "anna", "Änne"]),
        ("zoe", ["Zoë"]),
        ("李", ["李小龙"]),
        ("x", []),
    ],
)
def test_users_whose_name_begins_with_a_text(
    stage: Stage, begins: str, expected: list[str]
) -> None:
    add_all(stage)
    assert names(stage, begins) == expected


@pytest.mark.parametrize("begins", ["", "ann"])
def test_pages_go_on_after_a_place(stage: Stage, begins: str) -> None:
    add_all(stage)
    found: list[str] = []
    after = ""
    while page := stage.lists.users(beginning_of(begins), after, 2):
        found += [each.user.name for each in page]
        after = place_of(page[-1].user)
    assert found == names(stage, begins)


def test_a_place_after_all_of_them_leads_to_an_empty_page(stage: Stage) -> None:
    add_all(stage)
    assert names(stage, "ann", after="zz\tid") == []


def test_many_users_are_read_at_once(stage: Stage) -> None:
    records = [stage.setup.add(f"u{number}") for number in range(120)]
    ids = [each.user.id for each in records]
    found = stage.lists.users_of([*ids, ids[0], "0" * 32])
    assert {id_: each.user.name for id_, each in found.items()} == {
        each.user.id: each.user.name for each in records
    }
    assert stage.lists.users_of([]) == {}


def test_assignments_of_several_extensions(stage: Stage) -> None:
    record = stage.setup.add("ann")
    stage.setup.assign(record.user.id, choice("101"), COMMAND_LINE)
    wanted = [extension("101"), extension("102"), extension("101")]
    found = stage.lists.assignments_of(wanted)
    assert list(found) == [extension("101")]
    assert found[extension("101")].assignments[0].user_id == record.user.id
