"""The names of a page of recordings: few requests, over DynamoDB and over the fakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.people_lists import DynamoPeopleLists
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.directory.extensions import Extension, ExtensionName, ExtensionRow
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings import name_recordings
from ringkeep.usecases.recordings.list_recordings import RecordingPage
from ringkeep.usecases.recordings.name_recordings import NameRecordings, RecordingNames
from tests.contract.tables import directory_table, people_table
from tests.fakes.access.people_lists import MemoryPeopleLists
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.access.people_setup import (
    ACCOUNT,
    COMMAND_LINE,
    PeopleSetup,
    choice,
    extension,
)
from tests.unit.usecases.recordings.call_log_setup import service

DAY = 86_400.0
EVERYBODY = UserPrincipal("f" * 32, "Root", frozenset(Right), EVERYONE)


class Stage(NamedTuple):
    setup: PeopleSetup
    directory: MemoryExtensionDirectory | DynamoExtensionDirectory
    name: NameRecordings
    requests: Counter[str]

    def names(self, *rows: Recording, viewer: UserPrincipal = EVERYBODY) -> RecordingNames:
        zones = {"main": zone_of(service("main"))}
        return self.name(viewer, RecordingPage(rows, "", zones))

    def write(self, ids: Sequence[str]) -> None:
        """Stores extensions with these ids."""
        rows = [
            ExtensionRow(
                extension=Extension(id=id_, number=f"1{id_}", name=f"Name {id_}"),
                added_at=1.0,
                changed_at=1.0,
            )
            for id_ in ids
        ]
        self.directory.write(ACCOUNT, rows)
        self.setup.directory.write(ACCOUNT, rows)

    def user(self, name: str, *held: tuple[str, str, str]) -> str:
        """Adds a user with these extensions, each from a day to a day."""
        id_ = self.setup.add(name).user.id
        for each in held:
            self.setup.assign(id_, choice(*each), COMMAND_LINE)
        return id_


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    requests: Counter[str] = Counter()
    if request.param == "fake":
        setup, memory = PeopleSetup(), MemoryExtensionDirectory()
        name = NameRecordings(memory, MemoryPeopleLists(setup.memory))
        yield Stage(setup, memory, name, requests)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = people_table(client)
        setup = PeopleSetup(store=DynamoPeople(client, table))
        directory = DynamoExtensionDirectory(client, directory_table(client), FakeClock())
        people = DynamoPeopleLists(client, table, latest=False)
        event = "before-parameter-build.dynamodb.*"
        client.meta.events.register(event, lambda model, **_: requests.update([str(model.name)]))
        yield Stage(setup, directory, NameRecordings(directory, people), requests)


def row(number: int, *extensions: str, ago: float = 0.0, shown: str = "") -> Recording:
    covered = tuple(CoveredExtension(extension_id=each, at=NOW - ago) for each in extensions)
    return pending(
        service="main",
        account_id=ACCOUNT.account_id,
        recording_id=f"r{number}",
        extension_id=shown or (extensions[0] if extensions else ""),
        covered=covered,
        start_time=NOW - ago,
    )


def shown(names: RecordingNames, each: Recording) -> list[str]:
    return [user.name for user in names.users_of(each)]


def test_everyone_who_took_part_is_named(stage: Stage) -> None:
    stage.write(["101", "102", "103"])
    stage.user("ann", ("101", "", ""))
    stage.user("ben", ("102", "", ""))
    call, other = row(1, "102", "101", "103"), row(2, "999")
    names = stage.names(call, other)
    assert shown(names, call) == ["ben", "ann"]
    assert shown(names, other) == []
    assert names.extensions == {
        extension(id_): ExtensionName(f"1{id_}", f"Name {id_}") for id_ in ("101", "102", "103")
    }


def test_a_call_belongs_to_the_user_of_its_day(stage: Stage) -> None:
    """NOW is 2026-11-18."""
    stage.user("ann", ("101", "", "2026-11-17"))
    stage.user("ben", ("101", "2026-11-18", ""))
    before, after = row(1, "101", ago=DAY), row(2, "101")
    names = stage.names(before, after)
    assert (shown(names, before), shown(names, after)) == (["ann"], ["ben"])


def test_someone_else_is_shown_only_to_those_who_see_them(stage: Stage) -> None:
    stage.write(["101", "102"])
    stage.user("ann", ("101", "", ""))
    ben = stage.user("ben", ("102", "", ""))
    viewer = UserPrincipal(ben, "ben", frozenset(), Sight(users=frozenset({ben})))
    call = row(1, "101", "102")
    names = stage.names(call, viewer=viewer)
    assert shown(names, call) == ["ben"]
    assert set(names.extensions) == {extension("101"), extension("102")}


def test_a_page_is_named_with_three_reads(stage: Stage) -> None:
    ids = [str(number) for number in range(1000, 1090)]
    stage.write(ids)
    for number, id_ in enumerate(ids[:5]):
        stage.user(f"user{number}", (id_, "", ""))
    stage.requests.clear()
    rows = [row(number, id_, ids[number - 1]) for number, id_ in enumerate(ids)]
    names = stage.names(*rows)
    assert shown(names, rows[3]) == ["user3", "user2"]
    assert len(names.extensions) == 90
    assert stage.requests in (Counter(), Counter({"BatchGetItem": 3}))


def test_a_page_names_a_bounded_number(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extensions of which the recordings were made come first."""
    monkeypatch.setattr(name_recordings, "MOST_NAMED", 3)
    stage.write(["101", "102", "103", "104"])
    rows = [row(1, "104", "103", shown="101"), row(2, "104", shown="102")]
    names = stage.names(*rows)
    assert set(names.extensions) == {extension(id_) for id_ in ("101", "102", "104")}


@pytest.mark.parametrize("id_", ["", "9" * 3_000])
def test_an_id_that_no_extension_has_is_not_asked_for(stage: Stage, id_: str) -> None:
    assert stage.names(row(1, id_), row(2)) == RecordingNames()
    assert not stage.requests
