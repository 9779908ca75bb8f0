"""Read units of a page of users, with 20,000 users: of the list, of a search, and of the names of a page of
recordings.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/user_pages.py [users] [managers]

The product's own code reads tables in moto. Units are counted from the sizes of the items that each answer
holds, as in visibility_reads.py. Pages have 50 items. The list has all users; of the items beside it, only
those that a page reads are there. Writes results/user_pages.json.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import boto3
from moto import mock_aws

from benchmarks.visibility_reads import ACCOUNT, Company, UnitCounter, record, user_id
from ringkeep.aws.access.people_items import (
    email_key,
    extension_item,
    extension_key,
    list_key,
    user_item,
    user_key,
)
from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.user_principal import COMMAND_LINE
from ringkeep.domain.access.user_records import UserRecord, cursor_at, place_of
from ringkeep.domain.access.users import AccountInformation, Licence
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.access.read_users import FoundUsers, ReadUsers
from ringkeep.usecases.recordings.list_recordings import RecordingPage
from ringkeep.usecases.recordings.name_recordings import NameRecordings
from tests.contract.tables import directory_table, people_table
from tests.fakes.clock import FakeClock
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RESULT = Path(__file__).parent / "results" / "user_pages.json"
PAGE = 50
BEGINS = "firstname19"
RAW = {
    "uri": "https://platform.ringcentral.com/restapi/v1.0/account/~/extension/",
    "notes": "n" * 900,
}
"""About as much as RingCentral lists of an extension."""


class Cost(NamedTuple):
    items: int
    read_units: float
    requests: int


def complete(company: Company) -> Iterator[UserRecord]:
    """Each user with a licence, and with as much about their account as is usual."""
    for number in range(company.users):
        found = record(user_id(number), number, "agent", company.manager_of(number))
        about = AccountInformation(
            employee_number=f"E{number:06}", team=f"Team {number % 100}", site="Denver"
        )
        more = {"information": about, "licences": frozenset({Licence.CALL_RECORDING})}
        yield UserRecord(user=found.user.model_copy(update=more), assignments=found.assignments)


def on_pages(records: Sequence[UserRecord], company: Company) -> list[UserRecord]:
    """Returns the users of the pages that are measured, and all managers."""
    middle = len(records) // 2
    begin = (each for each in records if each.user.name.casefold().startswith(BEGINS))
    places = (*records[:60], *records[middle : middle + PAGE + 1], *records[-PAGE - 1 :])
    managers = {user_id(number) for number in range(company.managers)}
    above = (each for each in records if each.user.id in managers)
    chosen = (*places, *islice(begin, PAGE + 1), *above)
    return list({each.user.id: each for each in chosen}.values())


def items_of(records: Sequence[UserRecord]) -> Iterator[Item]:
    for each in records:
        yield {**user_key(each.user.id), **user_item(each)}
        yield {**email_key(each.user.email), "user_id": each.user.id}
        for held in each.assignments:
            stored = ExtensionAssignments(
                **held.extension._asdict(),
                assignments=(Assignment(user_id=each.user.id, period=held.period),),
            )
            yield {**extension_key(held.extension), **extension_item(stored)}


def rows_of(records: Sequence[UserRecord]) -> list[ExtensionRow]:
    extensions = (
        Extension(
            id=held.extension.extension_id,
            number=str(1000 + number),
            name=each.user.name,
            email=each.user.email,
            raw=RAW,
        )
        for number, each in enumerate(records)
        for held in each.assignments
    )
    return [ExtensionRow(extension=each, added_at=1.0, changed_at=1.0) for each in extensions]


class Measurement:
    def __init__(self, client: DynamoDBClient, company: Company) -> None:
        self.records = sorted(complete(company), key=lambda each: place_of(each.user))
        people = Table(client, people_table(client))
        read = on_pages(self.records, company)
        listed = ({**list_key(each), **user_item(each)} for each in self.records)
        items = [*listed, *items_of(read)]
        for at in range(0, len(items), 25):
            people.put_many(items[at : at + 25])
        directory = DynamoExtensionDirectory(client, directory_table(client), FakeClock())
        directory.write(AccountRef(*ACCOUNT), rows_of(read))
        store = DynamoPeople(client, people.name)
        lists = DynamoPeopleLists(client, people.name, latest=False)
        self.users = ReadUsers(store, lists, directory)
        self.name = NameRecordings(directory, lists)
        self.counter = UnitCounter()
        self.counter.follow(client)

    def cost(self, read: Callable[[], int]) -> Cost:
        units, requests = self.counter.units, self.counter.requests
        found = read()
        return Cost(found, self.counter.units - units, self.counter.requests - requests)

    def of_users(self, read: Callable[[], FoundUsers]) -> Cost:
        return self.cost(lambda: len(read().records))

    def all(self) -> dict[str, dict[str, float]]:
        middle = cursor_at(place_of(self.records[len(self.records) // 2].user))
        last = cursor_at(place_of(self.records[-PAGE - 1].user))
        page, email = self.users.page, self.records[7].user.email
        costs = {
            "first_page": self.of_users(lambda: page(limit=PAGE)),
            "page_in_the_middle": self.of_users(lambda: page(cursor=middle, limit=PAGE)),
            "last_page": self.of_users(lambda: page(cursor=last, limit=PAGE)),
            "names_that_begin_with_a_text": self.of_users(lambda: page(BEGINS, limit=PAGE)),
            "one_e_mail_address": self.of_users(lambda: page(email)),
            "names_of_a_page_of_recordings": self.cost(self._names),
        }
        return {name: cost._asdict() for name, cost in costs.items()}

    def _names(self) -> int:
        """Each call has two of 60 extensions."""
        rows = [call(number, self.records) for number in range(PAGE)]
        zones = {ACCOUNT[0]: zone_of(service(ACCOUNT[0]))}
        names = self.name(COMMAND_LINE, RecordingPage(rows, "", zones))
        assert all(len(names.users_of(row)) == 2 for row in rows)
        return len(rows)


def call(number: int, records: Sequence[UserRecord]) -> Recording:
    ids = [records[(number + more) % 60].assignments[0].extension.extension_id for more in (0, 10)]
    covered = tuple(CoveredExtension(extension_id=each, at=NOW) for each in ids)
    return pending(
        service=ACCOUNT[0],
        account_id=ACCOUNT[1],
        recording_id=f"r{number}",
        extension_id=ids[0],
        covered=covered,
    )


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    users, managers = (*given, *(20_000, 100)[len(given) :])
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        costs = Measurement(client, Company(users, managers)).all()
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "users": users,
        "managers": managers,
        "items_of_a_page": PAGE,
        "pages": costs,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
