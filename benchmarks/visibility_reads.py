"""Read units of a request that finds out who signed in and whom they see, with 20,000 users in 100 teams.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/visibility_reads.py [users] [managers]

The product's own code reads tables in moto. Units are counted from the sizes of the items that each
answer holds, by DynamoDB's rules: 4 KB for a unit, half a unit if the read is not consistent. Someone
above all managers is measured with the copy of all teams in S3 and without it. Then 50 changes are pushed
to the pages of all managers at once. Writes results/visibility_reads.json.
"""

from __future__ import annotations

import hashlib
import json
import platform
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws

from ringkeep.aws.access.people_items import (
    TEAMS,
    block_key,
    profile_content,
    profile_key,
    sub_key,
    user_item,
    user_key,
)
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.team_copies import S3KeptTeamCopies
from ringkeep.aws.access.team_items import block_item, teams_item
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import MANAGER, SecurityProfile
from ringkeep.domain.access.teams import Manager, TeamBlock, Teams
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.read_principal import KEPT_SECONDS, ReadPrincipal
from ringkeep.usecases.access.team_copies import CopyTeams
from ringkeep.usecases.accounts.service_days import ServiceDays
from ringkeep.usecases.live.push_live import Change, LivePusher
from ringkeep.usecases.live.sockets import Viewers
from tests.contract.tables import directory_table, people_table
from tests.fakes.access.principals import FakePrincipals, FakeToday, someone
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import FakePage, FakeSockets, MemorySocketsTable, realtime_row
from tests.unit.usecases.live.sockets_setup import connection
from tests.unit.usecases.recordings.call_log_setup import service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RESULT = Path(__file__).parent / "results" / "visibility_reads.json"
ACCOUNT = ("main", "809646016")
UNIT = 4096
MOST_UNITS = 5.0
BUCKET = "files"
PUSHES = 20
CHANGES = 50
OWN = SecurityProfile(
    id="team-lead", name="Team lead", rights=MANAGER.rights, visibility=MANAGER.visibility
)
DIRECTOR = "f" * 32


@dataclass
class UnitCounter:
    """Counts the read units of a client, and its requests."""

    units: float = 0.0
    requests: int = 0
    _factors: list[float] = field(default_factory=list)

    def follow(self, client: DynamoDBClient) -> None:
        client.meta.events.register("before-parameter-build.dynamodb.*", self._asked)
        client.meta.events.register("after-call.dynamodb.*", self._answered)

    def _asked(self, params: dict[str, object], **_: object) -> None:
        tables = params.get("RequestItems")
        reads = list(tables.values()) if isinstance(tables, dict) else [params]
        consistent = all(isinstance(each, dict) and each.get("ConsistentRead") for each in reads)
        self._factors.append(1.0 if consistent else 0.5)

    def _answered(self, parsed: Mapping[str, object], **_: object) -> None:
        factor = self._factors.pop()
        self.requests += 1
        self.units += factor * sum(-(-max(size, 1) // UNIT) for size in _sizes(parsed))


def _sizes(parsed: Mapping[str, object]) -> Iterator[int]:
    """Returns the size of each item that is charged by itself: a query's items are charged together."""
    if "Items" in parsed:
        items = parsed["Items"]
        yield sum(map(_size, items)) if isinstance(items, list) else 0
    elif isinstance(parsed.get("Responses"), dict):
        responses = parsed["Responses"]
        assert isinstance(responses, dict)
        yield from (_size(item) for items in responses.values() for item in items)
    else:
        yield _size(parsed.get("Item", {}))


def _size(value: object) -> int:
    """Returns the size of an item in DynamoDB's form: the bytes of names and values."""
    if isinstance(value, dict):
        return sum(len(str(name).encode()) + _size(part) for name, part in value.items())
    if isinstance(value, list):
        return sum(map(_size, value)) + len(value)
    return len(str(value).encode())


def user_id(number: int) -> str:
    """Returns an id that is as hard to compress as a random one."""
    return f"{number + 1:08x}{hashlib.sha256(str(number).encode()).hexdigest()[:24]}"


def record(id_: str, number: int, profile: str, manager: str) -> UserRecord:
    user = User(
        id=id_,
        name=f"Firstname{number} Lastname{number}",
        email=f"firstname{number}.lastname{number}@example.com",
        sub=f"sub-{id_}",
        manager=manager,
        security_profile=profile,
        created_at=1_795_000_000.0,
        changed_at=1_795_000_000.0,
    )
    own = Owner(*ACCOUNT, str(1_000_000_000 + number))
    return UserRecord(user=user, assignments=(UserAssignment(own, Period()),))


@dataclass(frozen=True)
class Company:
    """The first `managers` users lead the others, and report to a director. Every second one has an own
    profile."""

    users: int
    managers: int

    def manager_of(self, number: int) -> str:
        return DIRECTOR if number < self.managers else user_id(number % self.managers)

    def records(self) -> Iterator[UserRecord]:
        yield record(DIRECTOR, self.users, MANAGER.id, "")
        for number in range(self.users):
            leads = MANAGER.id if number % 2 else OWN.id
            profile = leads if number < self.managers else "agent"
            yield record(user_id(number), number, profile, self.manager_of(number))

    def items(self) -> Iterator[Item]:
        reports: dict[str, dict[str, tuple[UserAssignment, ...]]] = {}
        for each in self.records():
            yield {**user_key(each.user.id), **user_item(each)}
            yield {**sub_key(each.user.sub), "user_id": each.user.id}
            if each.user.manager:
                team = reports.setdefault(each.user.manager, {})
                team[each.user.id] = each.assignments
        for id_, team in reports.items():
            yield {
                **block_key(id_, 0),
                **block_item(TeamBlock(manager=id_, reports=team, version=1)),
            }
        above = {DIRECTOR: "", **{user_id(each): DIRECTOR for each in range(self.managers)}}
        managers = {id_: Manager(manager=up, changed=1) for id_, up in above.items()}
        yield {**TEAMS, **teams_item(Teams(managers=managers, version=1))}
        yield {**profile_key(OWN.id), "content": profile_content(OWN), "revision": 1, "users": 1}


class Measurement:
    def __init__(self, company: Company) -> None:
        self.company = company
        self.client = boto3.client("dynamodb", region_name="us-east-1")
        self.clock = FakeClock()
        self.people = Table(self.client, people_table(self.client))
        directory = directory_table(self.client)
        self.services = DynamoServiceDirectory(self.client, directory)
        self.services.put(service("main"))
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket=BUCKET)
        self.copies = S3KeptTeamCopies(self.s3, BUCKET, self.people.name)
        items = list(company.items())
        for at in range(0, len(items), 25):
            self.people.put_many(items[at : at + 25])
        self.counter = UnitCounter()
        self.counter.follow(self.client)
        self.new_process()

    @property
    def store(self) -> DynamoPeople:
        return DynamoPeople(self.client, self.people.name)

    def copy(self) -> None:
        """Does what the function keep_users does each minute."""
        CopyTeams(self.store, self.copies)()

    def copy_bytes(self) -> int:
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return sum(each["Size"] for each in listed)

    def new_process(self, *, with_copy: bool = True) -> None:
        copies = self.copies if with_copy else None
        self.principals = ReadPrincipal(self.store, self.clock, copies=copies)
        self.today = ServiceDays(self.services, self.clock)

    def request(self, id_: str) -> float:
        """Returns the read units of a request of this user."""
        before = self.counter.units
        principal = self.principals(f"sub-{id_}")
        assert principal is not None
        principal.sight.now(self.today)
        return self.counter.units - before

    def forget(self) -> None:
        self.clock.advance(KEPT_SECONDS + 0.1)

    def change(self, manager: str, version: int) -> None:
        """Writes the block of a manager again, as a change of one of their people does."""
        stored, (block,) = self.store.teams(), self.store.team(manager, 1)
        managers = dict(stored.managers)
        managers[manager] = managers[manager].model_copy(update={"changed": version})
        block = block.model_copy(update={"version": version})
        self.people.put({**block_key(manager, 0), **block_item(block)})
        self.people.put({**TEAMS, **teams_item(Teams(managers=managers, version=version))})

    def of(self, id_: str, *, with_copy: bool = True) -> dict[str, float]:
        self.new_process(with_copy=with_copy)
        cold, kept = self.request(id_), self.request(id_)
        self.forget()
        warm = self.request(id_)
        self.forget()
        led = id_ if id_ == DIRECTOR or int(id_[:8], 16) <= self.company.managers else user_id(0)
        self.change(led, version=int(self.clock.now()))
        changed = self.request(id_)
        return {
            "first_of_a_process": cold,
            "within_20_seconds": kept,
            "later": warm,
            "after_a_change_in_the_team": changed,
        }


def every_manager(measurement: Measurement) -> float:
    """Returns the largest number of units of any manager's request, each the first of a process."""
    found = []
    for number in range(measurement.company.managers):
        measurement.new_process()
        found.append(measurement.request(user_id(number)))
    return max(found)


def push_seconds(company: Company) -> Sequence[float]:
    """Returns how long each push of 50 changes to a page of every manager takes, without its pauses."""
    table, sockets, clock = MemorySocketsTable(), FakeSockets(), FakeClock()
    teams: dict[int, list[Owner]] = {}
    for number in range(company.users):
        owner = Owner(*ACCOUNT, str(number))
        teams.setdefault(number % company.managers, []).append(owner)
    people = [someone(f"m{each}", MANAGER, team=team) for each, team in teams.items()]
    for each in people:
        table.put_connection(connection(each.sub, each, clock.now()))
    page = FakePage.of(*(realtime_row(str(number)) for number in range(company.users)))
    seen = Viewers(FakePrincipals.of(*people), FakeToday())
    pusher = LivePusher(page, table, seen, sockets, clock)
    return [_timed(pusher, _changes(number, company)) for number in range(PUSHES)]


def _changes(start: int, company: Company) -> Iterator[Change]:
    for number in range(CHANGES):
        extension = str((start * 7919 + number * 101) % company.users)
        yield Change(service=ACCOUNT[0], account_id=ACCOUNT[1], extension_id=extension)


def _timed(pusher: LivePusher, changes: Iterable[Change]) -> float:
    began = time.perf_counter()
    pusher.push(changes)
    return time.perf_counter() - began


def main() -> None:
    users, managers = (*map(int, sys.argv[1:3]), 20_000, 100)[:2]
    if len(sys.argv) == 2:
        managers = 100
    company = Company(users, managers)
    with mock_aws():
        measurement = Measurement(company)
        units = {
            "agent": measurement.of(user_id(managers)),
            "manager": measurement.of(user_id(1)),
            "manager_with_an_own_profile": measurement.of(user_id(0)),
            "above_all_managers_without_a_copy": measurement.of(DIRECTOR, with_copy=False),
        }
        measurement.copy()
        units["above_all_managers"] = measurement.of(DIRECTOR)
        units["above_all_managers_a_change_after_the_copy"] = measurement.of(DIRECTOR)
        most = max(every_manager(measurement), units["above_all_managers"]["first_of_a_process"])
        copy_bytes = measurement.copy_bytes()
    pushes = push_seconds(company)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.machine(),
        "users": users,
        "managers": managers,
        "read_units": units,
        "most_units_of_a_manager": most,
        "bytes_of_the_copy": copy_bytes,
        "bound": MOST_UNITS,
        "changes_in_a_push": CHANGES,
        "push_seconds_median": round(statistics.median(pushes), 4),
        "push_seconds_most": round(max(pushes), 4),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    if most > MOST_UNITS:
        raise SystemExit(f"a manager's request needs {most} read units")


if __name__ == "__main__":
    main()
